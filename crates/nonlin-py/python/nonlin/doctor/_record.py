"""What was looked at, handed to the recorder."""

import json

import numpy as np

import nonlin
from nonlin import _nonlin
from nonlin._nonlin import NonlinError
from nonlin.doctor._modules import describe, initial_weights
from nonlin.doctor._rows import Rows
from nonlin.doctor._tensors import weights_of, whole


class Record:
    """A recorder with what it takes to fill it."""

    def __init__(self, initial):
        self._initial, self._about = initial, {"source": "pytorch"}
        self._recorder, self._layers, self._weights, self._before = _nonlin.Recorder(json.dumps(self._about)), None, [], {}
        self._rows = Rows()
        self.unseen = []
        #: Whether a step's loss was no number: what comes after it says nothing.
        self.is_broken = False

    @property
    def is_open(self):
        """Whether a step was looked at whose move is not known yet."""
        return bool(self._before)

    @property
    def is_clipped(self):
        """Whether gradients are known to be shortened."""
        return "clip_norm" in self._about

    def trace(self):
        """What was seen so far."""
        self._rows.hand_over(self._recorder)
        return self._recorder.trace()

    def learning_rate(self, rate):
        """Of the first optimiser."""
        if rate is not None and "learning_rate" not in self._about and float(rate) > 0:
            self._tell(learning_rate=float(rate))

    def clipped(self, length):
        """Gradients are shortened to this length, by whoever steps."""
        self._tell(clip_norm=float(f"{length:.3g}"))

    def _tell(self, **known):
        self._about |= {key: value for key, value in known.items() if value is not None}
        self._recorder.about(json.dumps(self._about))

    def begin(self, walk, modules, look, loss):
        """Tells of the layers, before the first step's numbers."""
        if self._layers is not None:
            return
        ending = loss.ending if loss is not None else None
        if ending != "softmax":
            own = walk.without_last_softmax()
            ending = own or ending
        self._layers = walk.layers
        passed = [f"{kind} ({count})" for kind, count in sorted(walk.passed_over.items())]
        self._tell(output_activation=ending, passed_over=passed or None)
        if loss is not None:
            self._tell(task=loss.task, loss=loss.words)
        for place, layer in enumerate(self._layers):
            self._shape(layer, look.arrays.get(layer.before or layer.after))
            self._add(place, layer, modules)

    def _shape(self, layer, taken):
        """Which axis has the units, and how many there are, of a layer that is silent about it: as in the layer before it."""
        described = layer.described
        if described.axis is None and described.kind in ("activation", "dropout", "alpha_dropout", "add", "other") and layer.inputs:
            described.axis = self._layers[layer.inputs[0]].described.axis
        if not described.units and taken is not None and taken[1]:
            shape = taken[1]
            if described.axis is not None and len(shape) < 3 and described.kind != "batch_norm":
                described.axis = None
            described.units = shape[-1] if described.axis is None else shape[described.axis]

    def _add(self, place, layer, modules):
        module = modules.get(layer.key[0]) if layer.key else None
        described = layer.described
        if layer.output and described.units:
            self._tell(outputs=described.units)
        told = {
            "name": name_of(place, layer),
            "kind": described.kind,
            "activation": layer.activation,
            "output": layer.output,
            "inputs": layer.inputs,
            "rearranged": layer.rearranged,
            "grouped": described.grouped,
            "residual": layer.residual,
            "units": described.units,
            "fan_in": described.fan_in,
            "initial": self._initial,
        }
        told |= {key: value for key, value in {"bias": described.bias, "rate": described.rate}.items() if value is not None}
        weight = bias = None
        if module is not None and described.weights:
            described.weights = describe(module).weights
            weight, bias = (None if one is None else whole(one) for one in initial_weights(module, described))
        places = None if described.axis is None else 1
        self._recorder.layer(json.dumps(told), places, weight, bias)
        self._weights.append(list(described.weights.values()))
        layer.function = function_of(layer.activation)

    def sample(self, step, look, loss, given, reached):
        """The numbers of a step. Gradients are those of the loss before it was scaled, and by the model's rows."""
        rows = self._rows.count(given)
        if loss is not None:
            self._recorder.loss(step, loss.value)
            self.is_broken = loss.value - loss.value != 0.0
        if reached or self.is_broken:
            self._rows.add(given, loss)
        scale = loss.scale if loss is not None else 1.0
        self._before = {}
        for place, layer in enumerate(self._layers):
            taken = look.arrays.get(layer.before) if layer.before else None
            after = look.arrays.get(layer.after) if layer.after else None
            if layer.key is not None and taken is None and after is None and layer.key[1] == 0 and step > 1:
                self._note(f"`{layer.path}` was not called at some of the steps that were looked at")
            self._one(place, layer, step, rows, scale, loss, taken, after, look.gradients.get(layer.before, []))

    def _one(self, place, layer, step, rows, scale, loss, taken, after, gradients):
        axis = layer.described.axis
        before, seen = by_units(taken, axis, rows, layer.described.units)
        after = by_units(after, axis, rows, layer.described.units)[0]
        if after is None and before is not None and layer.before:
            after = before if layer.function is None else layer.function(before, accuracy="fast")
        gradient = by_units((gradients[0], taken[1]), axis, rows, layer.described.units)[0] if gradients and taken else None
        parameters = self._weights[place]
        weights, slopes = weights_of(parameters), weights_of(parameters, gradients=True) if gradients or loss is not None else None
        if loss is not None and loss.scaled and not (is_finite(gradient) and is_finite(slopes)):
            # The scaler passes over such a step, and that is what it is for.
            gradient = slopes = None
        if gradient is not None:
            gradient = gradient * np.float32(rows / (seen * scale))
        if slopes is not None and scale != 1.0:
            slopes = slopes * np.float32(1 / scale)
        self._recorder.sample(place, step, seen or rows, before, after, gradient, slopes, weights)
        if weights is not None and any(parameter.requires_grad for parameter in parameters):
            self._before[place] = (weights.copy(), slopes is not None)

    def moved(self, stepped):
        """The step that was looked at last is over; or it was broken off, unless `stepped`, and counts only where it moved something."""
        for place, (before, has_gradient) in self._before.items():
            after = weights_of(self._weights[place])
            # A scaler passes over steps whose gradient overflows: that no weight moved then says nothing.
            if (stepped and has_gradient) or not np.array_equal(before, after):
                self._recorder.update(place, before, after)
        self._before = {}

    def _note(self, sentence):
        if sentence not in self.unseen:
            self.unseen.append(sentence)


def name_of(place, layer):
    """What a person calls it: `layer 2 (dense, encoder.1)`; the second call of a module is `encoder.1 (2)`."""
    calls = f" ({layer.key[1] + 1})" if layer.key and layer.key[1] else ""
    inside = ", ".join(filter(None, [layer.described.word, f"{layer.path}{calls}" if layer.path else ""]))
    return f"{'output layer' if layer.output else f'layer {place + 1}'} ({inside})"


def function_of(activation):
    """The function itself; None of the identity and of functions of rows."""
    try:
        function = nonlin.activation(activation)
    except NonlinError:
        return None
    return None if function.name == "linear" or not hasattr(function, "slope") else function


def by_units(taken, axis, rows, units):
    """Numbers as the recorder takes them, flat, and the rows that they are of: unit beside unit, or, where an axis of units is known, all places of
    a unit together."""
    if taken is None:
        return None, rows
    array, shape = taken
    if axis is not None and array.ndim > 1:
        return array.reshape(-1), len(array)
    # Of the model's rows as many as are left; where a layer has other ones, its own.
    own = max(1, rows * len(array) // shape[0]) if shape and shape[0] else rows
    return array.reshape(-1), own if units and array.size % (own * units) == 0 else max(len(array) if array.ndim else 1, 1)


def is_finite(array):
    """Whether all numbers of it are."""
    return array is None or bool(np.isfinite(array).all())
