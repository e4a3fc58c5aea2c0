"""Activations for PyTorch, every function of the registry and every formula, and replacing those of a model.

    >>> import torch, nonlin.torch
    >>> from torch import nn
    >>> model = nn.Sequential(nn.Linear(8, 32), nonlin.torch.SiLU(), nn.Linear(32, 32), nonlin.torch.LeakyReLU(a=0.2))
    >>> own = nonlin.torch.Activation("f(x; learn beta = 1) = x * tanh(softplus(beta * x))")
    >>> y = nonlin.torch.gelu(torch.randn(3))
    >>> model = nonlin.torch.replace(model, nonlin.torch.SiLU, "mish")

Modules are called as in ``torch.nn`` (``GELU``, ``SiLU``, ``LeakyReLU``, ``Softmax``, ``GLU``), or by the name in the registry with capitals
(``SquaredRelu``, ``SwiGLU``); functions of tensors by the name in the registry (``gelu``, ``softmax``). They are registered operators: ``torch.compile``,
``torch.export``, autocast, ``torch.func.grad`` and ``torch.func.vmap`` know them.

On the CPU the numbers are those of ``nonlin.gelu`` and its like, bit for bit, so correctly rounded where nothing else is asked for; on a GPU
they are computed by Triton kernels that are generated from the formula, in single precision.
"""

from nonlin import _nonlin
from nonlin._nonlin import NonlinError
from nonlin.torch import _modules
from nonlin.torch._initialise import initialise
from nonlin.torch._modules import Activation, GatedUnit, RowFunction, apply
from nonlin.torch._replace import find, replace


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(f"module 'nonlin.torch' has no attribute '{name}'")
    try:
        known, kind = _nonlin.find(name)
    except NonlinError as error:
        raise AttributeError(f"module 'nonlin.torch' has no attribute '{name}': {error}") from None
    if name[0].islower():
        made = _MADE.setdefault(known, _modules.make_function(known, kind))
    else:
        spelling = f"{known} class"
        made = _MADE.get(spelling) or _MADE.setdefault(spelling, _modules.make_class(known, kind))
    globals()[name] = made
    return made


#: What was asked for before: whatever it was called, it is one and the same.
_MADE = {}


def __dir__():
    listed = _nonlin.names()
    return sorted({*globals(), *(name for name, _ in listed), *(_modules.spelling_of(name) for name, _ in listed)})


__all__ = ["Activation", "GatedUnit", "RowFunction", "apply", "find", "initialise", "replace"]
