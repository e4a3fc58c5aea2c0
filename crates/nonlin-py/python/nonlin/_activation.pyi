# Written by stubs.py.

from typing import Any, Literal, Self

from nonlin import _nonlin

class Activation(_nonlin.Elementwise):
    """An element-wise activation with its parameters."""
    def accurate(self, accuracy: Literal["exact", "fast"]) -> Activation:
        """The same activation that is ``"exact"`` or ``"fast"`` unless a call says otherwise."""
        ...
    @property
    def card(self) -> dict[str, Any]:
        """What is known of the function: names, source, formula, range, strengths and limits."""
        ...
    @property
    def derivative(self) -> Activation:
        """The slope as an activation of its own, which has a slope in turn."""
        ...
    def export(self, target: str, slope: bool = False) -> str | bytes:
        """Code for another language or framework: ``"torch"``, ``"jax"``, ``"triton"``, ``"c"``, ``"onnx"`` and others."""
        ...
    def facts(self) -> list[tuple[str, str]]:
        """What is proven of the function, as pairs of a label and a sentence."""
        ...
    @property
    def is_formula(self) -> bool:
        """Whether it is a formula of one's own, not a function of the registry."""
        ...
    def latex(self, slope: bool = False) -> str:
        """The formula as LaTeX, for use between ``$`` signs; with ``slope`` that of the derivative."""
        ...
    def mathml(self, slope: bool = False) -> str:
        """The formula as MathML; with ``slope`` that of the derivative."""
        ...
    def moments(self) -> dict[str, float]:
        """What it does to numbers of mean 0 and variance 1, and the gains of initial weights that keep them in scale."""
        ...
    def svg(self, low: float = -5.0, high: float = 5.0, width: int = 640, height: int = 360, theme: Literal["light", "dark"] = "light") -> str:
        """A picture of value and slope from ``low`` to ``high``, as the text of an SVG file."""
        ...
    def to_text(self, slope: bool = False) -> str:
        """The formula as text, which ``nonlin.formula`` reads; with ``slope`` that of the derivative."""
        ...
    def unicode(self, slope: bool = False) -> str:
        """The formula as text with Greek letters, roots and exponents; with ``slope`` that of the derivative."""
        ...
    def with_parameters(self, **parameters: float) -> Self:
        """The same activation with some of its parameters set: ``nonlin.leaky_relu.with_parameters(a=0.2)``."""
        ...

class RowFunction(_nonlin.RowFunction):
    """A function of a whole row of numbers, such as softmax, with its parameters."""
    @property
    def card(self) -> dict[str, Any]:
        """What is known of the function: names, source, formula, range, strengths and limits."""
        ...
    def with_parameters(self, **parameters: float) -> Self:
        """The same function with some of its parameters set: ``nonlin.maxout.with_parameters(pieces=2)``."""
        ...

class GatedUnit(_nonlin.GatedUnit):
    """A gated unit ``a f(b)`` over rows of two halves, such as GLU and SwiGLU, with its parameters."""
    @property
    def card(self) -> dict[str, Any]:
        """What is known of the function: names, source, formula, range, strengths and limits."""
        ...
    def with_parameters(self, **parameters: float) -> Self:
        """The same unit with some of its parameters set."""
        ...

def activation(text: str | Activation, **parameters: float) -> Activation:
    """The activation of this name, alias or formula: ``"gelu"``, ``"LeakyReLU"``, ``"leaky_relu(0.2)"``, ``"x * sigmoid(x)"``."""
    ...

def formula(text: str, **parameters: float) -> Activation:
    """The activation that a formula in ``x`` is, with slope, kernels and all: ``nonlin.formula("x * tanh(softplus(x))")``."""
    ...

def masked_softmax(x: Any, keep: Any, axis: int = -1, *, out: Any = None) -> Any:
    """Softmax over those numbers of each row that ``keep`` marks; the others become 0."""
    ...
