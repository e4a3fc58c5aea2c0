"""Which activation a module, or a step of PyTorch's autograd, computes: as text that nonlin reads."""

import re

from nonlin import _nonlin
from nonlin._activation import Activation
from nonlin._activation import activation as read
from nonlin._nonlin import NonlinError

#: What libraries put around the names of functions: `GELUActivation`, `NewGELUActivation`, `ReluBackward0`, `PreluKernelBackward0`.
_AROUND = re.compile(r"(Activation|(Kernel|WithNoise)?Backward\d*|_$)")


def of_module(module):
    """Text and kind (``"elementwise"``, ``"vector"``) of the activation that a module is; None if it is none."""
    function = getattr(module, "function", None)
    if isinstance(function, Activation):
        return text_of(function), "elementwise"
    name = getattr(module, "registered", None) or _AROUND.sub("", type(module).__name__)
    settings = {key: value for key, value in vars(module).items() if is_number(value)}
    settings["approximate"] = getattr(module, "approximate", None)
    weight = getattr(module, "weight", None)
    if weight is not None and "weight" in getattr(module, "_parameters", ()):
        settings["weight"] = mean(weight)
    return found(name, settings)


def of_node(node):
    """The same of a step of the graph."""
    key = getattr(node, "key", None)
    if isinstance(key, tuple) and len(key) == 3 and isinstance(key[0], str):
        # One of `nonlin.torch`, whose steps say what they are.
        from nonlin.torch import _calculus

        return text_of(_calculus.activation(*key)), "elementwise"
    saved = [name for name in dir(node) if name.startswith("_saved_") and not name.endswith(("_self", "_result"))]
    settings = {}
    for name in saved:
        try:
            value = getattr(node, name)
        except RuntimeError:
            # What was saved is freed once the gradient has been taken.
            continue
        if name == "_saved_weight" and hasattr(value, "mean"):
            value = mean(value)
        if is_number(value) or isinstance(value, str):
            settings[name.removeprefix("_saved_")] = value
    return found(_AROUND.sub("", node.name().rpartition("::")[2]), settings)


def text_of(function):
    """A ``nonlin.Activation`` as text."""
    return function.text if function.is_formula else with_parameters(function.name, function.parameters)


def found(name, settings):
    """The function of the registry with this name and the parameters that frameworks call so."""
    try:
        known, kind = _nonlin.find(name)
    except NonlinError:
        return None
    if kind != "elementwise":
        return (known, kind) if kind == "vector" else None
    low, high = (settings.get(one, settings.get(f"{one}_val")) for one in ("min", "max"))
    scaled = settings.get("scale", 1.0)
    if known == "gelu" and settings.get("approximate") == "tanh":
        known = "gelu_tanh"
    elif known == "elu" and scaled != 1.0:
        known = "selu"
    elif known == "softplus" and settings.get("beta", 1.0) != 1.0:
        known = "softplus_beta"
    elif known in ("hard_tanh", "relu6", "clip") and (low is not None or high is not None):
        return clipped(low, high), "elementwise"
    parameters = [parameter["name"] for parameter in read(known).card["parameters"]]
    numbers = {key: value for key, value in settings.items() if is_number(value)}
    given = {key: numbers[key] for key in parameters if key in numbers}
    if not given and len(parameters) == 1 and len(numbers) == 1:
        # One by another name: `negative_slope`.
        given = {parameters[0]: next(iter(numbers.values()))}
    return with_parameters(known, given), "elementwise"


def clipped(low, high):
    """A clamp by the name that it is best known by."""
    known = {(0, 6): "relu6", (-1, 1): "hard_tanh", (0, None): "relu"}.get((low, high))
    if known:
        return known
    if low is None or high is None:
        return f"min(x, {high:g})" if low is None else f"max(x, {low:g})"
    return f"clip(low = {low:g}, high = {high:g})"


def with_parameters(name, parameters):
    """As a call: ``leaky_relu(a = 0.2)``."""
    return f"{name}({', '.join(f'{key} = {value!r}' for key, value in parameters.items())})" if parameters else name


def is_number(value):
    """Whether it is one, and no truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) != float("inf")


def mean(tensor):
    """Of weights of one slope per channel the mean slope."""
    return float(tensor.detach().float().mean())
