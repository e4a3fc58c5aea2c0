# Written by stubs.py.

import os
from collections.abc import Sequence
from typing import Any, Literal

from nonlin._model import Model

def lab(data: Any, target: str | int | Sequence[str] | Sequence[int] | None = None, *, store: str | os.PathLike[str] | None = None, progress: Any = None, engine: Literal["local", "ray"] = "local", address: str | None = None, **options: Any) -> Study:
    """Trains a network per activation on your data and says which to use, or that it does not matter."""
    ...

class Judged:
    """What is said of the activations that were compared; ``json`` has it all."""
    @property
    def advice(self) -> str:
        """The activation to use."""
        ...
    @property
    def decision(self) -> Literal["better", "equivalent", "undecided"]:
        """``"better"``, ``"equivalent"`` or ``"undecided"``."""
        ...
    @property
    def group(self) -> list[str]:
        """The advised one and all that are not shown to be worse."""
        ...
    @property
    def table(self) -> Any:
        """The ranking as a DataFrame of pandas, best first; as a list of dictionaries where there is no pandas."""
        ...
    @property
    def verdict(self) -> str:
        """The answer in a sentence."""
        ...

class Study(Judged):
    """What came of a study."""
    json: dict[str, Any]
    @property
    def best_model(self) -> Model:
        """The network with the advised activation that did best, with all that new rows need."""
        ...
    def report(self, path: str | os.PathLike[str]) -> str | os.PathLike[str]:
        """Writes the report: one HTML file with figures, or Markdown if the name ends in .md. Returns the path."""
        ...
