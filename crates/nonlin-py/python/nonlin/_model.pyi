# Written by stubs.py.

import os
from typing import Any


class Model:
    """A trained network: ``predict`` takes rows as they were trained on, without the target."""
    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Model:
        """From a file. Raises nonlin.NonlinError if it is none of ours."""
        ...
    @property
    def network(self) -> str:
        """The layers as text."""
        ...
    def predict(self, data: Any) -> list[Any]:
        """What the network says about each row: a number, a class, or a dictionary of labels."""
        ...
    def predict_proba(self, data: Any) -> list[Any]:
        """The probability of what ``predict`` says, row by row; of labels a dictionary."""
        ...
    def save(self, path: str | os.PathLike[str]) -> str:
        """Writes it to a file, which ``nonlin predict`` reads too. Returns the path."""
        ...
    def to_onnx(self, path: str | os.PathLike[str]) -> str | os.PathLike[str]:
        """Writes the network alone, without what makes its inputs of rows, as an ONNX model. Returns the path."""
        ...
