"""Functions of rows and gated units as operators of PyTorch. They run on the CPU, and have gradients of the first order.

    nonlin::rows(x, dim, function, parameters, gate)
    nonlin::rows_backward(x, dy, dim, function, parameters, gate)

``gate`` is empty for functions of rows.
"""

from functools import lru_cache

import torch

from nonlin._activation import GatedUnit, RowFunction
from nonlin._nonlin import NonlinError
from nonlin.torch._functorch import define, register_gradient
from nonlin.torch._operators import library
from nonlin.torch._operators import refuse as refuse_device
from nonlin.torch._tensors import as_array, as_tensor, check

ARGUMENTS = "int dim, str function, float[] parameters, str gate"

rows_operator = define(library, "rows", f"Tensor x, {ARGUMENTS}", "Tensor")
rows_backward_operator = define(library, "rows_backward", f"Tensor x, Tensor dy, {ARGUMENTS}", "Tensor")


@lru_cache(maxsize=1024)
def function_of(name, parameters, gate):
    kind = GatedUnit if gate else RowFunction
    known = kind(name).parameters
    return kind(name, dict(zip(known, parameters, strict=True))) if parameters else kind(name)


# Making a function is nothing that torch.compile could trace, and what it gives is the same every time.
@torch.compiler.assume_constant_result
def told(name, gate, given):
    """What the operator is told of a function with some parameters set, pairs of a name and a number."""
    function = (GatedUnit if gate else RowFunction)(name, dict(given))
    return name, tuple(function.parameters.values()) if given else (), gate


def prepared(x, dim, name, parameters, gate):
    """The function, and how it is called."""
    check(x)
    return function_of(name, tuple(parameters), gate), {"axis": dim, "threads": torch.get_num_threads(), **({"gate": gate} if gate else {})}


def on_cpu(x, *told):
    function, call = prepared(x, *told)
    return as_tensor(function(as_array(x), **call)).contiguous()


def backward_on_cpu(x, dy, *told):
    function, call = prepared(x, *told)
    return as_tensor(function.backward(as_array(x), as_array(dy), **call)).contiguous()


def refuse(x, *told):
    """Of tensors that are not computed."""
    if x.layout == torch.strided:
        raise TypeError(
            f"functions of rows and gated units run on the CPU, and this tensor is on `{x.device.type}`: move it with `.cpu()`; "
            "of a gated unit the two parts may be computed apart, `a, b = x.chunk(2, dim); a * nonlin.torch.silu(b)`"
        )
    refuse_device(x)


for name, kernel in [("rows", on_cpu), ("rows_backward", backward_on_cpu)]:
    library.impl(name, refuse, "CompositeExplicitAutograd")
    library.impl(name, kernel, "CPU")


@torch.library.register_fake(rows_operator, lib=library)
def _(x, dim, name, parameters, gate):
    check(x)
    if not x.ndim or not -x.ndim <= dim < x.ndim:
        raise NonlinError(f"axis {dim} is not an axis of shape {list(x.shape)}")
    shape = list(x.shape)
    shape[dim] = width_of_result(shape[dim], function_of(name, tuple(parameters), gate), gate)
    return x.new_empty(shape)


def width_of_result(width, function, gate):
    if gate:
        torch._check(width % 2 == 0, lambda: f"a gated unit needs two halves, and this row has {width} numbers")
        return width // 2
    # A width that is not known yet stays so where the result is as wide as the row.
    if function.outputs(2520) == 2520:
        return width
    return function.outputs(int(width))


@torch.library.register_fake(rows_backward_operator, lib=library)
def _(x, dy, *told):
    return x.new_empty(x.shape)


def keep(ctx, inputs, output):
    x, *ctx.told = inputs
    ctx.save_for_backward(x)


def gradient_of_rows(ctx, dy):
    return rows_backward(*ctx.saved_tensors, dy, *ctx.told), None, None, None, None


def keep_nothing(ctx, inputs, output):
    pass


def gradient_of_gradient(ctx, upstream):
    raise NonlinError("functions of rows and gated units have no gradients of gradients here; those of `torch.nn` have")


def in_batch(dim):
    """The axis ``dim`` of an item, counted in a batch of items along its first axis."""
    return dim if dim < 0 else dim + 1


def rows_of_batch(info, places, x, dim, *told):
    return rows(x.movedim(places[0], 0), in_batch(dim), *told), 0


def backward_of_batch(info, places, x, dy, dim, *told):
    first = [
        tensor.expand(info.batch_size, *tensor.shape) if place is None else tensor.movedim(place, 0)
        for tensor, place in zip((x, dy), places, strict=False)
    ]
    return rows_backward(*first, in_batch(dim), *told), 0


rows = register_gradient(library, rows_operator, keep, gradient_of_rows, rows_of_batch)
rows_backward = register_gradient(library, rows_backward_operator, keep_nothing, gradient_of_gradient, backward_of_batch)
