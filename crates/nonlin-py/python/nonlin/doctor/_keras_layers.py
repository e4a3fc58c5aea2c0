"""What a layer of Keras is to the doctor, and what goes through it."""

from dataclasses import dataclass, field

import numpy as np

import keras
from keras import layers as kinds
from nonlin._nonlin import NonlinError
from nonlin.doctor import _activations

_NORMS = {"BatchNormalization": "batch_norm", "LayerNormalization": "row_norm", "GroupNormalization": "row_norm", "RMSNormalization": "row_norm"}
_DROPOUTS = {"Dropout": "dropout", "SpatialDropout1D": "dropout", "SpatialDropout2D": "dropout", "AlphaDropout": "alpha_dropout"}
#: They give on what they get, in another shape.
_PASSING = ("Flatten", "Reshape", "Identity", "InputLayer")


@dataclass
class Seen:
    """A layer, and the numbers of one look."""

    layer: object
    kind: str
    word: str
    name: str
    activation: str = "linear"
    units: int = 0
    fan_in: int = 0
    bias: bool | None = None
    rate: float | None = None
    grouped: bool = False
    inputs: list = field(default_factory=list)
    weights: list = field(default_factory=list)
    places: int | None = None
    output: bool = False
    before: object = None
    after: object = None

    def told(self, place, initial):
        """As a trace has it."""
        told = {key: getattr(self, key) for key in ("kind", "activation", "output", "inputs", "units", "fan_in", "grouped")}
        told |= {key: getattr(self, key) for key in ("bias", "rate") if getattr(self, key) is not None}
        title = "output layer" if self.output else f"layer {place + 1}"
        return told | {"name": f"{title} ({self.word}, {self.name})", "initial": initial}

    def initial_weights(self):
        """The kernel as inputs x units, flat, and the biases. Of a layer with a state that by which the state is multiplied."""
        if not self.weights:
            return None, None
        kernel = keras.ops.convert_to_numpy(self.weights[-1]).astype(np.float32)
        bias = getattr(self.layer, "bias", None)
        bias = None if bias is None else keras.ops.convert_to_numpy(bias).astype(np.float32).reshape(-1)
        return np.ascontiguousarray(kernel).reshape(-1), bias


def seen(model, inputs):
    """The layers in the order in which they are called, with what they are given and give, in inference mode."""
    calls, original = [], keras.layers.Layer.__call__

    def call(layer, *args, **kwargs):
        result = original(layer, *args, **kwargs)
        if not isinstance(layer, keras.Model) and (args or kwargs):
            calls.append((layer, args, result))
        return result

    keras.layers.Layer.__call__ = call
    try:
        end = model(inputs, training=False)
    except Exception as error:
        raise NonlinError(f"the rows do not fit the model: {str(error).splitlines()[0]}") from error
    finally:
        keras.layers.Layer.__call__ = original
    return connected(calls, inputs, end)


def connected(calls, given, end):
    """Layers of calls, each with the places of those whose results it takes."""
    found, sources = [], {}
    inside = set()
    for layer, args, result in calls:
        # What a layer is made of, such as the cell of a recurrent one, is called before it ends.
        inside |= {id(part) for part in layer._flatten_layers(include_self=False)}
    for layer, args, result in calls:
        if id(layer) in inside:
            continue
        taken = [one for one in keras.tree.flatten(list(args)) if hasattr(one, "shape")]
        places = sorted({place for one in taken for place in sources.get(id(one), ([], None))[0]})
        result_tensors = [one for one in keras.tree.flatten(result) if hasattr(one, "shape")]
        if type(layer).__name__ in _PASSING:
            for one in result_tensors:
                sources[id(one)] = (places, one)
            continue
        if found and not places and not any(id(one) in sources for one in taken) and not are_given(taken, given):
            # Something between layers that is no layer.
            found.append(Seen(layer, "other", "operation", layer.name, inputs=[len(found) - 1]))
            places = [len(found) - 1]
        before_it = found[places[0]] if len(places) == 1 else None
        own = described(layer, taken, result_tensors)
        if own.kind == "activation" and before_it is not None and before_it.kind in ("dense", "convolution") and before_it.activation == "linear":
            before_it.activation, before_it.after = own.activation, own.after
        else:
            own.inputs = places
            found.append(own)
            places = [len(found) - 1]
            if own.kind in ("dense", "convolution") and own.activation in ("softmax", "log_softmax") and len(result_tensors) == 1:
                own.activation, name = "linear", own.activation
                found.append(Seen(layer, "rows", "rows", layer.name, name, own.units, inputs=places, after=own.after))
                own.after = own.before
                places = [len(found) - 1]
        for one in result_tensors:
            # Held, so that the identity is its alone.
            sources[id(one)] = (places, one)
    ends = [place for one in keras.tree.flatten(end) for place in sources.get(id(one), ([], None))[0]]
    if found:
        found[max(ends, default=len(found) - 1)].output = True
    return found


def are_given(taken, given):
    """Whether these are the model's inputs, by their shapes."""
    shapes = {np.shape(one) for one in (given if isinstance(given, list) else [given])}
    return all(tuple(one.shape) in shapes for one in taken)


def described(layer, taken, results):
    """What a layer is, with its numbers."""
    class_name = type(layer).__name__
    own = Seen(layer, "other", class_name.lower(), layer.name)
    after = array(results[0]) if results else None
    own.after = after
    own.units = after.shape[-1] if after is not None and after.ndim > 1 else 0
    if isinstance(layer, (kinds.Dense, kinds.EinsumDense)):
        own.kind = own.word = "dense"
    elif "Conv" in class_name and hasattr(layer, "kernel"):
        own.kind = own.word = "convolution"
        own.grouped = "Depthwise" in class_name or getattr(layer, "groups", 1) > 1
        if getattr(layer, "data_format", "channels_last") == "channels_first":
            own.units, own.places = after.shape[1], 1
    elif isinstance(layer, kinds.RNN):
        own.kind, own.word, own.before = "recurrent", class_name.lower(), after
        own.activation = text_of(getattr(layer, "activation", None)) or "tanh"
        own.weights = [getattr(layer.cell, name) for name in ("kernel", "recurrent_kernel") if hasattr(layer.cell, name)]
        own.fan_in = own.units
    elif isinstance(layer, kinds.Embedding):
        own.kind = own.word = "embedding"
        own.weights = [layer.embeddings]
    elif class_name in _NORMS:
        own.kind, own.before = _NORMS[class_name], after
        own.word = "batch_norm" if own.kind == "batch_norm" else "norm"
    elif class_name in _DROPOUTS:
        own.kind = own.word = _DROPOUTS[class_name]
        own.rate = float(layer.rate)
    elif class_name in ("Add", "Subtract", "Average"):
        own.kind = own.word = "add"
    elif class_name == "Softmax" or text_of(getattr(layer, "activation", None)) in ("softmax", "log_softmax"):
        own.kind = own.word = "rows"
        own.activation = text_of(getattr(layer, "activation", None)) or "softmax"
    else:
        text = text_of(layer.activation) if class_name == "Activation" else text_of_layer(layer)
        if text is not None:
            own.kind, own.word, own.activation, own.before = "activation", "activation", text, array(taken[0])
    if own.kind in ("dense", "convolution"):
        own.weights = [layer.kernel]
        own.fan_in = int(np.prod(layer.kernel.shape)) // max(own.units, 1)
        own.bias = layer.bias is not None
        own.activation = text_of(layer.activation) or "linear"
        own.before = before_activation(layer, taken[0]) if own.activation != "linear" else after
    return own


def before_activation(layer, given):
    """What its activation is applied to."""
    activation, layer.activation = layer.activation, keras.activations.linear
    try:
        return array(layer(given))
    finally:
        layer.activation = activation


def text_of(function):
    """The activation that a function of Keras is; None of none, and of one that is not known."""
    found = _activations.found(getattr(function, "__name__", ""), {}) if function is not None else None
    return found[0] if found and found[0] != "linear" else None


def text_of_layer(layer):
    """The same of a layer."""
    settings = layer.get_config()
    found = _activations.found(type(layer).__name__, {key: value for key, value in settings.items() if key in ("negative_slope", "alpha")})
    return found[0] if found and found[1] == "elementwise" else None


def array(tensor):
    """As single precision on the CPU."""
    return np.ascontiguousarray(keras.ops.convert_to_numpy(tensor), dtype=np.float32)
