"""The text of the network that an estimator's parameters describe, and what it has learnt, as arrays."""

import numbers
import threading

import numpy as np

import nonlin
from nonlin import _nonlin
from nonlin._nonlin import NonlinError
from nonlin.sklearn._plan import number

#: Where the activation goes in a text of one's own.
PLACE = "{activation}"


def network_text(inputs, output, *, hidden, activation, net, dropout, accuracy):
    """The layers from input to output: `4, 64 gelu, 64 gelu, 3 softmax`."""
    if net is None:
        layers = ", ".join(hidden_layers(hidden, activation, dropout, accuracy))
    elif isinstance(net, str):
        layers = net.replace(PLACE, activation_text(activation)) if PLACE in net else net
    else:
        raise NonlinError(f"net is a {type(net).__name__}; it must be a text of layers, such as `64 gelu, dropout 0.2, 64 gelu`")
    return ", ".join([str(inputs), *([layers] if layers.strip() else []), output])


def hidden_layers(hidden, activation, dropout, accuracy):
    """A layer per number of units, each with its activation, and dropout behind it."""
    if accuracy not in ("fast", "exact"):
        raise NonlinError(f"accuracy is `{accuracy}`; it must be `fast` or `exact`")
    for units in unit_counts(hidden):
        yield hidden_layer(units, activation, " exact" if accuracy == "exact" else "")
        if number("dropout", dropout):
            yield f"dropout {float(dropout)!r}"


def unit_counts(hidden):
    """The units of each hidden layer; a single number means one layer."""
    counts = [hidden] if isinstance(hidden, numbers.Integral) else hidden
    try:
        counts = list(counts)
    except TypeError:
        counts = [None]
    if not all(isinstance(units, numbers.Integral) and not isinstance(units, bool) and units > 0 for units in counts):
        raise NonlinError(f"hidden is {hidden!r}; it must be numbers of units above 0, such as (64, 64)")
    return [int(units) for units in counts]


def hidden_layer(units, activation, behind):
    """One layer. Gated units and functions of rows stand by themselves in the language of layers."""
    kinds = dict(_nonlin.names())
    if isinstance(activation, str) and kinds.get(activation) in ("gated", "vector"):
        activation = getattr(nonlin, activation)
    if isinstance(activation, nonlin.GatedUnit):
        usual(activation)
        return f"{activation.name if activation.name in kinds else f'gated {activation_text(activation.name)}'} {units}"
    if isinstance(activation, nonlin.RowFunction):
        return f"{units}, {usual(activation).name}"
    return f"{units} {activation_text(activation)}{behind}"


def usual(function):
    """A function of rows or gated unit as it is, if its parameters are those of its card: layers have no others."""
    if function.parameters != type(function)(function.name).parameters:
        told = ", ".join(f"{name}={value!r}" for name, value in function.parameters.items())
        raise NonlinError(f"a network has `{function.name}` with its usual parameters alone, not with {told}")
    return function


def activation_text(activation):
    """An element-wise activation as it stands in a network: a name with its parameters, or a formula in quotes."""
    function = nonlin.activation(activation)
    given = ", ".join(f"{name} = {value!r}" for name, value in function.parameters.items())
    name = function.name
    if function.is_formula:
        name = '"' + function.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return name + (f"({given})" if given else "")


def learnt(network):
    """What each layer has learnt, from the first to the output layer: ``{"name", "weight", "bias", ...}``.

    A dense layer's weight is inputs x units, ``y = f(x @ weight + bias)``; all else is flat.
    """
    layers = {}
    for name, group, values in network.call("groups"):
        layers.setdefault(name, {"name": name})[group] = np.asarray(values, np.float32)
    for name, layer in layers.items():
        if ("dense" in name or name == "output layer") and "bias" in layer:
            layer["weight"] = layer["weight"].reshape(-1, len(layer["bias"]))
    return list(layers.values())


class Network:
    """A network of the engine, which threads use in turn. It is pickled, and copied, as the safetensors file that it is saved as."""

    def __init__(self, engine):
        self._engine, self._turn = engine, threading.Lock()

    @classmethod
    def of(cls, text, seed):
        """One with the weights it starts with."""
        return cls(_nonlin.Network(text, seed))

    def call(self, method, *arguments):
        """A method of the engine. The lock is taken here and not there alone, where who waits for it would not let go of the interpreter."""
        with self._turn:
            return getattr(self._engine, method)(*arguments)

    def __reduce__(self):
        return from_bytes, (self.call("to_bytes"),)


def from_bytes(content):
    """A network as it was pickled."""
    return Network(_nonlin.Network.from_bytes(content))


def ended(record):
    """How a training ended, from its record: `(name, details)`."""
    outcome = record["outcome"]
    return next(iter(outcome.items())) if isinstance(outcome, dict) else (outcome, {})
