# Written by stubs.py.

import os
from collections.abc import Callable, Iterable
from typing import Any, Literal

from nonlin._lab import Judged

def compare(make_model: Callable[[Any], Any], train: Callable[..., Any], validate: Callable[[Any], float | tuple[float, float]], test: Callable[[Any], float | tuple[float, float]], *, activations: Iterable[Any] = ..., learning_rates: Iterable[float] | None = None, weight_decays: Iterable[float] | None = None, seeds: int = 10, metric: Literal["accuracy", "r2", "score"] = "accuracy", validation_rows: int | None = None, test_rows: int | None = None, equivalence: float = 0.005, budget: float | str | None = None, name: str = "a model of one's own", store: str | os.PathLike[str] | None = None, key: str | None = None, progress: Any = None) -> Comparison:
    """Which activation should *this* model use? The pairing, racing and verdict of the lab around a training loop of your own, on any device."""
    ...

class Comparison(Judged):
    """What came of a comparison."""
    json: dict[str, Any]
