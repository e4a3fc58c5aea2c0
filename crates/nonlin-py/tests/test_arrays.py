"""Arrays of every type and layout: the same numbers whichever way they come."""

import gc
import math
import pickle
import resource
import sys
import threading

import numpy as np
import pytest

import nonlin

X = np.array([-5.5, -1.0, -0.0, 0.0, 0.5, 2.5, 30.0])


def test_values_are_the_real_numbers_rounded():
    # x * erfc(-x / sqrt(2)) / 2, with the standard library's erfc, which keeps the tail.
    expected = [x * math.erfc(-x / math.sqrt(2)) / 2 for x in X]
    assert nonlin.gelu(X).tolist() == pytest.approx(expected, rel=1e-15)
    assert (nonlin.gelu(X.astype(np.float32)) == np.array(expected, np.float32)).all()
    assert nonlin.gelu(-5.5).dtype == np.float64 and nonlin.gelu(np.float32(-np.inf)) == 0.0


def test_every_function_has_value_slope_and_gradient(elementwise, dtype):
    x = np.linspace(-3, 3, 25).astype(dtype)
    y, slope, gradient = elementwise(x), elementwise.slope(x), elementwise.backward(x, np.full_like(x, 2))
    assert y.dtype == slope.dtype == gradient.dtype == dtype and y.shape == x.shape
    assert np.array_equal(gradient.astype(float), 2 * slope.astype(float), equal_nan=True)
    if dtype == np.float64:
        # Central differences between kinks.
        h, inner = 1e-6, np.linspace(-2.93, 2.91, 41)
        difference = (elementwise(inner + h) - elementwise(inner - h)) / (2 * h)
        assert elementwise.slope(inner) == pytest.approx(difference, abs=2e-6, rel=1e-6)


LAYOUTS = {
    "C order": lambda x: x.reshape(4, 6, 5).copy(),
    "Fortran order": lambda x: np.asfortranarray(x.reshape(4, 6, 5)),
    "transposed": lambda x: x.reshape(4, 6, 5).transpose(1, 2, 0),
    "every other": lambda x: np.repeat(x, 2)[::2],
    "backwards": lambda x: x[::-1],
    "broadcast": lambda x: np.broadcast_to(x[:30], (4, 30)),
    "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")),
    "misaligned": lambda x: np.frombuffer(b"." + x.tobytes(), np.uint8)[1:].view(x.dtype),
    "empty": lambda x: x[:0].reshape(3, 0, 2),
    "single": lambda x: x[:1].reshape(()),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_layouts(layout, dtype):
    plain = np.linspace(-4, 4, 120).astype(dtype)
    x = LAYOUTS[layout](plain)
    expected = nonlin.silu(np.array(x.tolist(), dtype).reshape(-1)).reshape(x.shape)
    y = nonlin.silu(x)
    assert np.array_equal(y, expected) and y.dtype == dtype and y.dtype.isnative
    slope = nonlin.silu.slope(np.array(x.tolist(), dtype).reshape(x.shape))
    assert np.array_equal(nonlin.silu.slope(x), slope)
    assert np.array_equal(nonlin.silu.backward(x, np.ones(x.shape, dtype)), slope)


def test_dense_layouts_are_kept():
    x = np.zeros((3, 4, 5), np.float32).transpose(2, 0, 1)
    assert nonlin.relu(x).strides == x.strides
    assert nonlin.relu(np.asfortranarray(np.zeros((3, 4)))).flags.f_contiguous


def test_lists_integers_and_numbers_are_taken_as_numpy_takes_them():
    assert nonlin.relu([-1.0, 2.0]).tolist() == [0.0, 2.0]
    for dtype in [np.bool_, np.int8, np.int16, np.int32, np.int64, np.uint8]:
        assert nonlin.relu(np.ones(3, dtype)).dtype == np.exp(np.ones(3, dtype)).dtype
    assert isinstance(nonlin.relu(3), np.float64) and nonlin.relu(3) == 3.0
    assert isinstance(nonlin.relu(np.float32(3)), np.float32)
    masked = nonlin.relu(np.ma.MaskedArray([-1.0, 2.0], mask=[False, True]))
    assert masked.mask.tolist() == [False, True] and masked[0] == 0.0


class TestOut:
    def test_is_filled_and_returned(self):
        x = np.linspace(-3, 3, 12, dtype=np.float32).reshape(3, 4)
        for out in [np.empty_like(x), np.empty((4, 3), np.float32).T, np.empty((3, 8), np.float32)[:, ::2]]:
            assert nonlin.tanh(x, out=out) is out
            assert np.array_equal(out, nonlin.tanh(x))
            nonlin.tanh.slope(x, out=out)
            assert np.array_equal(out, nonlin.tanh.slope(x))

    def test_may_be_the_input_or_overlap_it(self):
        x = np.linspace(-3, 3, 100)
        for what in [nonlin.tanh, nonlin.tanh.slope]:
            y = x.copy()
            what(y, out=y)
            assert np.array_equal(y, what(x))
            y = x.copy()
            what(y[:-1], out=y[1:])
            assert np.array_equal(y[1:], what(x[:-1]))
        dy = np.full_like(x, 3.0)
        nonlin.tanh.backward(x, dy, out=dy)
        assert np.array_equal(dy, nonlin.tanh.backward(x, np.full_like(x, 3.0)))

    def test_that_does_not_fit_is_refused(self):
        x = np.zeros((2, 3), np.float32)
        with pytest.raises(nonlin.NonlinError, match=r"out has shape \[3\]; the result has \[2, 3\]"):
            nonlin.relu(x, out=np.zeros(3, np.float32))
        with pytest.raises(TypeError, match="out is of dtype float64; the result is of float32"):
            nonlin.relu(x, out=np.zeros((2, 3)))
        with pytest.raises(TypeError, match="out is of type list"):
            nonlin.relu(x, out=[0.0])
        read_only = np.zeros((2, 3), np.float32)
        read_only.flags.writeable = False
        with pytest.raises(nonlin.NonlinError, match="out is read-only"):
            nonlin.relu(x, out=read_only)


@pytest.mark.parametrize(
    ("x", "hint"),
    [
        (np.zeros(2, complex), "complex"),
        (np.array([1, None]), "objects"),
        (np.array(["1.5"]), "text"),
        ("1.5", "text"),
        (np.zeros(2, "datetime64[s]"), "float32"),
        (np.zeros(2, np.longdouble), "digits"),
    ],
)
def test_types_that_are_not_computed_are_named_with_the_way_out(x, hint):
    with pytest.raises(TypeError, match=hint):
        nonlin.gelu(x)


def test_gradients_of_another_shape_are_refused():
    with pytest.raises(nonlin.NonlinError, match=r"dy has shape \[3\] and x has \[4\]"):
        nonlin.gelu.backward(np.zeros(4), np.zeros(3))


def test_accuracy_and_threads():
    x = np.random.default_rng(0).normal(size=1 << 21).astype(np.float32)
    exact, fast = nonlin.mish(x), nonlin.mish(x, accuracy="fast")
    assert np.array_equal(exact, nonlin.mish(x.astype(np.float64)).astype(np.float32))
    # Within 2 ULP, and not the same.
    assert 0 < np.abs(exact.view(np.int32) - fast.view(np.int32)).max() <= 2
    for threads in [1, 2, 3]:
        assert np.array_equal(nonlin.mish(x, threads=threads), exact)
    with pytest.raises(nonlin.NonlinError, match="accuracy is `best`; it must be `exact` or `fast`"):
        nonlin.mish(x, accuracy="best")
    assert nonlin.mish.accurate("fast").accuracy == "fast"
    assert np.array_equal(nonlin.mish.accurate("fast")(x), fast)


class TestNames:
    def test_any_spelling(self):
        assert nonlin.activation("LeakyReLU(0.2)")(-1.0) == -0.2
        assert nonlin.LeakyReLU == nonlin.leaky_relu and nonlin.activation("swish") == nonlin.swish
        assert nonlin.leaky_relu(-1.0, a=0.5) == -0.5
        assert nonlin.leaky_relu.with_parameters(a=0.25).parameters == {"a": 0.25}

    def test_unknown_ones(self):
        with pytest.raises(AttributeError, match="did you mean `gelu`"):
            nonlin.gellu
        with pytest.raises(nonlin.NonlinError, match="did you mean `gelu`"):
            nonlin.activation("gellu")
        with pytest.raises(nonlin.NonlinError, match="has no parameter `b`; it has `a`"):
            nonlin.leaky_relu(1.0, b=2)
        with pytest.raises(nonlin.NonlinError, match="function of a whole row"):
            nonlin.activation("softmax")
        with pytest.raises(TypeError, match="not by a int"):
            nonlin.activation(3)

    def test_all_are_there(self):
        assert set(nonlin.names()) <= set(dir(nonlin))
        assert {"gelu", "silu", "mish"} <= set(nonlin.names("elementwise")) and "softmax" in nonlin.names("vector")

    def test_documentation(self):
        text = nonlin.leaky_relu.__doc__
        for part in ["leaky_relu(x, /, *, out=None", "a = 0.01", "Source: ", "slope: ", "Raises TypeError"]:
            assert part in text
        assert "element-wise activation" in nonlin.Activation.__doc__
        assert all(getattr(nonlin, name).__doc__.startswith(f"{name}(x") for name in nonlin.names())
        import pydoc

        assert "Good for" in pydoc.render_doc(nonlin.gelu)

    def test_pickling(self):
        for function in [nonlin.elu, nonlin.activation("leaky_relu(0.2)"), nonlin.formula("x*tanh(x)"), nonlin.softmax, nonlin.swiglu]:
            again = pickle.loads(pickle.dumps(function))
            assert again == function and hash(again) == hash(function) and repr(again) == repr(function)


class TestFormulas:
    def test_value_slope_and_forms(self):
        mish = nonlin.formula("x * tanh(softplus(x))")
        assert np.array_equal(mish(X), nonlin.mish(X))
        assert r"\tanh" in mish.latex() and "<math" in mish.mathml()
        assert "class" in mish.export("torch") and isinstance(mish.export("onnx"), bytes)
        assert "<svg" in mish._repr_html_() and "range" in dict(mish.facts())
        gain = nonlin.relu.moments()["forward_gain"]
        assert gain == pytest.approx(math.sqrt(2), rel=1e-9)

    def test_parameters(self):
        mine = nonlin.formula("x * sigmoid(beta * x)", beta=1.5)
        assert mine(2.0) == nonlin.swish(2.0, beta=1.5)
        assert nonlin.formula("f(x; beta = 1.5) = x * sigmoid(beta * x)", beta=2)(1.0) == nonlin.swish(1.0, beta=2)

    def test_derivatives_go_on(self):
        f, x, h = nonlin.formula("x * tanh(softplus(2x))"), np.linspace(-2, 2, 9), 1e-5
        second = f.derivative.slope(x)
        assert np.array_equal(f.derivative(x), f.slope(x)) or np.allclose(f.derivative(x), f.slope(x), rtol=1e-15)
        assert second == pytest.approx((f.slope(x + h) - f.slope(x - h)) / (2 * h), abs=1e-8)
        assert nonlin.elu.with_parameters(alpha=2.0).derivative(-1.0) == pytest.approx(2 * math.exp(-1))

    def test_faults_are_marked(self):
        with pytest.raises(nonlin.FormulaError, match="unknown function `tnh` at column 5, did you mean `tanh`") as caught:
            nonlin.formula("x * tnh(x)")
        assert "^" in str(caught.value)


class TestRows:
    def test_softmax_along_any_axis(self, dtype):
        x = np.random.default_rng(1).normal(size=(3, 4, 5)).astype(dtype)
        for axis in [0, 1, 2, -1, -3]:
            wide = np.exp(x.astype(float) - x.astype(float).max(axis=axis, keepdims=True))
            expected = wide / wide.sum(axis=axis, keepdims=True)
            y = nonlin.softmax(x, axis=axis)
            assert y.dtype == dtype and y.shape == x.shape
            step = {"float16": 2**-10, "bfloat16": 2**-7, "float32": 2**-22, "float64": 2**-51}[dtype.name]
            assert y.astype(float) == pytest.approx(expected, rel=step)

    def test_gradients(self):
        rng = np.random.default_rng(2)
        for name in ["softmax", "log_softmax", "softmin", "squash", "sparsemax", "entmax15"]:
            f, x, direction, h = getattr(nonlin, name), rng.normal(size=(2, 6)), rng.normal(size=(2, 6)), 1e-6
            dy = rng.normal(size=f(x).shape)
            difference = ((f(x + h * direction) - f(x - h * direction)) * dy).sum() / (2 * h)
            assert (f.backward(x, dy) * direction).sum() == pytest.approx(difference, rel=1e-6, abs=1e-8), name

    def test_lengths_may_change(self):
        x = np.arange(12.0).reshape(2, 6)
        assert nonlin.maxout(x).shape[0] == 2 and nonlin.crelu(x).shape == (2, 12)
        assert nonlin.crelu(x, axis=0).shape == (4, 6)

    def test_masks(self):
        x, keep = np.zeros((2, 3)), np.array([[True, True, False], [False, False, False]])
        assert nonlin.masked_softmax(x, keep).tolist() == [[0.5, 0.5, 0.0], [0.0, 0.0, 0.0]]
        with pytest.raises(TypeError, match="must be of bool"):
            nonlin.masked_softmax(x, keep.astype(int))

    def test_bad_axes_and_lengths(self):
        with pytest.raises(nonlin.NonlinError, match=r"axis 2 is not an axis of shape \[2, 3\]: use -2 to 1"):
            nonlin.softmax(np.zeros((2, 3)), axis=2)
        with pytest.raises(nonlin.NonlinError, match="function of a row"):
            nonlin.softmax(1.0)
        with pytest.raises(nonlin.NonlinError, match="odd number"):
            nonlin.glu(np.zeros((2, 3)))
        assert nonlin.softmax(np.zeros((0, 3))).shape == (0, 3) and nonlin.softmax(np.zeros((3, 0))).shape == (3, 0)

    def test_gated_units(self):
        a, b = np.random.default_rng(3).normal(size=(2, 4, 5)).astype(np.float32)
        x = np.concatenate([a, b], axis=-1)
        assert np.allclose(nonlin.swiglu(x), a * nonlin.silu(b), rtol=1e-6)
        assert np.allclose(nonlin.swiglu(x, gate="first"), b * nonlin.silu(a), rtol=1e-6)
        assert np.allclose(nonlin.GatedUnit("x*tanh(x)")(x), a * b * np.tanh(b), rtol=1e-6)
        gradient = nonlin.swiglu.backward(x, np.ones_like(a))
        assert np.allclose(gradient, np.concatenate([nonlin.silu(b), a * nonlin.silu.slope(b)], axis=-1), rtol=1e-5)


def test_threads_compute_at_once():
    """The lock of the interpreter is given up: one thread computes while another counts."""
    x = np.zeros(1 << 23, np.float32)
    done, counted = threading.Event(), 0

    def work():
        for _ in range(5):
            nonlin.mish(x, threads=1)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        counted += 1
    thread.join()
    assert counted > 1000


def test_memory_does_not_grow():
    x, formula = np.linspace(-3, 3, 64, dtype=np.float32), nonlin.formula("x * tanh(x)")

    def calls(count):
        for _ in range(count):
            nonlin.gelu(x)
            nonlin.gelu.backward(x, x)
            nonlin.softmax(x)
            formula(x)
            nonlin.leaky_relu(x, a=0.5)
        gc.collect()

    calls(2000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    calls(20000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4096, "KiB more after 100,000 calls"


def test_forked_processes_compute():
    """No pool of threads that a fork would leave behind."""
    import multiprocessing

    x = np.zeros(1 << 21, np.float32)
    nonlin.mish(x, threads=2)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(sum_of, (1 << 21,)) == 0.0


def sum_of(count):
    return float(nonlin.mish(np.zeros(count, np.float32), threads=2).sum())


@pytest.mark.skipif(sys.flags.optimize > 0, reason="asserts")
def test_nothing_else_is_imported():
    """Arrays need NumPy alone."""
    import subprocess

    code = "import nonlin, sys; nonlin.gelu([1.0]); print([m for m in sys.modules if m.split('.')[0] in ('torch', 'sklearn', 'pandas', 'ray')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
