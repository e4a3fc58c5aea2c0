"""Arrays of other libraries: taken without a copy where that can be, and given back as what they were."""

import numpy as np
import pytest

import nonlin


class OnGpu:
    """As much of a tensor on a GPU as is looked at before it is refused."""

    def __dlpack__(self, **_):
        raise AssertionError("its numbers were asked for")

    def __dlpack_device__(self):
        return (2, 0)


def test_what_is_on_a_gpu_is_refused_with_the_way_out():
    with pytest.raises(TypeError, match="on a GPU.*nonlin.torch"):
        nonlin.gelu(OnGpu())


@pytest.mark.torch
class TestTorch:
    def test_every_type_and_layout(self):
        torch = pytest.importorskip("torch")
        plain = torch.linspace(-4, 4, 24).reshape(4, 6)
        for kind in [torch.float16, torch.bfloat16, torch.float32, torch.float64]:
            for x in [plain.to(kind), plain.to(kind).T, plain.to(kind)[:, ::2]]:
                y = nonlin.gelu(x)
                assert isinstance(y, torch.Tensor) and y.dtype == kind and y.shape == x.shape
                exact = torch.from_numpy(nonlin.gelu(x.double().numpy()))
                assert torch.equal(y, exact.to(kind)) or kind == torch.float64
                assert nonlin.gelu.backward(x, torch.ones_like(x)).dtype == kind
        assert nonlin.softmax(plain, axis=0).sum(0).numpy() == pytest.approx(1)

    def test_a_gradient_is_not_lost_without_a_word(self):
        torch = pytest.importorskip("torch")
        with pytest.raises(TypeError, match="requires a gradient.*nonlin.torch.Activation"):
            nonlin.gelu(torch.ones(3, requires_grad=True))

    def test_no_copy_is_made(self):
        torch = pytest.importorskip("torch")
        x = torch.linspace(-1, 1, 8)
        view = x.numpy()
        assert nonlin.relu(view, out=view) is view and (x >= 0).all()


@pytest.mark.jax
def test_arrays_of_jax():
    jax = pytest.importorskip("jax")
    for kind in [jax.numpy.float32, jax.numpy.bfloat16, jax.numpy.float16]:
        x = jax.numpy.linspace(-4, 4, 24, dtype=kind).reshape(4, 6)
        y = nonlin.silu(x)
        assert isinstance(y, jax.Array) and y.dtype == kind and y.shape == x.shape
        assert np.array_equal(np.asarray(y), nonlin.silu(np.asarray(x)))
