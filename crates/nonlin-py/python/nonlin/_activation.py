"""Activations as a person holds them in Python."""

import html
import json

import numpy as np

from nonlin import _nonlin
from nonlin._arrays import COMPUTED, along
from nonlin._nonlin import NonlinError

CALL = f"""
x : array of {COMPUTED}, of any shape and layout; integers, lists and single numbers become floats as in NumPy;
    tensors of PyTorch and arrays of JAX on the CPU are taken without a copy and come back as such
out : an array of the same shape and type to write to; it may be x itself
accuracy : "exact" (every result is the real number rounded to nearest; the default) or "fast" (within 2 ULP)
threads : how many at most; all processors for large arrays unless told otherwise

Returns an array like x. Raises TypeError for types that are not computed, nonlin.NonlinError for shapes that do not fit."""


class _Documentation:
    """Each function's own text, for `help` and notebooks; the class's for the class."""

    def __init__(self, of_class):
        self.of_class = of_class

    def __get__(self, function, kind=None):
        return self.of_class if function is None else function._documentation()


class _Named:
    """What functions of all kinds have."""

    @property
    def __name__(self):
        return self.name

    @property
    def card(self):
        """What is known of the function: names, source, formula, range, strengths and limits."""
        return json.loads(_nonlin.card(self.name))

    def _with(self, parameters):
        return {**self.parameters, **parameters}

    def _told(self):
        if not self.parameters:
            return self.name
        return f"{self.name}({', '.join(f'{name} = {value!r}' for name, value in self.parameters.items())})"

    def __eq__(self, other):
        return type(self) is type(other) and self.__reduce__() == other.__reduce__()

    def __hash__(self):
        return hash((type(self), self.name, tuple(self.parameters.items())))

    def _text_of_card(self):
        card = self.card
        lines = [f"{card['title']}: {card['formula']}, of range {card['range']}."]
        if card["parameters"]:
            # What is not finite has no place in JSON.
            known = [
                f"{p['name']} = {float('inf') if p['default'] is None else p['default']:g}{' (learnable)' if p['learnable'] else ''}"
                for p in card["parameters"]
            ]
            lines.append(f"Parameters, by name in any call: {', '.join(known)}.")
        lines += [f"Good for: {card['strengths']}.", f"Mind: {card['limits']}.", f"Source: {card['source']}."]
        if card["aliases"]:
            lines.append(f"Also called {', '.join(card['aliases'])}.")
        return "\n".join(line.replace("..", ".") for line in lines)


class Activation(_Named, _nonlin.Elementwise):
    __slots__ = ()
    __doc__ = _Documentation(
        """An element-wise activation with its parameters.

    ``nonlin.gelu`` and its like are such, ``nonlin.activation`` and ``nonlin.formula`` make others.

        y = f(x)                    values
        f.slope(x)                  slopes
        f.backward(x, dy)           dy * f'(x)
    """
    )

    def with_parameters(self, **parameters):
        """The same activation with some of its parameters set: ``nonlin.leaky_relu.with_parameters(a=0.2)``."""
        return Activation(self.text, self._with(parameters), self.accuracy)

    def accurate(self, accuracy):
        """The same activation that is ``"exact"`` or ``"fast"`` unless a call says otherwise."""
        return Activation(self.text, self.parameters, accuracy)

    @property
    def derivative(self):
        """The slope as an activation of its own, which has a slope in turn."""
        return Activation(self._formula(True, "whole"), self._used_by_slope(), self.accuracy)

    def _used_by_slope(self):
        slope = _nonlin.Elementwise(self._formula(True, "whole"))
        return {name: value for name, value in self.parameters.items() if name in slope.parameters}

    @property
    def is_formula(self):
        """Whether it is a formula of one's own, not a function of the registry."""
        return self.name not in dict(_nonlin.names())

    def to_text(self, slope=False):
        """The formula as text, which ``nonlin.formula`` reads; with ``slope`` that of the derivative."""
        return self._formula(slope, "text")

    def latex(self, slope=False):
        r"""The formula as LaTeX, for use between ``$`` signs; with ``slope`` that of the derivative."""
        return self._formula(slope, "latex")

    def mathml(self, slope=False):
        """The formula as MathML; with ``slope`` that of the derivative."""
        return self._formula(slope, "mathml")

    def unicode(self, slope=False):
        """The formula as text with Greek letters, roots and exponents; with ``slope`` that of the derivative."""
        return self._formula(slope, "unicode")

    def export(self, target, slope=False):
        """Code for another language or framework: ``"torch"``, ``"jax"``, ``"triton"``, ``"c"``, ``"onnx"`` and others.

        Text, or ``bytes`` of an ONNX model. ``slope`` writes the derivative as a result of its own too.
        """
        return self._export(target, slope)

    def facts(self):
        """What is proven of the function, as pairs of a label and a sentence."""
        return self._facts()

    def moments(self):
        """What it does to numbers of mean 0 and variance 1, and the gains of initial weights that keep them in scale."""
        mean, variance, forward, backward = self._moments()
        return {"mean": mean, "variance": variance, "forward_gain": forward, "backward_gain": backward}

    def svg(self, low=-5.0, high=5.0, width=640, height=360, theme="light"):
        """A picture of value and slope from ``low`` to ``high``, as the text of an SVG file."""
        return self._svg(low, high, width, height, theme)

    def _documentation(self):
        if self.is_formula:
            about = f"A formula: {self.to_text()}"
        else:
            about = self._text_of_card()
        call = f"{self.name if not self.is_formula else 'f'}(x, /, *, out=None, accuracy=None, threads=None)"
        return (
            f"{call}\n\n{about}\n\nslope: {self.to_text(slope=True)}\n{CALL}\n\n"
            "Methods: slope(x), backward(x, dy), with_parameters(...), derivative, latex(), export(target), facts(), svg()."
        )

    def __repr__(self):
        if self.is_formula:
            return f"nonlin.formula({self.text!r}{''.join(f', {n}={v:g}' for n, v in self.parameters.items())})"
        return f"nonlin.activation({self._told()!r})" if self.parameters else f"nonlin.{self.name}"

    def _repr_html_(self):
        heading = "" if self.is_formula else f"<b>{html.escape(self.card['title'])}</b><br>"
        facts = "".join(
            f"<tr><th style='text-align:left'>{html.escape(label)}</th><td style='text-align:left'>{html.escape(fact)}</td></tr>"
            for label, fact in self.facts()[:8]
        )
        try:
            picture = self.svg()
        except NonlinError as error:
            picture = f"<p>{html.escape(str(error))}</p>"
        return (
            f"<div>{heading}<p>f(x) = {self.mathml()}</p><p>f′(x) = {self.mathml(slope=True)}</p>{picture}"
            f"<table>{facts}</table></div>"
        )

    def __reduce__(self):
        return Activation, (self.text, self.parameters, self.accuracy)


class RowFunction(_Named, _nonlin.RowFunction):
    __slots__ = ()
    __doc__ = _Documentation(
        """A function of a whole row of numbers, such as softmax, with its parameters.

        y = f(x, axis=-1)           of every row along an axis
        f.backward(x, dy, axis=-1)  the gradient with respect to x
    """
    )

    def with_parameters(self, **parameters):
        """The same function with some of its parameters set: ``nonlin.maxout.with_parameters(pieces=2)``."""
        return RowFunction(self.name, self._with(parameters))

    def _documentation(self):
        return (
            f"{self.name}(x, /, axis=-1, *, out=None, threads=None)\n\n{self._text_of_card()}\n{CALL}\n"
            "float16 and bfloat16 are computed in float32 and rounded. There is one accuracy, within 2 ULP.\n\n"
            "Methods: backward(x, dy, axis=-1), with_parameters(...)."
        )

    def __repr__(self):
        given = "".join(f", {name}={value:g}" for name, value in self.parameters.items())
        return f"nonlin.{self.name}" + (f".with_parameters({given[2:]})" if given else "")

    def __reduce__(self):
        return RowFunction, (self.name, self.parameters)


class GatedUnit(_Named, _nonlin.GatedUnit):
    __slots__ = ()
    __doc__ = _Documentation(
        """A gated unit ``a f(b)`` over rows of two halves, such as GLU and SwiGLU, with its parameters.

        y = f(x, axis=-1, gate="second")    half as long along the axis; gate: the half that f is applied to
        f.backward(x, dy, axis=-1)          the gradient with respect to x

    ``nonlin.GatedUnit("mish")`` makes one of any activation or formula.
    """
    )

    def with_parameters(self, **parameters):
        """The same unit with some of its parameters set."""
        return GatedUnit(self.name, self._with(parameters))

    def _documentation(self):
        return (
            f'{self.name}(x, /, axis=-1, *, gate="second", out=None, threads=None)\n\n{self._text_of_card()}\n{CALL}\n'
            "float16 and bfloat16 are computed in float32 and rounded.\n\n"
            "Methods: backward(x, dy, axis=-1, gate=...), with_parameters(...)."
        )

    def __repr__(self):
        return f"nonlin.{self.name}" if dict(_nonlin.names()).get(self.name) == "gated" else f"nonlin.GatedUnit({self.name!r})"

    def __reduce__(self):
        return GatedUnit, (self.name, self.parameters)


def activation(text, **parameters):
    """The activation of this name, alias or formula: ``"gelu"``, ``"LeakyReLU"``, ``"leaky_relu(0.2)"``, ``"x * sigmoid(x)"``.

    Parameters may be given by name: ``nonlin.activation("elu", alpha=0.5)``. Raises nonlin.NonlinError if there is none,
    nonlin.FormulaError with the place marked if it is a formula with a fault.
    """
    if isinstance(text, Activation):
        return text.with_parameters(**parameters) if parameters else text
    if not isinstance(text, str):
        raise TypeError(f"an activation is given by its name or formula, not by a {type(text).__name__}")
    return Activation(text, parameters)


def formula(text, **parameters):
    """The activation that a formula in ``x`` is, with slope, kernels and all: ``nonlin.formula("x * tanh(softplus(x))")``.

    Parameters are declared in the formula, ``"f(x; beta = 1) = x * sigmoid(beta * x)"``, or by giving them here,
    ``nonlin.formula("x * sigmoid(beta * x)", beta=1)``. Raises nonlin.FormulaError with the place marked if it has a fault.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula is a text, not a {type(text).__name__}")
    if parameters and "=" not in text:
        declared = ", ".join(f"{name} = {float(value)!r}" for name, value in parameters.items())
        text = f"f(x; {declared}) = {text}"
    return Activation(text, parameters)


def masked_softmax(x, keep, axis=-1, *, out=None):
    """Softmax over those numbers of each row that ``keep`` marks; the others become 0.

    A row with none is all zeros, not NaN. ``keep`` is an array of bool that broadcasts to the shape of ``x``.
    """
    keep = np.asarray(keep)
    if keep.dtype != bool:
        raise TypeError(f"keep is of dtype {keep.dtype}; it must be of bool")
    try:
        keep = np.broadcast_to(keep, np.shape(x))
    except ValueError:
        raise NonlinError(f"keep has shape {list(keep.shape)}, which does not broadcast to {list(np.shape(x))}") from None

    def run(inputs, result):
        marked = np.require(np.moveaxis(keep, axis, -1), requirements=["C"])
        _nonlin.masked_softmax_into(*inputs, marked, result)

    return along(RowFunction("softmax"), "value", [x], axis, out, run)
