"""Activations as modules and as functions."""

import inspect
import re
from functools import lru_cache

import torch
from torch import nn

from nonlin import _nonlin
from nonlin._activation import Activation as Elementwise
from nonlin._activation import GatedUnit as Gated
from nonlin._activation import RowFunction as Rows
from nonlin._activation import activation as read
from nonlin._nonlin import NonlinError
from nonlin.torch import _calculus, _operators, _rows

IN_PLACE = "`inplace` is not offered: the gradient needs the numbers that would be overwritten; leave it out"


def check_numbers(parameters):
    """Fails if a parameter is no number; gives the parameters."""
    for name, value in parameters.items():
        if not hasattr(type(value), "__float__") or isinstance(value, bool):
            hint = IN_PLACE if name == "inplace" else "it must be a number"
            raise TypeError(f"parameter `{name}` is {value!r}; {hint}")
    return parameters


class Activation(nn.Module):
    """An element-wise activation: a function of the registry, an alias of one, or a formula in ``x``.

        nonlin.torch.Activation("gelu")
        nonlin.torch.Activation("leaky_relu", a=0.2)
        nonlin.torch.Activation("f(x; learn beta = 1) = x * sigmoid(beta * x)")

    ``accuracy``: ``"exact"``, on the CPU the real number rounded to nearest (the default), or ``"fast"``, within 2 ULP.

    Learnable parameters (``learn`` in a formula; of ``prelu``, ``swish`` and others) become parameters of the module, one number each, in
    ``state_dict`` under their names; other parameters are fixed. There is no ``inplace``.

    Takes tensors of any shape and strides, of float16, bfloat16, float32 and float64 on the CPU, and of all but float64 on a GPU that Triton knows;
    gives a tensor like it. Gradients are defined to any order, backwards; not forwards (``torch.func.jvp``).
    Raises TypeError for complex, integer and sparse tensors.
    """

    def __init__(self, activation, *, accuracy=None, device=None, dtype=None, **parameters):
        super().__init__()
        function = read(activation.function if isinstance(activation, Activation) else activation, **check_numbers(parameters))
        if accuracy is not None:
            function = function.accurate(accuracy)
        self._key = _calculus.key_of(function)
        self._learnable = tuple(function.learnable)
        for name in self._learnable:
            value = torch.tensor(function.parameters[name], dtype=dtype or torch.get_default_dtype(), device=device)
            try:
                self.register_parameter(name, nn.Parameter(value))
            except KeyError:
                raise NonlinError(f"a learnable parameter cannot be called `{name}`: modules of PyTorch have something of that name") from None

    @property
    def text(self):
        """The name or formula, as it was given."""
        return self._key[0]

    @property
    def function(self):
        """The ``nonlin.Activation`` that it is, with learnt parameters as they are now; on the device `meta` they are none."""
        function = _calculus.activation(*self._key)
        learnt = {name: parameter.item() for name, parameter in self._parameters.items() if not parameter.is_meta}
        return function.with_parameters(**learnt) if learnt else function

    def forward(self, x):
        learnt = torch.stack([getattr(self, name) for name in self._learnable]) if self._learnable else None
        return _operators.value(x, learnt, *self._key)

    def extra_repr(self):
        return ", ".join([repr(self.text), *self._settings()])

    def _settings(self):
        function = self.function
        usual = _nonlin.Elementwise(self.text).parameters
        settings = [f"{name}={value:g}" for name, value in function.parameters.items() if name in self._learnable or value != usual[name]]
        return settings + ([] if function.accuracy == "exact" else [f"accuracy={function.accuracy!r}"])


class RowFunction(nn.Module):
    """A function of the rows of numbers along an axis, such as softmax: ``nonlin.torch.Softmax(dim=-1)``, ``nonlin.torch.Entmax(alpha=1.2)``.

    Takes tensors of float16, bfloat16, float32 and float64 on the CPU. Gradients of the first order.
    """

    def __init__(self, name, dim=-1, **parameters):
        super().__init__()
        self.dim = dim
        self._told = _rows.told(name, "", tuple(check_numbers(parameters).items()))
        self._given = parameters

    @property
    def registered(self):
        """The name in the registry."""
        return self._told[0]

    def forward(self, x):
        return _rows.rows(x, self.dim, *self._told)

    def extra_repr(self):
        given = "".join(f", {name}={value:g}" for name, value in self._given.items())
        return f"{self._told[0]!r}, dim={self.dim}{given}"


class GatedUnit(nn.Module):
    """A gated unit ``a f(b)`` over rows of two halves along an axis: ``nonlin.torch.SwiGLU(dim=-1)``, ``nonlin.torch.GatedUnit("mish")``.

    The result is half as long along ``dim``; ``gate`` is the half that ``f`` is applied to, ``"second"`` as in ``torch.nn.GLU``, or ``"first"``.
    Takes tensors of float16, bfloat16, float32 and float64 on the CPU. Gradients of the first order.
    """

    def __init__(self, name, dim=-1, gate="second", **parameters):
        super().__init__()
        self.dim, self.gate = dim, check_gate(gate)
        self._told = _rows.told(name, gate, tuple(check_numbers(parameters).items()))
        self._given = parameters

    @property
    def registered(self):
        """The name in the registry."""
        return self._told[0]

    def forward(self, x):
        return _rows.rows(x, self.dim, *self._told)

    def extra_repr(self):
        given = "".join(f", {name}={value:g}" for name, value in self._given.items())
        gate = "" if self.gate == "second" else f", gate={self.gate!r}"
        return f"{self._told[0]!r}, dim={self.dim}{gate}{given}"


def check_gate(gate):
    if gate not in ("first", "second"):
        raise NonlinError(f"gate is `{gate}`; it must be `first` or `second`, the half that f is applied to")
    return gate


KINDS = {"elementwise": Activation, "vector": RowFunction, "gated": GatedUnit}


@lru_cache
def usual_spellings():
    """Names of the registry with those that ``torch.nn`` has for them."""
    spellings = {}
    for spelling in nn.modules.activation.__all__:
        try:
            name, _ = _nonlin.find(spelling)
        except NonlinError:
            continue
        # `Softmax` before `Softmax2d`: the shorter is the function as it is.
        if len(spelling) < len(spellings.get(name, spelling + ".")):
            spellings[name] = spelling
    return spellings


def spelling_of(name):
    """What a class is called."""
    camel = "".join(word[:1].upper() + word[1:] for word in name.split("_"))
    return usual_spellings().get(name) or re.sub("[Rr]elu", "ReLU", camel).replace("glu", "GLU")


def make_class(name, kind):
    """The class of a function of the registry."""
    base = KINDS[kind]
    spelling = spelling_of(name)
    function = {"elementwise": Elementwise, "vector": Rows, "gated": Gated}[kind](name)
    card = function.card
    order = [parameter["name"] for parameter in card["parameters"]]

    def __init__(self, *positional, **named):
        if kind == "elementwise":
            if len(positional) > len(order):
                known = f"takes {', '.join(order)}" if order else "takes no parameters"
                raise TypeError(
                    f"{spelling} {known}, and {len(positional)} were given. {IN_PLACE if positional[-1] in (True, False) else ''}".rstrip()
                )
            named = {**dict(zip(order, positional, strict=False)), **named}
            positional = ()
        base.__init__(self, name, *positional, **named)

    def extra_repr(self):
        return base.extra_repr(self).partition(repr(name))[2].removeprefix(", ")

    documentation = f"{card['title']}: {card['formula']}.\n\nGood for: {card['strengths']}. Mind: {card['limits']}. Source: {card['source']}."
    if order:
        known = ", ".join(f"{parameter} = {function.parameters[parameter]:g}" for parameter in order)
        documentation += f"\nParameters: {known}."
    documentation += f"\n\n{inspect.cleandoc(base.__doc__)}"
    return type(spelling, (base,), {"__init__": __init__, "extra_repr": extra_repr, "__doc__": documentation, "__module__": "nonlin.torch"})


# Reading a formula is nothing that torch.compile could trace, and what it gives is the same every time.
@torch.compiler.assume_constant_result
def told(activation, accuracy, parameters):
    """The key of an activation, its learnable parameters, and their values."""
    return read_once(activation, accuracy, parameters)


@lru_cache(maxsize=4096)
def read_once(activation, accuracy, parameters):
    function = read(activation, **dict(parameters))
    if accuracy is not None:
        function = function.accurate(accuracy)
    learnable = tuple(function.learnable)
    return _calculus.key_of(function), learnable, tuple(function.parameters[name] for name in learnable)


def apply(x, activation, *, accuracy=None, **parameters):
    """The activation of a tensor, by name or formula: ``nonlin.torch.apply(x, "swish", beta=0.8)``.

    Learnable parameters may be tensors of one number, and have gradients then. All else is as for ``nonlin.torch.Activation``.
    """
    tensors = {name: value for name, value in parameters.items() if isinstance(value, torch.Tensor)}
    if not isinstance(activation, (str, Elementwise)):
        raise TypeError(f"an activation is given by its name or formula, not by a {type(activation).__name__}")
    numbers = check_numbers({name: value for name, value in parameters.items() if name not in tensors})
    key, learnable, values = told(activation, accuracy, tuple(numbers.items()))
    if not tensors:
        return _operators.value(x, None, *key)
    for name, value in tensors.items():
        if name not in learnable:
            known = f"learnable are {', '.join(learnable)}" if learnable else "none is learnable"
            raise NonlinError(f"parameter `{name}` of `{key[0]}` is a tensor, and {known}; give a number")
        if value.numel() != 1:
            raise NonlinError(f"parameter `{name}` has shape {list(value.shape)}; it must be one number")
    given = zip(learnable, values, strict=True)
    learnt = [tensors[name].reshape(()) if name in tensors else torch.tensor(value, device=x.device) for name, value in given]
    return _operators.value(x, torch.stack(learnt), *key)


def make_function(name, kind):
    """The function of the registry as a function of tensors."""
    if kind == "elementwise":

        def function(x, *, accuracy=None, **parameters):
            return apply(x, name, accuracy=accuracy, **parameters)

    elif kind == "vector":

        def function(x, dim=-1, **parameters):
            return _rows.rows(x, dim, *_rows.told(name, "", tuple(check_numbers(parameters).items())))

    else:

        def function(x, dim=-1, gate="second", **parameters):
            return _rows.rows(x, dim, *_rows.told(name, check_gate(gate), tuple(check_numbers(parameters).items())))

    function.__name__ = function.__qualname__ = name
    function.__module__ = "nonlin.torch"
    function.__doc__ = f"`{name}` of a tensor: see ``help(nonlin.{name})``, and ``nonlin.torch.{KINDS[kind].__name__}`` for which tensors."
    return function
