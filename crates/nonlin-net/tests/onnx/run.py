"""Runs the models of a folder on the numbers beside them, in ONNX Runtime: `N.onnx` on `N.x` and `N.lengths` gives `N.y`."""
import pathlib
import sys

import numpy as np
import onnxruntime

for path in pathlib.Path(sys.argv[1]).glob("*.onnx"):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    given = session.get_inputs()
    kind = np.int64 if "int64" in given[0].type else np.float32
    shape = (-1, *given[0].shape[1:])
    feed = {"input": np.fromfile(path.with_suffix(".x"), np.float32).astype(kind).reshape(shape)}
    if len(given) > 1:
        feed["lengths"] = np.fromfile(path.with_suffix(".lengths"), np.float32).astype(np.int32)
    session.run(None, feed)[0].astype("<f4").tofile(path.with_suffix(".y"))
