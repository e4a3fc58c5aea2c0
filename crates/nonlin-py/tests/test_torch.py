"""nonlin.torch: the numbers of nonlin, with gradients of any order, wherever PyTorch takes an operator."""

import copy
import pathlib
import pickle
import subprocess
import sys

import numpy as np
import pytest

import nonlin

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

from torch import nn  # noqa: E402

import nonlin.torch as nt  # noqa: E402
from nonlin.torch import _calculus, _operators, _rows  # noqa: E402

#: None of these is a kink or a jump of any function, nor near one.
X = [-2.93, -1.37, -0.61, -0.083, 0.27, 0.74, 1.63, 2.41]


def x64(**settings):
    return torch.tensor(X, dtype=torch.float64, **settings)


def learnt_of(function, **settings):
    # Not those of the card, some of which are on a kink: 0 and 1 are.
    values = [function.parameters[name] * 0.9 + 0.05 for name in function.learnable]
    return torch.tensor(values, dtype=torch.float64, **settings) if values else None


def by_value(function):
    """The function of x, and of what is learnt where there is anything."""
    key = _calculus.key_of(function)
    return lambda x, learnt=None: _operators.value(x, learnt, *key)


def leaves(function):
    given = [x64(requires_grad=True), learnt_of(function, requires_grad=True)]
    return tuple(tensor for tensor in given if tensor is not None)


def test_numbers_are_those_of_arrays(elementwise, dtype):
    x = np.concatenate([np.linspace(-9, 9, 301), [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-30]]).astype(dtype)
    kind = getattr(torch, dtype.name)
    tensor = torch.tensor(x.astype(np.float64)).to(kind)
    y = nt.Activation(elementwise.name, dtype=kind)(tensor.requires_grad_())
    y.backward(torch.ones_like(y))
    for ours, expected in [(y.detach(), elementwise(x)), (tensor.grad, elementwise.slope(x))]:
        ours, there = ours.double().numpy(), ours.dtype
        expected = expected.astype(np.float64)
        numbers = ~np.isnan(expected)
        assert there == kind and np.array_equal(ours, expected, equal_nan=True)
        assert np.array_equal(np.signbit(ours[numbers]), np.signbit(expected[numbers]))


def test_gradients_of_first_and_second_order(elementwise):
    # A steep function needs smaller steps than finite differences can take.
    steep = {"smu": {"mu": 2.0}, "sine": {"w": 3.0}, "soft_clipping": {"a": 5.0}}
    function = elementwise.with_parameters(**steep.get(elementwise.name, {}))
    assert torch.autograd.gradcheck(by_value(function), leaves(function), atol=1e-5)
    assert torch.autograd.gradgradcheck(by_value(function), leaves(function), atol=1e-5)


def test_third_order():
    x = x64(requires_grad=True)
    for ours, theirs in [(nt.gelu, nn.functional.gelu), (nt.tanh, torch.tanh), (lambda x: nt.apply(x, "x*x*x"), lambda x: x**3)]:
        results = []
        for function in (ours, theirs):
            y = function(x)
            for _ in range(3):
                (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
            results.append(y)
        assert torch.allclose(*results, rtol=1e-11, atol=1e-12)


def test_operators_are_registered_rightly(elementwise):
    key = _calculus.key_of(elementwise)
    x, dy, learnt = x64(requires_grad=True), x64(requires_grad=True), learnt_of(elementwise, requires_grad=True)
    torch.library.opcheck(_operators.value_operator, (x, learnt, *key))
    if learnt is None:
        torch.library.opcheck(_operators.backward_operator, (x, dy, *key))
    else:
        torch.library.opcheck(_operators.gradients_operator, (x, dy, learnt, *key))


@pytest.mark.parametrize("name", [*nonlin.names("vector"), *nonlin.names("gated")])
def test_rows_and_gated_units(name):
    gate = "second" if name in nonlin.names("gated") else ""
    told = _rows.told(name, gate, ())
    x = torch.tensor(np.random.default_rng(4).normal(size=(3, 6, 2)), requires_grad=True)
    for dim in (-1, 1):
        y = _rows.rows(x, dim, *told)
        assert np.array_equal(y.detach().numpy(), getattr(nonlin, name)(x.detach().numpy(), axis=dim))
        assert torch.autograd.gradcheck(lambda x, dim=dim: _rows.rows(x, dim, *told), x)
    torch.library.opcheck(_rows.rows_operator, (x, 1, *told))
    with pytest.raises(nonlin.NonlinError, match="no gradients of gradients"):
        torch.autograd.gradgradcheck(lambda x: _rows.rows(x, 1, *told), x)


LAYOUTS = {
    "transposed": lambda x: x.reshape(4, 5, 6).permute(2, 0, 1),
    "channels last": lambda x: x.reshape(2, 3, 4, 5).to(memory_format=torch.channels_last),
    "every other": lambda x: x[::2],
    "expanded": lambda x: x[:6].expand(4, 6),
    "misaligned": lambda x: torch.frombuffer(bytearray(b"." + x.numpy().tobytes()), dtype=x.dtype, offset=1),
    "negated lazily": lambda x: torch.complex(x, x).conj().imag,
    "empty": lambda x: x[:0].reshape(3, 0, 2),
    "single": lambda x: x[0],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout):
    x = LAYOUTS[layout](torch.linspace(-4, 4, 120))
    plain = x.clone(memory_format=torch.contiguous_format)
    y, slope = nt.silu(x), _operators.backward(x, torch.ones(()).expand_as(x), "silu", (), "exact")
    assert torch.equal(y, nt.silu(plain)) and y.stride() == torch.empty_like(x).stride()
    assert torch.equal(slope, torch.from_numpy(nonlin.silu.slope(plain.numpy())).reshape(x.shape))


def model():
    torch.manual_seed(3)
    layers = [
        nn.Linear(6, 8),
        nt.GELU(),
        nn.Linear(8, 8),
        nt.PReLU(),
        nt.SwiGLU(),
        nt.Activation("f(x; learn b = 2) = x * tanh(b * x)"),
        nt.Softmax(dim=1),
    ]
    return nn.Sequential(*layers)


def test_compiled_and_exported():
    ours, x = model(), torch.randn(5, 6)
    compiled = torch.compile(ours, fullgraph=True)
    for given in (x, torch.randn(9, 6)):
        results = []
        for run in (ours, compiled):
            ours.zero_grad()
            y = run(given)
            (y * y).sum().backward()
            results.append([y.detach(), *(p.grad.clone() for p in ours.parameters())])
        for a, b in zip(*results, strict=True):
            assert torch.allclose(a, b, rtol=1e-5, atol=1e-6)
    exported = torch.export.export(ours, (x,), dynamic_shapes=({0: torch.export.Dim("rows")},))
    assert "nonlin.value.default" in exported.graph_module.code
    assert torch.equal(exported.module()(torch.ones(3, 6)), ours(torch.ones(3, 6)))
    function = torch.compile(lambda x, beta: nt.swish(x, beta=beta) + nt.softmax(x, 0), fullgraph=True)
    assert torch.allclose(function(x, torch.tensor(2.0)), x * torch.sigmoid(2 * x) + x.softmax(0))


def test_transforms_of_functions():
    x, beta = torch.randn(4, 3, dtype=torch.float64), torch.tensor([0.5, 1.0, 1.5, 2.0], dtype=torch.float64)
    ours = lambda x, beta: nt.swish(x, beta=beta).sum()  # noqa: E731
    theirs = lambda x, beta: (x * torch.sigmoid(beta * x)).sum()  # noqa: E731
    for places in ((0, 0), (0, None), (1, None)):
        given = (x, beta if places[1] == 0 else beta[0])
        results = [torch.func.vmap(torch.func.grad(f, argnums=(0, 1)), in_dims=places)(*given) for f in (ours, theirs)]
        for a, b in zip(*results, strict=True):
            assert torch.allclose(a, b)
    hessians = [torch.func.jacrev(torch.func.jacrev(f))(x, beta[1]) for f in (ours, theirs)]
    assert torch.allclose(*hessians)
    rows = torch.func.vmap(torch.func.grad(lambda x: (nt.swiglu(x, 0) ** 2).sum()), in_dims=1)(x[:, :2])
    compiled = torch.compile(torch.func.grad(lambda x: nt.swish(x, beta=x[0, 0]).sum()), fullgraph=True)(x)
    assert torch.allclose(compiled, torch.func.grad(lambda x: theirs(x, x[0, 0]))(x))
    assert torch.allclose(rows, torch.func.vmap(torch.func.grad(lambda x: ((x[:2] * nn.functional.silu(x[2:])) ** 2).sum()), in_dims=1)(x[:, :2]))


def test_mixed_precision():
    ours, x = model(), torch.randn(5, 6)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden = ours[:4](x)
        y = ours(x)
    assert hidden.dtype == torch.bfloat16 and torch.allclose(y.float(), ours(x), atol=0.05)
    y.float().square().sum().backward()
    assert ours[3].a.grad.dtype == torch.float32 and ours[3].a.grad.isfinite()


def test_learning_a_parameter():
    torch.manual_seed(0)
    learner, x = nt.Swish(), torch.randn(400)
    wanted = x * torch.sigmoid(2.5 * x)
    optimiser = torch.optim.Adam(learner.parameters(), lr=0.1)
    for _ in range(150):
        optimiser.zero_grad()
        (learner(x) - wanted).square().mean().backward()
        optimiser.step()
    assert learner.beta.item() == pytest.approx(2.5, abs=0.02)
    assert learner.function.parameters["beta"] == learner.beta.item()


def test_modules():
    assert nt.GELU is nt.Gelu and str(nt.GELU()) == "GELU()"
    assert str(nt.LeakyReLU(0.2)) == str(nt.LeakyReLU(a=0.2)) == "LeakyReLU(a=0.2)"
    assert str(nt.Activation("x * erf(x)", accuracy="fast")) == "Activation('x * erf(x)', accuracy='fast')"
    assert str(nt.Entmax(dim=0, alpha=1.2)) == "Entmax(dim=0, alpha=1.2)"
    for name in nonlin.names():
        spelling = nt._modules.spelling_of(name)
        assert getattr(nt, spelling).__name__ == spelling and spelling in dir(nt)
        assert getattr(nonlin, name).card["source"] in getattr(nt, spelling).__doc__
        getattr(nt, spelling)()
    ours = model()
    assert [name for name in ours.state_dict() if "weight" not in name and "bias" not in name] == ["3.a", "5.b"]
    ours[3].a.data.fill_(0.7)
    again = pickle.loads(pickle.dumps(ours))
    fresh = model()
    fresh.load_state_dict(ours.state_dict())
    x = torch.randn(2, 6)
    for other in (again, fresh, copy.deepcopy(ours)):
        assert torch.equal(other(x), ours(x))
    double = nt.PReLU(dtype=torch.float64)
    assert double.a.dtype == torch.float64 and double(x.double()).dtype == torch.float64


def test_fast_is_what_was_asked_for():
    x = torch.linspace(-6, 6, 100001)
    fast = torch.from_numpy(nonlin.gelu(x.numpy(), accuracy="fast"))
    assert torch.equal(nt.GELU(accuracy="fast")(x), fast) and not torch.equal(nt.GELU()(x), fast)


def test_replacing():
    shared = nn.GELU()
    tree = nn.ModuleDict({"a": shared, "b": nn.Sequential(nn.Linear(3, 3), shared, nn.ReLU()), "c": nn.GELU(approximate="tanh")}).eval()
    assert nt.find(tree, nn.GELU) == ["a", "b.1", "c"] and nt.find(tree, "gelu") == ["a", "b.1"] and nt.find(tree, "gelu_tanh") == ["c"]
    assert nt.replace(tree, "gelu", "prelu") is tree
    assert tree["a"] is tree["b"][1] and tree["a"].text == "prelu" and not tree["a"].training and isinstance(tree["c"], nn.GELU)
    nt.replace(tree, (nn.ReLU, nn.GELU), nt.Mish())
    assert tree["b"][2] is not tree["c"] and isinstance(tree["c"], nt.Mish)
    assert nt.find(tree, "linear") == []
    assert isinstance(nt.replace(nn.ReLU(), nn.ReLU, nn.Tanh), nn.Tanh)
    double = nt.replace(nn.Sequential(nn.Linear(2, 2), nn.ReLU()).double(), nn.ReLU, "swish")
    assert double[1].beta.dtype == torch.float64
    with pytest.raises(nonlin.NonlinError, match=r"no Tanh in this ModuleDict, which has .*Mish \(2\).*F\.gelu"):
        nt.replace(tree, nn.Tanh, "silu")
    with pytest.raises(nonlin.NonlinError, match="did you mean `gelu`"):
        nt.replace(tree, "gellu", "silu")
    with pytest.raises(TypeError, match="by class or by name"):
        nt.replace(tree, nn.functional.relu, "silu")


def test_replacing_reaches_the_fast_path_of_encoders():
    x = torch.randn(2, 3, 8)
    encoder = nn.TransformerEncoderLayer(8, 2, 16, activation=nn.GELU(), batch_first=True).eval()
    nt.replace(encoder, nn.GELU, "leaky_relu(0.5)")
    expected = nn.TransformerEncoderLayer(8, 2, 16, activation=nn.LeakyReLU(0.5), batch_first=True).eval()
    expected.load_state_dict(encoder.state_dict())
    with torch.no_grad():
        assert torch.allclose(encoder(x), expected(x), atol=1e-6)


def test_initialising():
    torch.manual_seed(1)
    deep = nn.Sequential(*[layer for _ in range(12) for layer in (nn.Linear(500, 500), nt.Mish())])
    nt.initialise(deep, "mish")
    size = deep(nn.functional.mish(torch.randn(400, 500))).square().mean().sqrt().item()
    assert 0.6 < size * nonlin.mish.moments()["forward_gain"] < 1.6
    grouped = nt.initialise(nn.Conv2d(64, 96, 3, groups=2), nt.ReLU(), mode="fan_out")
    assert grouped.weight.std().item() == pytest.approx((2 / (9 * 48)) ** 0.5, rel=0.02) and not grouped.bias.any()
    turned = nt.initialise(nn.ConvTranspose2d(64, 96, 3), "relu")
    assert turned.weight.std().item() == pytest.approx((2 / (9 * 64)) ** 0.5, rel=0.02)
    seeded = [nt.initialise(nn.Linear(5, 5), "gelu", generator=torch.Generator().manual_seed(7)).weight for _ in range(2)]
    assert torch.equal(*seeded)
    for bad, what in [
        ((nn.ReLU(), "gelu"), "no linear or convolutional"),
        ((nn.LazyLinear(3), "gelu"), "run the model once"),
        ((nn.Linear(2, 2), "0 * x"), "no finite"),
    ]:
        with pytest.raises(nonlin.NonlinError, match=what):
            nt.initialise(*bad)


@pytest.mark.parametrize(
    ("call", "error", "what"),
    [
        (lambda: nt.gelu(torch.ones(2, dtype=torch.complex64)), TypeError, "complex64 is not computed.*`.real`"),
        (lambda: nt.gelu(torch.ones(2, dtype=torch.int64)), TypeError, r"int64 is not computed.*`.float\(\)`"),
        (lambda: nt.gelu(torch.ones(2).to(torch.float8_e4m3fn)), TypeError, "bfloat16"),
        (lambda: nt.gelu(torch.ones(2).to_sparse()), TypeError, r"sparse_coo is not computed.*to_dense\(\)"),
        (lambda: nt.softmax(torch.ones(2).to_sparse()), TypeError, "to_dense"),
        (lambda: nt.ReLU(inplace=True), TypeError, "`inplace` is not offered"),
        (lambda: nt.ReLU(True), TypeError, "`inplace` is not offered"),
        (lambda: nt.GELU(approximate="tanh"), TypeError, "`approximate` is 'tanh'; it must be a number"),
        (lambda: nt.apply(torch.ones(2), [1]), TypeError, "by its name or formula, not by a list"),
        (lambda: nt.LeakyReLU(b=1), nonlin.NonlinError, "no parameter `b`"),
        (lambda: nt.Activation("x * tanhh(x)"), nonlin.FormulaError, "tanhh"),
        (lambda: nt.Activation("learn training = 1; training * x"), nonlin.NonlinError, "cannot be called `training`"),
        (lambda: nt.leaky_relu(torch.ones(2), a=torch.ones(1)), nonlin.NonlinError, "none is learnable"),
        (lambda: nt.swish(torch.ones(2), beta=torch.ones(2)), nonlin.NonlinError, "must be one number"),
        (lambda: nt.Geluu, AttributeError, "no attribute 'Geluu'"),
        (lambda: nt.SwiGLU(gate="third"), nonlin.NonlinError, "`first` or `second`"),
        (lambda: nt.SwiGLU()(torch.ones(3)), nonlin.NonlinError, "odd number has no two halves"),
        (lambda: nt.Softmax(dim=2)(torch.ones(3)), nonlin.NonlinError, "not an axis"),
        (lambda: torch.ops.nonlin.value(torch.ones(2), None, "gelu", [1.0], "exact"), nonlin.NonlinError, "has 0 parameters"),
    ],
)
def test_what_is_refused(call, error, what):
    with pytest.raises(error, match=what):
        call()


def test_kernels_of_a_gpu_in_the_interpreter():
    pytest.importorskip("triton")
    script = pathlib.Path(__file__).parent / "gpu.py"
    done = subprocess.run([sys.executable, script, "--interpreter"], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
