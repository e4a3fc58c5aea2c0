"""One look inside: what the modules get and give in one forward, and the gradients that come back."""

from nonlin.doctor._graph import Call, Tensor
from nonlin.doctor._modules import PASSING, WEIGHTED, describe
from nonlin.doctor._tensors import rows_of, tensors_in


class Look:
    """Hooks on all layers (name, module, what it is) for as long as one forward takes. `whole` notes what it takes to see which layer takes which."""

    def __init__(self, layers, whole):
        self.whole = whole
        self.calls, self.arrays, self.gradients = [], {}, {}
        self._aliases, self._counts, self._open = {}, {}, []
        self._handles = []
        for name, module, described in layers:
            if whole or described.kind == "activation":
                self._handles.append(module.register_forward_pre_hook(self._before(name, described), with_kwargs=True))
            self._handles.append(module.register_forward_hook(self._after(name, described), with_kwargs=True))

    def end_forward(self):
        """Takes the hooks out."""
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def _before(self, name, described):
        def hook(module, args, kwargs):
            inputs = list(tensors_in([args, kwargs]))
            key = (name, self._counts.get(name, 0))
            if self.whole:
                seen = [Tensor.of(tensor) for tensor in inputs]
                self._open.append(Call(key, name, module, described, seen))
            if described.kind == "activation" and inputs:
                # Now, for it may write over what it gets.
                self._take((key, "in"), inputs[0])

        return hook

    def _after(self, name, described):
        def hook(module, args, kwargs, result):
            key = (name, self._counts.get(name, 0))
            self._counts[name] = key[1] + 1
            outputs = list(tensors_in(result))
            if self.whole and self._open:
                call = self._open.pop()
                call.described = describe(module) if call.described.kind in WEIGHTED else described
                call.outputs = [Tensor.of(tensor) for tensor in outputs]
                self.calls.append(call)
            if outputs and not isinstance(module, PASSING):
                self._take((key, "out"), outputs[0])

        return hook

    def _take(self, place, tensor):
        known = self._aliases.get(id(tensor))
        if known is not None and known[0] is tensor and known[1] == tensor._version:
            # The same tensor, as a module before gave it.
            self.arrays[place] = self.arrays[known[2]]
            self.gradients[place] = self.gradients[known[2]]
            return
        self.arrays[place] = (rows_of(tensor), tuple(tensor.shape)) if tensor.is_floating_point() else None
        self.gradients[place] = gradient = []
        if tensor.requires_grad:
            tensor.register_hook(lambda given: gradient.append(rows_of(given)) if not gradient else None)
        self._aliases[id(tensor)] = (tensor, tensor._version, place)

    def has_gradient(self):
        """Whether a gradient came back to it."""
        return any(self.gradients.values())

    def let_go(self):
        """Lets go of all tensors, and with them of the graph."""
        self.calls, self._aliases, self._open = [], {}, []
