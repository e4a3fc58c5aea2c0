"""Element-wise activations as operators of PyTorch.

    nonlin::value(x, learnt, key)               f(x)
    nonlin::backward(x, dy, key)                dy * f'(x)
    nonlin::gradients(x, dy, learnt, key)       dy * f'(x), and the sums of dy * df/dp(x) over all numbers, for each learnt p

Derivatives of activations are activations, so that the gradients of each of the three are made of the three again, to any order.
"""

import torch

from nonlin.torch import _calculus
from nonlin.torch._functorch import define, register_gradient
from nonlin.torch._tensors import as_array, check, check_same, in_memory_order, laid_out_like

KEY = "str activation, float[] parameters, str accuracy"

library = torch.library.Library("nonlin", "DEF")


value_operator = define(library, "value", f"Tensor x, Tensor? learnt, {KEY}", "Tensor")
backward_operator = define(library, "backward", f"Tensor x, Tensor dy, {KEY}", "Tensor")
gradients_operator = define(library, "gradients", f"Tensor x, Tensor dy, Tensor learnt, {KEY}", "(Tensor, Tensor)")


# On the CPU.


def function_of(key, learnt):
    function = _calculus.activation(*_calculus.hashable(key))
    if learnt is None:
        return function
    # What is too large for the type of the parameter is its largest number, as elsewhere.
    largest = torch.finfo(learnt.dtype).max
    return _calculus.with_learnt(function, [min(max(number, -largest), largest) for number in learnt.tolist()])


def fill(run, *tensors):
    """A new tensor like the first one, filled from them all, number by number."""
    result = torch.empty_like(tensors[0])
    if result.numel():
        arrays = [as_array(in_memory_order(laid_out_like(tensor, result))) for tensor in tensors]
        run(*arrays, as_array(in_memory_order(result)), None, torch.get_num_threads())
    return result


def value_on_cpu(x, learnt, *key):
    check(x)
    return fill(function_of(key, learnt)._value_into, x)


def backward_on_cpu(x, dy, *key):
    check(x)
    check_same(x, dy)
    return fill(function_of(key, None)._backward_into, x, dy)


def gradients_on_cpu(x, dy, learnt, *key):
    check(x)
    check_same(x, dy)
    dx = fill(function_of(key, learnt)._backward_into, x, dy)
    # Sums of float16 would overflow, and those of bfloat16 lose their digits.
    wide = torch.promote_types(x.dtype, torch.float32)
    terms, weights = x.to(wide), dy.to(wide)
    sums = [(fill(function_of(by, learnt)._value_into, terms) * weights).sum() for by in _calculus.by_learnt(_calculus.hashable(key))]
    return dx, torch.stack(sums).to(learnt.dtype)


# On a GPU.


def value_on_gpu(x, learnt, *key):
    from nonlin.torch import _triton

    return _triton.value(x, learnt, key)


def backward_on_gpu(x, dy, *key):
    from nonlin.torch import _triton

    return _triton.backward(x, dy, key)


def gradients_on_gpu(x, dy, learnt, *key):
    from nonlin.torch import _triton

    return _triton.gradients(x, dy, learnt, key)


# Everywhere else.


def refuse(x, *_):
    """Of tensors that are not computed."""
    if x.layout != torch.strided:
        kind = str(x.layout).removeprefix("torch.")
        raise TypeError(
            f"a tensor of layout {kind} is not computed: make it dense with `.to_dense()`; "
            "where f(0) = 0, the function may be applied to its `.values()` alone"
        )
    raise TypeError(f"tensors on `{x.device.type}` are not computed: move it with `.cpu()` or `.cuda()`")


for name, on_cpu, on_gpu in [
    ("value", value_on_cpu, value_on_gpu),
    ("backward", backward_on_cpu, backward_on_gpu),
    ("gradients", gradients_on_cpu, gradients_on_gpu),
]:
    library.impl(name, refuse, "CompositeExplicitAutograd")
    library.impl(name, on_cpu, "CPU")
    for device in ("CUDA", "XPU"):
        library.impl(name, on_gpu, device)


# Shapes alone, for torch.compile and torch.export.


@torch.library.register_fake(value_operator, lib=library)
def _(x, learnt, *key):
    check(x)
    return torch.empty_like(x)


@torch.library.register_fake(backward_operator, lib=library)
def _(x, dy, *key):
    return torch.empty_like(x)


@torch.library.register_fake(gradients_operator, lib=library)
def _(x, dy, learnt, *key):
    return torch.empty_like(x), torch.empty_like(learnt)


# Gradients.


def keep(ctx, inputs, output):
    """What the gradient needs: the tensors, and the key."""
    *tensors, text, parameters, accuracy = inputs
    ctx.save_for_backward(*tensors)
    ctx.key = _calculus.hashable((text, parameters, accuracy))


def gradient_of_value(ctx, dy):
    x, learnt = ctx.saved_tensors
    if learnt is None:
        return backward(x, dy, *ctx.key), None, None, None, None
    if not ctx.needs_input_grad[1]:
        return dy * value(x, learnt, *_calculus.derivative(ctx.key)), None, None, None, None
    return *gradients(x, dy, learnt, *ctx.key), None, None, None


def gradient_of_backward(ctx, upstream):
    x, dy = ctx.saved_tensors
    by_x = backward(x, upstream * dy, *_calculus.derivative(ctx.key)) if ctx.needs_input_grad[0] else None
    by_dy = backward(x, upstream, *ctx.key) if ctx.needs_input_grad[1] else None
    return by_x, by_dy, None, None, None


def gradient_of_gradients(ctx, upstream, upstream_of_learnt):
    # Both results are linear in dy: sums of dy times an activation, which has gradients of its own.
    x, dy, learnt = ctx.saved_tensors
    factors = [upstream, *upstream_of_learnt.to(x.dtype).unbind()]
    keys = [_calculus.derivative(ctx.key), *_calculus.by_learnt(ctx.key)]
    by_dy = sum(factor * value(x, learnt, *key) for factor, key in zip(factors, keys, strict=True))
    parts = [gradients(x, factor * dy, learnt, *key) for factor, key in zip(factors, keys, strict=True)]
    return sum(part[0] for part in parts), by_dy, sum(part[1] for part in parts), None, None, None


# Batches of torch.func.vmap.


def one_by_one(operator, info, places, tensors, key):
    """The operator of each item of a batch."""
    items = [
        [tensor if place is None else tensor.select(place, item) for tensor, place in zip(tensors, places, strict=False)]
        for item in range(info.batch_size)
    ]
    return [operator(*item, *key) for item in items]


def value_of_batch(info, places, x, learnt, *key):
    if places[1] is None:
        return value(x, learnt, *key), places[0]
    return torch.stack(one_by_one(value, info, places, (x, learnt), key)), 0


def backward_of_batch(info, places, x, dy, *key):
    first = [
        tensor.expand(info.batch_size, *tensor.shape) if place is None else tensor.movedim(place, 0)
        for tensor, place in zip((x, dy), places, strict=False)
    ]
    return backward(*first, *key), 0


def gradients_of_batch(info, places, x, dy, learnt, *key):
    results = one_by_one(gradients, info, places, (x, dy, learnt), key)
    return tuple(torch.stack(parts) for parts in zip(*results, strict=True)), (0, 0)


value = register_gradient(library, value_operator, keep, gradient_of_value, value_of_batch)
backward = register_gradient(library, backward_operator, keep, gradient_of_backward, backward_of_batch)
gradients = register_gradient(library, gradients_operator, keep, gradient_of_gradients, gradients_of_batch)
