"""Finding and replacing the activations of a model."""

import copy
from collections import Counter

from torch import nn

from nonlin import _nonlin
from nonlin._nonlin import NonlinError
from nonlin.torch._modules import Activation, GatedUnit, RowFunction

UNSEEN = (
    "activations that are called as functions (`F.gelu(x)`, `torch.relu(x)`, `x.relu()`) are no modules and cannot be seen: make them modules first"
)


def find(model, which):
    """The names of the modules of a model that are activations of this kind, as ``model.get_submodule`` takes them.

    ``which`` is as for ``replace``. A module that stands in several places is named once for each.
    """
    matches = matcher(which)
    found = []
    for name, module in model.named_modules(remove_duplicate=False):
        if matches(module) and not any(name.startswith(f"{outer}.") for outer in found):
            found.append(name)
    return found


def replace(model, old, new):
    """Replaces the activations of one kind in a model, in place, and returns the model.

        model = nonlin.torch.replace(model, nn.GELU, "silu")
        model = nonlin.torch.replace(model, (nn.ReLU, nn.ReLU6), "f(x; learn beta = 1) = x * sigmoid(beta * x)")
        model = nonlin.torch.replace(model, "gelu", lambda: nonlin.torch.Swish(beta=1.702))

    ``old`` is a class of modules, a tuple of such, or the name of a function, which means modules of ``torch.nn``, ``nonlin.torch`` and other
    libraries that are called so. ``new`` is a name or formula, a module, of which each place gets a copy, or a class or function that makes one.
    A module that stands in several places is replaced by one that does. ``len(nonlin.torch.find(model, old))`` says how many places there are.

    If the model itself is such an activation, what is returned is the new one. Raises nonlin.NonlinError, and changes nothing, if there is none:
    activations that are called as functions, ``F.gelu(x)``, are no modules and cannot be seen.
    """
    places = find(model, old)
    if not places:
        raise NonlinError(f"there is no {described(old)} in this {type(model).__name__}, {present(model)}; {UNSEEN}")
    make = maker(new)
    made = {}
    for name in places:
        module = model.get_submodule(name)
        if id(module) not in made:
            made[id(module)] = module, fitted(make(), module, model)
        replacement = made[id(module)][1]
        if not name:
            return replacement
        parent, _, child = name.rpartition(".")
        holder = model.get_submodule(parent)
        setattr(holder, child, replacement)
        if isinstance(holder, nn.TransformerEncoderLayer):
            # It has a fast path of its own for ReLU and GELU, and remembers which it was made with.
            holder.activation_relu_or_gelu = 0
    return model


def fitted(new, old, model):
    """The new module, in the mode of the old one, its parameters where those of the model are."""
    new.train(old.training)
    floating = [tensor for tensor in (*old.parameters(), *model.parameters()) if tensor.is_floating_point()]
    return new.to(device=floating[0].device, dtype=floating[0].dtype) if floating else new


def maker(new):
    """What makes a new module for each place."""
    if isinstance(new, str):
        return lambda: Activation(new)
    if isinstance(new, nn.Module):
        return lambda: copy.deepcopy(new)
    if not callable(new):
        raise TypeError(f"the new activation is a {type(new).__name__}; give a name, a formula, a module, or what makes one")

    def make():
        made = new()
        if not isinstance(made, nn.Module):
            raise TypeError(f"what was given for the new activation makes a {type(made).__name__}; it must make a module")
        return made

    return make


def matcher(which):
    """Whether a module is of this kind."""
    if isinstance(which, str):
        wanted, _ = _nonlin.find(which)
        return lambda module: name_of(module) == wanted
    kinds = which if isinstance(which, tuple) else (which,)
    if not kinds or not all(isinstance(kind, type) and issubclass(kind, nn.Module) for kind in kinds):
        raise TypeError(f"activations to look for are given by class or by name, not by {which!r}")
    return lambda module: isinstance(module, kinds)


def name_of(module):
    """The name in the registry of an activation that is a module, else ``None``."""
    if isinstance(module, Activation):
        return module.function.name
    if isinstance(module, RowFunction | GatedUnit):
        return module.registered
    if next(module.children(), None) is not None or any(weight.ndim > 1 for weight in module.parameters()):
        # A part of a model, or a layer: `nn.Linear` is no activation, although there is one of that name.
        return None
    if isinstance(module, nn.GELU):
        return "gelu" if module.approximate == "none" else "gelu_tanh"
    try:
        return _nonlin.find(type(module).__name__.removesuffix("Activation"))[0]
    except NonlinError:
        return None


def described(which):
    kinds = which if isinstance(which, tuple) else (which,)
    return " or ".join(f"`{kind}`" if isinstance(kind, str) else kind.__name__ for kind in kinds)


def present(model):
    """Which activations a model has, in words."""
    counts = Counter(type(module).__name__ for module in model.modules() if name_of(module) is not None)
    return f"which has {', '.join(f'{name} ({count})' for name, count in counts.items())}" if counts else "which has no activation that is known"
