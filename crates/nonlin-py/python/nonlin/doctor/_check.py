"""Models as they are."""

import os
import tempfile

import numpy as np

from nonlin import _nonlin
from nonlin._data import check_names
from nonlin._nonlin import NonlinError
from nonlin.doctor._findings import Examination


def check(model, data=None, *, thresholds=None):
    """Examines an ONNX model, with rows of data taken through it if there are some; or a trace that was saved (``.jsonl``).

    model : the path of the file
    data : a path (.npy, .npz, CSV), an array with the rows first, a dictionary of arrays by the model's inputs, or a table of pandas or polars
    thresholds : the path of a changed copy of what ``nonlin doctor`` prints

    Returns an ``Examination``: ``.findings``, ``print``, ``.report("x.html")``. Raises nonlin.NonlinError, in the words of ``nonlin doctor``, for
    a file that is none and for data that do not fit.

        >>> nonlin.doctor.check("model.onnx", rows).findings
    """
    path = os.fspath(model)
    if path.lower().endswith(".jsonl") and data is not None:
        raise NonlinError("`data` goes with a model; a trace has seen its data already")
    if not path.lower().endswith((".onnx", ".jsonl")):
        raise NonlinError(f"{path}: neither an ONNX model (.onnx) nor a trace (.jsonl); for the files of `nonlin train` there is `nonlin doctor`")
    command = " ".join(["nonlin", "doctor", path, *([] if data is None else ["--data", told(data)])])
    if data is None or isinstance(data, (str, os.PathLike)):
        trace = _nonlin.Trace.read(path, data)
    else:
        with tempfile.TemporaryDirectory(prefix="nonlin") as folder:
            trace = read_with(path, data, folder)
    return Examination(trace, os.path.basename(path), command, thresholds)


def read_with(path, data, folder):
    """The trace of a model with rows that stand in memory."""
    if isinstance(data, dict):
        file = os.path.join(folder, "rows.npz")
        np.savez(file, **{name: np.asarray(array) for name, array in data.items()})
        return _nonlin.Trace.read(path, file)
    if hasattr(data, "columns"):
        file = os.path.join(folder, "rows.csv")
        check_names([str(column) for column in data.columns])
        # A gap is NaN, which the doctor names by its column.
        data.write_csv(file, null_value="nan") if hasattr(data, "write_csv") else data.to_csv(file, index=False, na_rep="nan")
        return _nonlin.Trace.read(path, file)
    file = os.path.join(folder, "rows.npy")
    array = np.asarray(data.detach().cpu() if hasattr(data, "detach") else data)
    if array.dtype.kind not in "biuf":
        raise NonlinError(f"data of type {array.dtype}; a model takes numbers")
    np.save(file, array)
    return _nonlin.Trace.read(path, file)


def told(data):
    """What a command is told to take: a file; of what stands in memory the kind."""
    return os.fspath(data) if isinstance(data, (str, os.PathLike)) else f"<{type(data).__name__}>"
