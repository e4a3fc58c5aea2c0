# Written by stubs.py.

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

_F = TypeVar("_F", bound=np.floating[Any])

__version__: str

class FormulaError(NonlinError):
    """A formula with a fault; the message marks the place."""

class NonlinError(ValueError):
    """Something that nonlin was given cannot be used; the message says what, and what can."""

class Elementwise:
    """An element-wise activation with its parameters: what `nonlin.Activation` is made of."""
    @overload
    def __call__(self, x: NDArray[_F], /, *, out: NDArray[_F] | None = None, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]: ...
    @overload
    def __call__(self, x: Any, /, *, out: Any = None, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None, **parameters: float) -> Any: ...
    def __new__(cls, text: str, parameters: Mapping[str, float] | None = None, accuracy: Literal["exact", "fast"] | None = None) -> Self: ...
    def _backward_into(self, x: Any, dy: Any, out: Any, accuracy: Literal["exact", "fast"] | None, threads: int | None) -> Any:
        """Fills `out` with `dy * f'(x)`."""
        ...
    def _export(self, target: str, slope: bool) -> str | bytes:
        """Code for another language or framework; bytes where that is no text."""
        ...
    def _facts(self) -> list[tuple[str, str]]:
        """What is proven, as pairs of a label and a line."""
        ...
    def _formula(self, slope: bool, form: Literal["text", "unicode", "latex", "mathml"]) -> str:
        """The formula, or that of the slope, as `text`, `unicode`, `latex` or `mathml`."""
        ...
    def _moments(self) -> tuple[float, float, float, float]:
        """Mean and variance of `f(x)`, and the two gains of initial weights, for `x ~ N(0, 1)`."""
        ...
    def _set(self, parameters: float) -> Any:
        """The same activation with some of its parameters set. Its text is not read again, which for a formula takes a thousand times as long."""
        ...
    def _slope_into(self, x: Any, out: Any, accuracy: Literal["exact", "fast"] | None, threads: int | None) -> Any:
        """Fills `out` with slopes."""
        ...
    def _svg(self, low: float, high: float, width: int, height: int, theme: Literal["light", "dark"]) -> str:
        """The curve with its slope as an SVG picture."""
        ...
    def _value_in_place(self, x: Any, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None) -> Any:
        """`x = f(x)`, of an array that is laid out without gaps."""
        ...
    def _value_into(self, x: Any, out: Any, accuracy: Literal["exact", "fast"] | None, threads: int | None) -> Any:
        """Fills `out`, an array apart from `x` and laid out like it."""
        ...
    @property
    def accuracy(self) -> Literal["exact", "fast"]: ...
    @overload
    def backward(self, x: NDArray[_F], dy: NDArray[_F], /, *, out: NDArray[_F] | None = None, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]:
        """`dy * f'(x)`."""
        ...
    @overload
    def backward(self, x: Any, dy: Any, /, *, out: Any = None, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None, **parameters: float) -> Any: ...
    @property
    def learnable(self) -> list[str]:
        """Names of the parameters that training may change."""
        ...
    @property
    def name(self) -> str:
        """The name in the registry; of a formula its text."""
        ...
    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name."""
        ...
    @overload
    def slope(self, x: NDArray[_F], /, *, out: NDArray[_F] | None = None, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]:
        """`f'(x)`."""
        ...
    @overload
    def slope(self, x: Any, /, *, out: Any = None, accuracy: Literal["exact", "fast"] | None = None, threads: int | None = None, **parameters: float) -> Any: ...
    @property
    def text(self) -> str:
        """The name, or the formula as it was written."""
        ...

class GatedUnit:
    """A gated unit with its parameters: what `nonlin.GatedUnit` is made of."""
    @overload
    def __call__(self, x: NDArray[_F], /, axis: int = ..., *, gate: Literal["first", "second"] = "second", out: NDArray[_F] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]: ...
    @overload
    def __call__(self, x: Any, /, axis: int = ..., *, gate: Literal["first", "second"] = "second", out: Any = None, threads: int | None = None, **parameters: float) -> Any: ...
    def __new__(cls, name: str, parameters: Mapping[str, float] | None = None) -> Self: ...
    def _into(self, gate: Literal["first", "second"], x: Any, dy: Any, out: Any, threads: int | None) -> Any:
        """Fills `out` along the last axis, with values, or with gradients where `dy` is given."""
        ...
    @overload
    def backward(self, x: NDArray[_F], dy: NDArray[_F], /, axis: int = ..., *, gate: Literal["first", "second"] = "second", out: NDArray[_F] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]:
        """The gradient with respect to `x`."""
        ...
    @overload
    def backward(self, x: Any, dy: Any, /, axis: int = ..., *, gate: Literal["first", "second"] = "second", out: Any = None, threads: int | None = None, **parameters: float) -> Any: ...
    @property
    def name(self) -> str:
        """The name in the registry."""
        ...
    def outputs(self, inputs: int) -> int:
        """The length of the result for a row of so many numbers: half of it."""
        ...
    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name."""
        ...

class Model:
    """A trained network, and how rows become its inputs."""
    @staticmethod
    def load(path: str | os.PathLike[str]) -> Model:
        """From a file that `nonlin lab --model` or `nonlin train --out` wrote."""
        ...
    def predict(self, path: str | os.PathLike[str]) -> tuple[str, list[str]]:
        """What it says about the rows of a file, as JSON; and what was found in them."""
        ...
    def save(self, path: str | os.PathLike[str]) -> None: ...
    def target_names(self) -> list[str]: ...
    def text(self) -> str:
        """The network's text."""
        ...
    def to_onnx(self) -> bytes: ...

class Network:
    """A network, and what a training that goes on call by call has kept."""
    def __new__(cls, text: str, seed: int) -> Self: ...
    @staticmethod
    def from_bytes(bytes: bytes) -> Network:
        """From the bytes that `to_bytes` gave."""
        ...
    def groups(self) -> list[tuple[str, str, list[float]]]:
        """Weights and all else that was learnt, layer by layer: name, group, numbers."""
        ...
    def outputs(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Outputs, rows x outputs, of inputs, rows x inputs."""
        ...
    def pass_over(self, train: Mapping[str, Any], plan: str) -> float:
        """One pass over the rows in the order they have, going on from the call before: the mean loss. Fails if numbers cease to be numbers."""
        ...
    def text(self) -> str:
        """The network's text."""
        ...
    def to_bytes(self) -> bytes:
        """As a safetensors file. What a training that goes on has kept is not in it."""
        ...
    def to_onnx(self) -> bytes:
        """As an ONNX model."""
        ...
    def train(self, train: Mapping[str, Any], validation: Mapping[str, Any], plan: str, threads: int = 1) -> str:
        """Trains as the plan (JSON) says, with early stopping by `validation`, and gives the record as JSON. Ctrl-C ends it with the exception."""
        ...

class Outcome:
    """What came of a study."""
    def best_model(self) -> Model:
        """The best network, trained once more to the same bits."""
        ...
    def html(self) -> str:
        """The report as one HTML file with figures."""
        ...
    def json(self) -> str:
        """All of it, as `nonlin lab --json` prints it."""
        ...
    def markdown(self) -> str:
        """The report as Markdown."""
        ...
    def text(self) -> str:
        """As `nonlin lab` prints it."""
        ...

class Recorder:
    """Makes a trace of what hooks hand over."""
    def __new__(cls, about: str) -> Self: ...
    def about(self, about: str) -> None:
        """What is known of the network by now, as JSON; it takes the place of what was known before."""
        ...
    def data(self, inputs: NDArray[np.float32], names: Any, classes: Any = None, values: Any = None) -> None:
        """Rows that the network was given, with classes or numbers as answers."""
        ...
    def layer(self, layer: Any, places: Any = None, weight: Any = None, bias: Any = None, by_unit: Any = True) -> None:
        """The next layer as JSON, its weights before the first step (flat, `units` rows if `by_unit`) and its bias. `places` are the numbers of a unit per row where they stand together."""
        ...
    def loss(self, step: int, loss: float) -> None:
        """A step's loss."""
        ...
    def sample(self, layer: Any, step: int, rows: int, before: Any = None, after: Any = None, gradient: Any = None, weight_gradient: Any = None, weight: Any = None) -> None:
        """What a layer showed at a step with so many rows; arrays are flat."""
        ...
    def trace(self) -> Trace:
        """What was seen so far."""
        ...
    def update(self, layer: Any, before: Any, after: Any) -> None:
        """Weights before and after the step that was sampled last."""
        ...

class RowFunction:
    """A function of rows with its parameters: what `nonlin.RowFunction` is made of."""
    @overload
    def __call__(self, x: NDArray[_F], /, axis: int = ..., *, out: NDArray[_F] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]: ...
    @overload
    def __call__(self, x: Any, /, axis: int = ..., *, out: Any = None, threads: int | None = None, **parameters: float) -> Any: ...
    def __new__(cls, name: str, parameters: Mapping[str, float] | None = None) -> Self: ...
    def _backward_into(self, x: Any, dy: Any, out: Any, threads: int | None) -> Any:
        """Fills `out` with the gradient along the last axis; all arrays without gaps."""
        ...
    def _value_into(self, x: Any, out: Any, threads: int | None) -> Any:
        """Fills `out` along the last axis; both arrays without gaps."""
        ...
    @overload
    def backward(self, x: NDArray[_F], dy: NDArray[_F], /, axis: int = ..., *, out: NDArray[_F] | None = None, threads: int | None = None, **parameters: float) -> NDArray[_F]:
        """The gradient with respect to `x`, from that with respect to the result."""
        ...
    @overload
    def backward(self, x: Any, dy: Any, /, axis: int = ..., *, out: Any = None, threads: int | None = None, **parameters: float) -> Any: ...
    @property
    def formula(self) -> str:
        """The textbook formula."""
        ...
    @property
    def name(self) -> str:
        """The name in the registry."""
        ...
    def outputs(self, inputs: int) -> int:
        """The length of the result for a row of so many numbers."""
        ...
    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name."""
        ...

class Study:
    """Data and plan of a study."""
    def __new__(cls, words: Sequence[str]) -> Self: ...
    def activations(self) -> list[str]:
        """The activations that are compared."""
        ...
    def carry_out(self, order: str) -> str | None:
        """Makes one training that another process asked for, and gives the trial as text."""
        ...
    def command(self) -> int:
        """The command, less what does not change the study."""
        ...
    def preface(self) -> str:
        """What the data hold and how they will be used."""
        ...
    def run(self, command: str, progress: Any = None, store: str | os.PathLike[str] | None = None, engine: Any = None) -> Outcome:
        """Runs it; `command` is what the study goes by in the store."""
        ...

class Trace:
    """What was seen inside a network."""
    def findings(self, thresholds: str | None = None) -> str:
        """What is wrong, the first cause first, as JSON; `thresholds` is the text of a file of them."""
        ...
    def lines(self) -> str:
        """As JSON lines, which `nonlin doctor FILE.jsonl` reads."""
        ...
    @staticmethod
    def read(path: str | os.PathLike[str], data: Any = None) -> Trace:
        """From a file of JSON lines (`.jsonl`), or of an ONNX model, with the rows of `data` taken through it if there are some."""
        ...
    def report(self, title: str, command: str, markdown: bool = False, thresholds: str | None = None) -> str:
        """The report as one HTML file with figures, or as Markdown."""
        ...
    def text(self, thresholds: str | None = None) -> str:
        """As `nonlin doctor` prints it."""
        ...

def card(name: str) -> str:
    """What is known of a function without any work, as JSON."""
    ...

def command(words: Sequence[str], engine: Any) -> int:
    """Does what the words after `nonlin` say, and gives the exit status. `engine(name, address, words, files)` makes the engines that `nonlin lab --engine` may name."""
    ...

def compare(asked: Mapping[str, Any], train: Callable[..., Any], progress: Any = None) -> tuple[str, str]:
    """Compares, and gives the result as JSON and as text."""
    ...

def find(name: str) -> tuple[str, str]:
    """Name and kind of the function that this name or alias means."""
    ...

def masked_softmax_into(x: Any, keep: Any, out: Any) -> Any:
    """Softmax over the numbers of each row that `keep` marks; the others become 0, and a row with none is all zeros. Arrays without gaps, along the last axis."""
    ...

def names() -> list[tuple[str, str]]:
    """Every function's name and kind: `elementwise`, `vector` or `gated`."""
    ...

def rules() -> Any:
    """The names of all rules."""
    ...
