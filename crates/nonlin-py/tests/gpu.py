"""nonlin.torch on a GPU: how far off its values and gradients are, and how fast they are beside PyTorch's own. Prints Markdown.

    python3 tests/gpu.py                    needs the wheel, NumPy, PyTorch with Triton, and a GPU
    python3 tests/gpu.py --interpreter      the same kernels, without speed, in Triton's interpreter, which needs no GPU

Status 0 if all is within its bounds, 1 if not, 2 if there is no GPU.
"""

import os
import sys

INTERPRETED = "--interpreter" in sys.argv
if INTERPRETED:
    # Triton reads it when it is imported.
    os.environ["TRITON_INTERPRET"] = "1"

import torch  # noqa: E402

import nonlin  # noqa: E402
from nonlin.torch import _triton  # noqa: E402
from nonlin.torch._calculus import key_of  # noqa: E402

# The interpreter cuts digits off where a GPU rounds to bfloat16.
TYPES = (torch.float32, torch.float16) if INTERPRETED else (torch.float32, torch.float16, torch.bfloat16)
#: Largest error beyond the rounding to the type of the result, in units of 2^-24 max(|f(x)|, 1) max(|x| / 4, 1).
BOUND = 16
#: How much more where the argument of a sine is a multiple of x: that of x, and by the chain rule that of the slope.
MAGNIFIED = {"sine": (30, 900)}
#: In the interpreter alone: it has no `|` of a block and a single number, which the gradient of these needs.
NOT_INTERPRETED = {"srelu"}
#: Timed, with PyTorch's own.
TIMED = ("gelu", "silu", "mish", "softplus", "tanh")
MANY = 1 << 26


def points(kind):
    near = torch.linspace(-9, 9, 3001)
    far = torch.logspace(-9, 1.9, 600)
    return torch.cat([near, far, -far]).to(kind)


def on_device(function, x, dy, learnt):
    """Value, gradient, and gradients by learnt parameters, as the kernels have them."""
    key = key_of(function)
    if INTERPRETED:
        y = _triton.value(x, learnt, key)
        return y, *(_triton.gradients(x, dy, learnt, key) if learnt is not None else (_triton.backward(x, dy, key), None))
    x = x.cuda().requires_grad_()
    if learnt is None:
        y = torch.ops.nonlin.value(x, None, *key)
    else:
        learnt = learnt.cuda().requires_grad_()
        y = torch.ops.nonlin.value(x, learnt, *key)
    y.backward(dy.cuda())
    return y.detach().cpu(), x.grad.cpu(), None if learnt is None else learnt.grad.cpu()


def on_cpu(function, x, dy, learnt, kind):
    """The same in float64, with parameters at the precision of the data."""
    largest = torch.finfo(kind).max
    rounded = {n: torch.tensor(min(max(v, -largest), largest), dtype=kind).item() for n, v in function.parameters.items()}
    function = function.with_parameters(**rounded)
    key, x, dy = key_of(function), x.double(), dy.double()
    value = torch.ops.nonlin.value(x, None, *key)
    gradient = torch.ops.nonlin.backward(x, dy, *key)
    if learnt is None:
        return value, gradient, None, None
    learnt = torch.tensor([function.parameters[name] for name in function.learnable], dtype=torch.float64)
    sums = torch.ops.nonlin.gradients(x, dy, learnt, *key)[1]
    terms = torch.stack([torch.ops.nonlin.gradients(x[i : i + 1], dy[i : i + 1], learnt, *key)[1].abs() for i in range(0, len(x), 40)])
    return value, gradient, sums, terms.sum(0) * 40


def worst(got, want, x, factor):
    """Largest error, with its place."""
    got, x, kind = got.double(), x.double(), got.dtype
    unit = 2.0**-24 * want.abs().clamp(min=1) * (x.abs() / 4).clamp(min=1) * factor
    rounding = 0
    if kind != torch.float32:
        places = torch.finfo(kind)
        rounding = torch.exp2(torch.floor(torch.log2(want.abs().clamp(min=places.tiny)))) * places.eps / 2
    error = ((got - want).abs() - rounding).clamp(min=0) / unit
    same = (want.to(kind).double() == got) | (got.isnan() & want.isnan())
    error = torch.where(same, 0, torch.where(error.isnan(), torch.inf, error))
    return error.max().item(), x[error.argmax()].item()


def check():
    print(f"Errors beyond rounding, in units of 2^-24 max(|f(x)|, 1) max(|x| / 4, 1); no more than {BOUND} is right.\n")
    print("| function | " + " | ".join(f"{str(kind)[6:]} value | gradient" for kind in TYPES) + " | by parameters |")
    print("| --- |" + " --- | --- |" * len(TYPES) + " --- |")
    wrong = []
    for name in nonlin.names("elementwise"):
        if INTERPRETED and name in NOT_INTERPRETED:
            print(f"| {name} |" + " not interpreted | |" * len(TYPES) + " |")
            continue
        function = getattr(nonlin, name)
        cells, by_parameters = [], 0.0
        for kind in TYPES:
            x = points(kind)
            dy = torch.linspace(0.5, 2, len(x)).to(kind)
            learnt = torch.tensor([function.parameters[p] for p in function.learnable]) if function.learnable else None
            got = on_device(function, x, dy, learnt)
            value, gradient, sums, size = on_cpu(function, x, dy, learnt, kind)
            factors = MAGNIFIED.get(name, (1, 1))
            for (error, place), what in [(worst(got[0], value, x, factors[0]), "value"), (worst(got[1], gradient, x, factors[1]), "gradient")]:
                cells.append(f"{error:.2f} at {place:.4g}")
                if not error <= BOUND:
                    wrong.append(f"{name}, {what} in {str(kind)[6:]}: {cells[-1]}")
            if sums is not None and kind == torch.float32:
                by_parameters = ((got[2].double() - sums).abs() / size.clamp(min=1e-30) / 2.0**-24).max().item()
                if not by_parameters <= BOUND:
                    wrong.append(f"{name}, gradient by parameters: {by_parameters:.2f} units of the size of its terms")
        missing = torch.tensor([torch.nan, 1.0])
        kept = [on_device(function, missing, torch.ones(2), learnt)[0][0].isnan().item(), function(missing)[0].isnan().item()]
        if kept[0] != kept[1]:
            wrong.append(f"{name}: of NaN it {'gives' if kept[0] else 'does not give'} NaN, unlike on the CPU")
        print(f"| {name} | {' | '.join(cells)} | {by_parameters:.2f} |", flush=True)
    return wrong


def check_as_operators():
    """On a GPU alone: layouts, second order, compiled code, a model in mixed precision."""
    import nonlin.torch as nt

    wrong = []

    def hold(what, holds):
        if not holds:
            wrong.append(what)

    x = torch.randn(6, 5, 7, device="cuda").transpose(0, 2)
    hold("strides are kept", nt.gelu(x).stride() == x.stride() and torch.equal(nt.gelu(x), nt.gelu(x.contiguous())))
    hold("every other number", torch.equal(nt.gelu(x[::2]), nt.gelu(x)[::2]))
    hold("none at all", nt.gelu(x[:0]).shape == (0, 5, 6))
    leaf = torch.randn(99, device="cuda", requires_grad=True)
    second = lambda f, t: torch.autograd.grad(torch.autograd.grad(f(t).sum(), t, create_graph=True)[0].sum(), t)[0]  # noqa: E731
    hold("second order", torch.allclose(second(nt.gelu, leaf), second(torch.nn.functional.gelu, leaf), atol=1e-5))
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), nt.GELU(), torch.nn.Linear(64, 64), nt.Swish()).cuda()
    given = torch.randn(32, 64, device="cuda")
    hold("compiled", torch.allclose(torch.compile(model, fullgraph=True)(given), model(given), atol=1e-5))
    with torch.autocast("cuda", dtype=torch.bfloat16):
        y = model(given)
    y.float().sum().backward()
    hold("mixed precision", y.dtype == torch.bfloat16 and model[3].beta.grad.isfinite().item())
    try:
        nt.gelu(leaf.double())
        hold("float64 is refused", False)
    except TypeError as error:
        hold("float64 is refused with the way out", "float()" in str(error))
    return wrong


def milliseconds(call):
    """Of one call: the median of five rows of 20."""
    for _ in range(3):
        call()
    times = []
    for _ in range(5):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        start.record()
        for _ in range(20):
            call()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end) / 20)
    return sorted(times)[2]


def speed():
    import nonlin.torch as nt

    print(f"\nGB per second for {MANY} numbers: what is read and written at least, by the time of one call. Copying: one read, one written.\n")
    print("| type | function | copy | value | PyTorch's own | gradient | PyTorch's own |\n| --- | --- | --- | --- | --- | --- | --- |")
    for kind in (torch.float32, torch.bfloat16):
        x = (torch.randn(MANY, device="cuda") * 3).to(kind)
        dy, other = torch.randn_like(x), torch.empty_like(x)
        gigabytes = x.numel() * x.element_size() / 1e9
        copy = 2 * gigabytes / milliseconds(lambda: other.copy_(x)) * 1e3
        for name in TIMED:
            row = []
            for function in (getattr(nt, name), getattr(torch.nn.functional, name)):
                with torch.no_grad():
                    forward = milliseconds(lambda: function(x))
                leaf = x.detach().requires_grad_()
                y = function(leaf)
                backward = milliseconds(lambda: torch.autograd.grad(y, leaf, dy, retain_graph=True))
                row.append((2 * gigabytes / forward * 1e3, 3 * gigabytes / backward * 1e3))
            (forward, backward), (own_forward, own_backward) = row
            numbers = " | ".join(f"{number:.0f}" for number in (copy, forward, own_forward, backward, own_backward))
            print(f"| {str(kind)[6:]} | {name} | {numbers} |", flush=True)


def main():
    if not INTERPRETED and not torch.cuda.is_available():
        print(f"There is no GPU that PyTorch {torch.__version__} can use: nothing was checked. `--interpreter` runs the kernels without one.")
        return 2
    where = "Triton's interpreter" if INTERPRETED else torch.cuda.get_device_name()
    print(f"{where}; nonlin {nonlin.__version__}, PyTorch {torch.__version__}\n")
    wrong = check()
    if not INTERPRETED:
        wrong += check_as_operators()
        speed()
    print("\n" + ("\n".join(f"WRONG: {line}" for line in wrong) if wrong else "All within bounds."))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
