"""Element-wise activations on a GPU: kernels of Triton, which are generated from the formula. One kernel each way.

Single precision inside, whatever the accuracy that was asked for: within the bounds that docs/GPU.md has of exported code.
"""

import contextlib
import hashlib
import linecache
from functools import lru_cache

import torch

from nonlin._nonlin import NonlinError
from nonlin.torch import _calculus
from nonlin.torch._tensors import check, check_same, in_memory_order, laid_out_like

#: Numbers that one program of a kernel works on.
BLOCK = 1024
#: Numbers that one launch works on: places in a tensor are counted in 32 bits.
LAUNCH = 1 << 30


def value(x, learnt, key):
    """``f(x)``."""
    forward, _, arguments = prepared(x, learnt, key)
    y = torch.empty_like(x)
    launch(forward, x, [flat(x, y), flat(y, y)], arguments)
    return y


def backward(x, dy, key):
    """``dy * f'(x)``."""
    return gradients(x, dy, None, key)[0]


def gradients(x, dy, learnt, key):
    """``dy * f'(x)``, and the sums of ``dy * df/dp(x)`` for each learnt ``p``."""
    check_same(x, dy)
    _, kernel, arguments = prepared(x, learnt, key)
    dx = torch.empty_like(x)
    learnable = _calculus.activation(*_calculus.hashable(key)).learnable
    terms = [torch.empty(x.numel(), dtype=torch.float32, device=x.device) for _ in learnable]
    launch(kernel, x, [flat(x, dx), flat(dy, dx), flat(dx, dx), *terms], arguments)
    sums = None if learnt is None else torch.stack([part.sum() for part in terms]).to(learnt.dtype)
    return dx, sums


def prepared(x, learnt, key):
    """The two kernels, and what they take besides tensors of the shape of ``x``."""
    check(x)
    if x.dtype == torch.float64:
        raise TypeError("float64 is not computed on a GPU, where kernels are of single precision: use `.float()`, or `.cpu()`")
    key = _calculus.hashable(key)
    function = _calculus.activation(*key)
    learnable = function.learnable
    if learnable and learnt is None:
        learnt = torch.tensor([function.parameters[name] for name in learnable], dtype=torch.float32, device=x.device)
    if learnable and len(learnt) != len(learnable):
        raise NonlinError(f"`{function.text}` has {len(learnable)} learnable parameters, and {len(learnt)} numbers were given for them")
    if learnable and learnt.device != x.device:
        raise TypeError(f"x is on {x.device}, and the learnt parameters are on {learnt.device}: move the module with `.to(x.device)`")
    # As on the CPU, a parameter is taken at the precision of the data, and one that is too large for it is its largest number.
    largest = torch.finfo(x.dtype).max
    pointers = dict(zip(learnable, learnt.clamp(-largest, largest).to(x.dtype).unbind() if learnable else (), strict=True))
    arguments = [pointers.get(name, number) for name, number in fixed(key, x.dtype)]
    return *kernels(key), arguments


@lru_cache(maxsize=4096)
def fixed(key, dtype):
    """The parameters in the order of their declaration, rounded to the type of the data."""
    function = _calculus.activation(*key)
    largest = torch.finfo(dtype).max
    numbers = [(name, function.parameters[name]) for name in _calculus.parameters_in_order(function)]
    return tuple((name, torch.tensor(min(max(number, -largest), largest), dtype=dtype).item()) for name, number in numbers)


def flat(tensor, like):
    """The numbers of a tensor in one dimension, in memory as those of ``like``."""
    return in_memory_order(laid_out_like(tensor, like)).view(-1)


def launch(kernel, x, tensors, arguments):
    for start in range(0, x.numel(), LAUNCH):
        parts = [tensor[start : start + LAUNCH] for tensor in tensors]
        count = parts[0].numel()
        with on(x.device):
            kernel[((count + BLOCK - 1) // BLOCK,)](*parts, count, *arguments, block=BLOCK)


def on(device):
    """Where kernels are launched; the interpreter of Triton runs them on the CPU."""
    return contextlib.nullcontext() if device.type == "cpu" else torch.get_device_module(device).device(device)


@lru_cache(maxsize=4096)
def kernels(key):
    """The kernels of value and gradient."""
    try:
        import triton  # noqa: F401
    except ImportError:
        raise NonlinError(
            "activations on a GPU are kernels of Triton, which is not installed: `pip install triton`, or move the tensor with `.cpu()`"
        ) from None
    source = _calculus.activation(*key).export("triton")
    digest = hashlib.sha256(source.encode()).hexdigest()[:16]
    # Triton reads the source of its functions, which here is in no file.
    file = f"<nonlin triton {digest}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    module = {"__name__": f"nonlin.torch.generated_{digest}"}
    exec(compile(source, file, "exec"), module)
    named = {name.rpartition("_")[2]: kernel for name, kernel in module.items() if name.endswith(("_forward", "_backward"))}
    return named["forward"], named["backward"]
