"""Trained networks with all that new rows need."""

import json
import os

from nonlin import _nonlin
from nonlin._data import files_of
from nonlin._lab import write


class Model:
    """A trained network: ``predict`` takes rows as they were trained on, without the target.

    ``nonlin.Model.load("best.safetensors")`` reads what ``nonlin lab --model`` and ``save`` write.
    """

    def __init__(self, inner):
        self._inner = inner

    @classmethod
    def _of(cls, outcome):
        return cls(outcome.best_model())

    @classmethod
    def load(cls, path):
        """From a file. Raises nonlin.NonlinError if it is none of ours."""
        return cls(_nonlin.Model.load(os.fspath(path)))

    def save(self, path):
        """Writes it to a file, which ``nonlin predict`` reads too. Returns the path."""
        self._inner.save(os.fspath(path))
        return os.fspath(path)

    def to_onnx(self, path):
        """Writes the network alone, without what makes its inputs of rows, as an ONNX model. Returns the path."""
        return write(path, self._inner.to_onnx())

    @property
    def network(self):
        """The layers as text."""
        return self._inner.text()

    def predict(self, data):
        """What the network says about each row: a number, a class, or a dictionary of labels.

        data : a path, a table of pandas or polars with the columns of the training (others are passed over)
        """
        return [answer(one) for one in self._answers(data)]

    def predict_proba(self, data):
        """The probability of what ``predict`` says, row by row; of labels a dictionary."""
        return [probability(one) for one in self._answers(data)]

    def _answers(self, data):
        with files_of(data, None) as (paths, _):
            predictions, _ = self._inner.predict(paths[0])
        return json.loads(predictions)

    def __repr__(self):
        return f"<nonlin model of {', '.join(self._inner.target_names())}: {self.network}>"


def answer(prediction):
    """What a network says, without how sure it is."""
    ((kind, said),) = prediction.items()
    if kind == "class":
        return said["class"]
    if kind == "labels":
        return {label["label"]: label["value"] for label in said}
    return said


def probability(prediction):
    """How sure it is; of a number nothing is known."""
    ((kind, said),) = prediction.items()
    if kind == "class":
        return said["probability"]
    if kind == "labels":
        return {label["label"]: label["probability"] for label in said}
    raise _nonlin.NonlinError("a number has no probability: this network predicts quantities")
