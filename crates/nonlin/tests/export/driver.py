"""Gives exported code the numbers of a folder: driver.py KIND FOLDER.

The folder has points.bin (numbers of double precision), functions.txt (a line per function: its name, and the name in
code) and the exported files. Of every function NAME.PRECISION.RESULT is written, RESULT being value, slope, or gradients:
the sums of the derivatives by learnable parameters over all points but NaN.
"""

import importlib
import os
import pathlib
import re
import sys

import numpy as np

KIND, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
MISSING = 77

sys.path.insert(0, str(FOLDER))
POINTS = np.fromfile(FOLDER / "points.bin")
TYPES = {"single": np.float32, "double": np.float64}


def functions():
    for line in (FOLDER / "functions.txt").read_text().splitlines():
        name, function = line.split()
        text = (FOLDER / f"{name}.py").read_text() if (FOLDER / f"{name}.py").exists() else ""
        yield name, function, "".join(word.capitalize() for word in name.split("_")), text


def learnt(text):
    """Name and value of the learnable parameters, from the definition in the first line."""
    return re.findall(r"learn (\w+) = ([-.e\w]+)", text.splitlines()[0])


def save(name, precision, value, slope, gradients=()):
    for result, numbers in [("value", value), ("slope", slope), ("gradients", gradients)]:
        np.asarray(numbers, dtype=np.float64).ravel().tofile(FOLDER / f"{name}.{precision}.{result}")


def run_numpy():
    for name, function, _, _ in functions():
        module = importlib.import_module(name)
        f, slope = getattr(module, function), getattr(module, f"{name}_slope")
        for precision, kind in TYPES.items():
            x = POINTS.astype(kind)
            assert f(x).dtype == kind and slope(x).dtype == kind, name
            save(name, precision, f(x), slope(x))
        assert f(np.float16([1, 2])).dtype == np.float16 and f(3).dtype == np.float64, name
        assert f(np.zeros((2, 0, 3))).shape == (2, 0, 3) and f(1.5) == f(np.array([1.5]))[0], name


def run_torch():
    import torch

    for name, function, title, text in functions():
        module = importlib.import_module(name)
        for precision, kind in TYPES.items():
            layer = getattr(module, title)().to(torch.tensor(kind(0)).dtype)
            repr(layer)
            x = torch.tensor(POINTS.astype(kind), requires_grad=True)
            y = layer(x)
            y.sum().backward()
            value, slope = y.detach().numpy(), x.grad.numpy()
            layer.zero_grad()
            if any(True for _ in layer.parameters()):
                layer(x.detach()[:-1]).sum().backward()
            save(name, precision, value, slope, [p.grad.item() for p in layer.parameters()])
        half = torch.tensor([-1.0, 2.0], dtype=torch.bfloat16, requires_grad=True)
        result = layer(half)
        result.sum().backward()
        assert result.dtype == torch.bfloat16 and half.grad.dtype == torch.bfloat16, name
        if any(True for _ in layer.parameters()):
            check = lambda x, *p: getattr(module, function)(x, *p)
            near = (torch.tensor([-1.3, -0.2, 0.7, 2.1], dtype=torch.float64, requires_grad=True),)
            near += tuple(p.detach().double().requires_grad_() for p in layer.parameters())
            assert torch.autograd.gradcheck(check, near), name
        x = torch.tensor([-1.3, -0.2, 0.7, 2.1], dtype=torch.float64, requires_grad=True)
        assert torch.autograd.gradgradcheck(layer.double(), (x,)), name


def run_jax():
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    for name, function, _, text in functions():
        module = importlib.import_module(name)
        f = getattr(module, function)
        values = [float(value) for _, value in learnt(text)]
        for precision, kind in TYPES.items():
            x, given = jnp.asarray(POINTS.astype(kind)), [jnp.asarray(v, kind) for v in values]
            value = jax.jit(f)(x, *given)
            assert value.dtype == kind, name
            slope = jax.vmap(jax.grad(lambda x: f(x, *given)))(x)
            total = lambda *given: f(x[:-1], *given).sum()
            gradients = jax.grad(total, argnums=tuple(range(len(given))))(*given) if given else []
            save(name, precision, value, slope, gradients)
        half = jnp.asarray([-1.0, 2.0], jnp.bfloat16)
        assert f(half).dtype == jnp.bfloat16, name
        assert jax.grad(lambda x: f(x).sum())(half).dtype == jnp.bfloat16, name
        assert jnp.isfinite(jax.jacrev(jax.jacfwd(f))(jnp.asarray(0.7))), name


def run_keras(backend):
    os.environ["KERAS_BACKEND"] = backend
    import keras

    for name, function, title, text in functions():
        module = importlib.import_module(name)
        layer = getattr(module, title)()
        x = POINTS.astype(np.float32)
        value = keras.ops.convert_to_numpy(layer(x))
        again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer))
        assert np.array_equal(keras.ops.convert_to_numpy(again(x)), value, equal_nan=True), name
        weights = [keras.ops.convert_to_numpy(weight) for weight in layer.trainable_weights]
        f = getattr(module, function)
        if backend == "torch":
            import torch

            x = torch.tensor(x, requires_grad=True)
            given = [torch.tensor(weight, requires_grad=True) for weight in weights]
            f(x, *given).sum().backward()
            slope = x.grad.numpy()
            given = [torch.tensor(weight, requires_grad=True) for weight in weights]
            if given:
                f(x.detach()[:-1], *given).sum().backward()
            gradients = [p.grad.item() for p in given]
        else:
            import jax

            slope = jax.vmap(jax.grad(lambda x: f(x, *weights)))(jax.numpy.asarray(x))
            total = lambda *given: f(jax.numpy.asarray(x)[:-1], *given).sum()
            gradients = jax.grad(total, argnums=tuple(range(len(weights))))(*weights) if weights else []
        save(name, "single", value, slope, gradients)
        inputs = keras.Input((3,))
        assert keras.Model(inputs, layer(inputs)).predict(np.ones((2, 3)), verbose=0).shape == (2, 3), name


def run_triton():
    os.environ["TRITON_INTERPRET"] = "1"
    import torch

    for name, function, _, text in functions():
        module = importlib.import_module(name)
        f = getattr(module, function)
        x = torch.tensor(POINTS.astype(np.float32), requires_grad=True)
        y = f(x)
        y.sum().backward()
        given = {name: torch.tensor(float(value), requires_grad=True) for name, value in learnt(text)}
        if given:
            f(x.detach()[:-1], **given).sum().backward()
        save(name, "single", y.detach().numpy(), x.grad.numpy(), [p.grad.item() for p in given.values()])


def run_onnx():
    import onnx
    import onnxruntime

    for name, _, _, _ in functions():
        path = str(FOLDER / f"{name}.onnx")
        onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        value, slope = session.run(None, {"x": POINTS.astype(np.float32)})
        save(name, "single", value, slope)
        inputs = [i.name for i in session.get_overridable_initializers()]
        other = session.run(None, {"x": np.float32([-2]), **{p: np.array(0.25, np.float32) for p in inputs}})[0]
        if inputs:
            assert other[0] != session.run(None, {"x": np.float32([-2])})[0][0], name


try:
    if KIND == "numpy_without_scipy":
        sys.modules["scipy"] = None
    {
        "numpy": run_numpy,
        "numpy_without_scipy": run_numpy,
        "torch": run_torch,
        "jax": run_jax,
        "keras_torch": lambda: run_keras("torch"),
        "keras_jax": lambda: run_keras("jax"),
        "triton": run_triton,
        "onnx": run_onnx,
    }[KIND]()
except ModuleNotFoundError as error:
    print(error)
    sys.exit(MISSING)
