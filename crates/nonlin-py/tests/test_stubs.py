"""The type stubs: as stubs.py writes them, and of use to a type checker."""

import importlib.util
import os
import pathlib
import subprocess
import sys

import pytest

import nonlin

FOLDER = pathlib.Path(__file__).parents[1]

#: What must be an error is marked so; a mark that hides none is an error itself.
PROGRAM = """
from typing import Any, assert_type

import numpy as np
from numpy.typing import NDArray

import nonlin

x = np.zeros(3, np.float32)
assert_type(nonlin.gelu(x, accuracy="fast"), NDArray[np.float32])
assert_type(nonlin.gelu.slope(x.astype(np.float64), out=None), NDArray[np.float64])
assert_type(nonlin.leaky_relu.backward(x, x, a=0.2), NDArray[np.float32])
assert_type(nonlin.softmax(x, axis=0), NDArray[np.float32])
assert_type(nonlin.swiglu(np.zeros(4), gate="first"), NDArray[np.float64])
nonlin.gelu([1, 2.5])
nonlin.gelu(x, accuracy="quick")  # type: ignore[call-overload]
nonlin.sklearn.NonlinClassifier(activation="gelu")
nonlin.gelux(x)  # type: ignore[attr-defined]
mine = nonlin.formula("x * sigmoid(b * x)", b=2)
assert_type(mine.with_parameters(b=1.0).derivative, nonlin.Activation)
assert_type(mine.latex(slope=True), str)
study = nonlin.lab("my.csv", target="price", activations=["relu", mine], progress=False)
assert_type(study.verdict, str)
assert_type(study.best_model, nonlin.Model)
nonlin.lab("my.csv", engine="spark")  # type: ignore[arg-type]
assert_type(nonlin.names("gated"), list[str])


def train(model: Any, seed: int) -> None: ...


best = nonlin.compare(lambda activation: activation, train, lambda model: 0.5, lambda model: (0.5, 1.0), seeds=3)
assert_type(best.group, list[str])
raise nonlin.FormulaError("no formula")
"""


def test_are_as_the_script_writes_them():
    done = subprocess.run([sys.executable, FOLDER / "stubs.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stderr}\nrun python3 crates/nonlin-py/stubs.py with the package that was just built"


def test_name_every_function_of_the_registry():
    text = (FOLDER / "python" / "nonlin" / "__init__.pyi").read_text(encoding="utf-8")
    for name in nonlin.names():
        assert f"\n{name}: {type(getattr(nonlin, name)).__name__}\n" in text


def test_a_type_checker_accepts_a_program(tmp_path):
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    asked = ["--strict", "--warn-unused-ignores", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache"), str(program)]
    paths = {**os.environ, "MYPYPATH": str(FOLDER / "python")}
    done = subprocess.run([sys.executable, "-m", "mypy", *asked], capture_output=True, text=True, env=paths)
    assert done.returncode == 0, done.stdout + done.stderr
