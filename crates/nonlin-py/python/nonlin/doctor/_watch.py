"""Looking into an ordinary training loop of PyTorch."""

import contextlib

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_pre_hook

from nonlin._nonlin import NonlinError
from nonlin.doctor import _hooks, _loss
from nonlin.doctor._findings import Examination, Found, findings_of, rules_of
from nonlin.doctor._graph import Walk
from nonlin.doctor._looks import Look
from nonlin.doctor._modules import describe, layers_of
from nonlin.doctor._record import Record
from nonlin.doctor._steps import is_sampled
from nonlin.doctor._tensors import tensors_in

def watch(model, *, initial=True, thresholds=None, title=None):
    """Looks into a model while an ordinary loop trains it.

        >>> with nonlin.doctor.watch(model) as d:
        ...     for x, y in batches:
        ...         optimiser.zero_grad(); criterion(model(x), y).backward(); optimiser.step()
        >>> print(d)

    model : a torch.nn.Module, of any device; of DistributedDataParallel and of a compiled model the one inside
    initial : False if its weights were trained before, so that nothing is said of how they were drawn
    thresholds : the path of a changed copy of what ``nonlin doctor`` prints
    title : what the report is called; the model's class unless given

    A step begins with a forward in training mode with gradients. Steps 1, 2, 3, 4, 6, 8, 12, ..., 64 and then every 64th are looked at, of steps
    that sum gradients over several batches the first batch. The way from layer to layer is read off the first step. Raises nonlin.NonlinError if
    the model, or a part of it, is watched already.
    """
    return Watch(model, initial=initial, thresholds=thresholds, title=title)


class Watch(Examination):
    """What is seen while a loop runs: an ``Examination`` that may be asked at any time."""

    def __init__(self, model, *, initial=True, thresholds=None, title=None, called=True):
        # Whether the model itself is called; if not, somebody says where a batch begins.
        self._rooted = called
        if not isinstance(model, nn.Module):
            raise NonlinError(f"`watch` takes a torch.nn.Module, not {type(model).__name__}")
        self.called, self.model, self._unseen = model, inside(model), []
        title = title or type(self.model).__name__
        super().__init__(None, title, "nonlin.doctor.watch(model)", thresholds)
        self.step = 0
        self._record = Record(initial)
        self._raising = set()
        self._optimisers = {}
        self._handles, self._look, self._plan = [], None, None
        # Of the step: whether an optimiser ended it, whether a gradient was taken (how often), whether it is looked at, and whether it was.
        self._stepped = self._sampled = self._seen = False
        self._backwards = 0
        # Of the loop: whether optimisers step in it, whether the next step is to be looked at, whether a batch is gone through a second time.
        self._optimised = self._asked = self._again = self._inside = self._has_compiled = False
        self._loss = self._given = self._probe = self._results = self._compiled = self._layers = self._closing = self._slope = None
        self._trained = []
        self._stance = contextlib.ExitStack()

    # The context.

    def __enter__(self):
        if not any(True for _ in self.model.parameters()):
            raise NonlinError(f"{type(self.model).__name__} has no parameters: there is nothing to train")
        _hooks.watch(self)
        self._inside = True
        if self._rooted:
            root = self.called if is_compiled(self.called) else self.model
            self._handles.append(root.register_forward_pre_hook(self._begins, with_kwargs=True))
            self._wrap_compiled()
        self._trained = [parameter for parameter in self.model.parameters() if parameter.requires_grad]
        if isinstance(self.called, nn.DataParallel) and len(self.called.device_ids) > 1:
            self._unseen.append("the copies of the model on other devices, which nn.DataParallel makes anew at each step")
        return self

    def __exit__(self, kind, error, trace):
        self._inside = False
        self._end_forward()
        for handle in self._handles:
            handle.remove()
        self._handles = []
        _hooks.unwatch(self)
        if self._compiled is not None:
            self.model._compiled_call_impl = self._compiled
        if self._look is not None and self._results is not None:
            self._commit()
        self._close(over=False)
        self._let_go_of_slope()
        self._given, self._optimisers, self._trained, self._probe = None, {}, [], None
        if not self.step:
            self._unseen.append(
                "any step: no forward of the model in training mode with gradients was made by calling the model itself (`model(x)`)"
            )

    # What is asked of it.

    @property
    def is_watching(self):
        """Whether it is inside of its ``with``."""
        return self._inside

    @property
    def trace(self):
        return self._record.trace()

    @property
    def not_seen(self):
        return [*self._unseen, *self._record.unseen]

    def raise_on(self, *what):
        """Raises nonlin.doctor.Found at the step where it arises: ``"nan"``, any rule's name, ``"serious"`` or ``"notice"``. Returns itself."""
        self._raising |= rules_of(what)
        return self

    # What PyTorch tells.

    def _begins(self, module, args, kwargs):
        """Before a forward of the model."""
        if not self.model.training or not torch.is_grad_enabled() or self._again:
            return
        if self._look is not None and self._results is None:
            if self._rooted:
                # It calls itself.
                return
            self._end_forward()
        if self._stepped or self._is_new_step():
            if self._record.is_open:
                self._close(over=True)
                self._raise()
            self._stepped = False
            self.step += 1
            self._seen, self._backwards = False, 0
            self._let_go_of_slope()
            self._sampled = is_sampled(self.step) or self._asked
            self._asked = False
            if not self._optimised and self._trained:
                probe = min((parameter for parameter in self._trained if not is_lazy(parameter)), key=torch.Tensor.numel, default=None)
                self._probe = None if probe is None else (probe, probe.detach().clone())
        self._given = (args, kwargs)
        if self._sampled and not self._seen:
            self._look_inside(module)

    def _is_new_step(self):
        """Of a step that no optimiser ended: whether weights or gradients say that it is over."""
        if self.step == 0:
            return True
        if not self._backwards:
            return False
        if not any(parameter.grad.any() for parameter in self._trained if parameter.grad is not None):
            return True
        return not self._optimised and self._probe is not None and not torch.equal(*self._probe)

    def _look_inside(self, module):
        self._look, self._results = Look(self._layers_now(), self._plan is None), None
        if self._has_compiled:
            self._stance.enter_context(torch.compiler.set_stance("force_eager"))
        if self._rooted:
            self._closing = module.register_forward_hook(self._ends, always_call=True)

    def clipped(self, length):
        """Says that gradients are shortened to this length, which a trainer knows."""
        self._record.clipped(length)

    def batch(self, *batch):
        """A batch begins, of a model that is not called itself."""
        self._begins(self.model, batch, {})

    def _layers_now(self):
        """The layers; from the second look on those of the first."""
        if self._plan is None or self._layers is None:
            # Lazy modules know what they are after the first forward.
            layers = [(name, module, describe(module)) for name, module in layers_of(self.model)]
            self._layers = None if self._plan is None else layers
            self._has_compiled = any(map(has_compiled, [self.called, *self.model.modules()]))
            return layers
        return self._layers

    def _ends(self, module, args, result):
        """After a forward that is looked at, or one that failed."""
        if self._look is None:
            return
        results = list(tensors_in(result))
        whole = self._look.whole and (result is not None or not self._rooted)
        self._end_forward()
        self._results = [id(tensor.grad_fn) for tensor in results if tensor.dim() and tensor.grad_fn is not None]
        # Held, so that the identities are theirs alone.
        self._nodes = [tensor.grad_fn for tensor in results]
        if whole:
            self._plan = self._walk(results)
            self._nodes += [one.node for call in self._look.calls for one in call.outputs]
            self._results += [id(one.node) for call in self._look.calls for one in call.outputs if one.node is not None]
        self._look.let_go()

    def _walk(self, results):
        try:
            return Walk(self._look.calls, tensors_in(list(self._given)), results)
        except Exception as error:  # noqa: BLE001
            # A graph of a kind that nobody thought of: the training goes on all the same.
            self._unseen.append(f"the layers: the way from one to the next could not be followed ({type(error).__name__}: {error})")
            return Walk([], [], [])

    def _end_forward(self):
        if self._look is not None:
            self._look.end_forward()
        if self._closing is not None:
            self._closing.remove()
            self._closing = None
        self._stance.close()

    @property
    def looks(self):
        """Whether a forward was looked into whose gradient is still to come."""
        return self._look is not None and (self._results is not None or not self._rooted)

    def differentiates(self, loss):
        """Before a `backward` from a forward that was looked into."""
        if self._results is None:
            self._ends(self.model, (), None)
        if loss is not None:
            self._loss = _loss.read(loss, set(self._results))

    def differentiated(self, tensors):
        """After any."""
        self._backwards += 1
        if self._look is not None and self._results is not None and self._look.has_gradient():
            self._commit(True)
            self._raise()
        elif not self._sampled and not self._again and isinstance(tensors, torch.Tensor):
            # Free on the CPU; elsewhere it would wait for the device.
            if (tensors.is_cpu or "not_finite" in self._raising) and tensors.numel() == 1:
                number = tensors.item()
                if number - number != 0.0 and not self._record.is_broken:
                    self._look_again(number)

    def _steps(self, optimizer, args, kwargs):
        """Before an optimiser's step: were the gradients shortened?"""
        if self._slope is None or self._backwards != 1:
            return
        parameter, before = self._slope
        self._let_go_of_slope()
        # Whoever shortens them shortens all alike, so the smallest tells.
        if parameter.grad is not None and 0.0 < parameter.grad.norm() < 0.99 * before:
            self._record.clipped(length_of(self._trained))

    def _let_go_of_slope(self):
        if self._slope is not None:
            self._slope = None
            self._before_step.remove()

    def stepped(self, optimizer):
        """After an optimiser's step."""
        known = self._optimisers.get(id(optimizer))
        if known is None:
            mine = {id(parameter) for parameter in self.model.parameters()}
            groups = [group for group in optimizer.param_groups if any(id(parameter) in mine for parameter in group["params"])]
            # Held, so that the identity is its alone.
            known = self._optimisers[id(optimizer)] = (optimizer, bool(groups))
            if groups:
                self._record.learning_rate(groups[0].get("lr"))
        if known[1]:
            self._stepped = self._optimised = True

    # What is made of it.

    def _commit(self, reached=False):
        """Hands what was seen to the recorder. `reached`: by a gradient."""
        self._seen = reached
        look, loss = self._look, self._loss
        self._look = self._results = self._nodes = self._loss = None
        if self._plan is None:
            return
        self._record.begin(self._plan, dict(self.model.named_modules()), look, loss)
        self._record.sample(self.step, look, loss, self._given, reached)
        if reached and not self._record.is_clipped:
            smallest = min((parameter for parameter in self._trained if parameter.grad is not None), key=torch.Tensor.numel, default=None)
            if smallest is not None:
                self._let_go_of_slope()
                self._slope = smallest, smallest.grad.norm() / (loss.scale if loss is not None else 1.0)
                self._before_step = register_optimizer_step_pre_hook(self._steps)

    def _close(self, over):
        """How far did the step move the weights? One that is over, though no optimiser ended it, moved nothing where nobody moved it."""
        self._record.moved(self._stepped or (over and not self._optimised))

    def _look_again(self, loss):
        """The loss of a step that nobody looked at is no number: the same batch once more, with a look inside."""
        if not self._rooted:
            self._asked = True
            return
        self._loss = _loss.Loss(loss)
        args, kwargs = self._given
        buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        self._again, self._look, self._results = True, Look(self._layers_now(), False), None
        try:
            with torch.random.fork_rng(), torch.no_grad(), torch.compiler.set_stance("force_eager"):
                self.model(*args, **kwargs)
            self._look.end_forward()
            self._commit()
        finally:
            if self._look is not None:
                self._look.end_forward()
                self._look = None
            self._again = False
            for name, buffer in self.model.named_buffers():
                buffer.copy_(buffers[name])
        self._raise()

    def _raise(self):
        if self._raising:
            for finding in findings_of(self.trace, self._thresholds):
                if finding.rule in self._raising or finding.severity in self._raising:
                    raise Found(finding)

    def _wrap_compiled(self):
        """Of a model that was compiled in place the call as it was written, at the steps that are looked at."""
        compiled = getattr(self.model, "_compiled_call_impl", None)
        if compiled is None:
            return
        self._compiled = compiled

        def call(*args, **kwargs):
            training = self.model.training and torch.is_grad_enabled()
            return self.model._call_impl(*args, **kwargs) if training and self._next_is_sampled() else compiled(*args, **kwargs)

        self.model._compiled_call_impl = call

    def _next_is_sampled(self):
        return is_sampled(self.step + 1) if self._stepped or not self.step else self._sampled


def inside(model):
    """The model itself: inside of what compiles it or runs it on several devices."""
    while True:
        if is_compiled(model):
            model = model._orig_mod
        elif isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
            model = model.module
        else:
            return model


def is_compiled(module):
    """Whether it is what torch.compile gives."""
    return isinstance(module, torch._dynamo.OptimizedModule) if "_orig_mod" in module._modules else False


def has_compiled(module):
    """Whether it is that, or was compiled in place."""
    return is_compiled(module) or getattr(module, "_compiled_call_impl", None) is not None


def length_of(parameters):
    """Length of all gradients together."""
    gradients = [parameter.grad for parameter in parameters if parameter.grad is not None and parameter.grad.layout is torch.strided]
    return float(torch.nn.utils.get_total_norm(gradients)) if gradients else 0.0


def is_lazy(parameter):
    """Whether it has no shape yet."""
    return isinstance(parameter, nn.parameter.UninitializedParameter)
