"""Whatever a person hands over, as arrays that can be worked on: the careful way, for all that is not one already."""

import sys

import numpy as np

from nonlin._nonlin import NonlinError

#: Types of numbers that are computed; all others are made into one of them, or refused.
COMPUTED = "float16, bfloat16, float32 and float64"
#: The device type of the CPU, and of memory of the CPU that a GPU sees, in DLPack.
ON_CPU = (1, 3)


def apply(function, what, arrays, out, accuracy, threads, parameters):
    """``function`` of the arrays, element by element: its value, slope or gradient (``what``)."""
    if parameters:
        function = function.with_parameters(**parameters)
    given = Given(arrays)
    check_shapes(given.arrays)
    check_out(out, given.arrays[0].shape, given.dtype)
    order = dense_order(given.arrays[0])
    inputs = [without_gaps(array.transpose(order), given.dtype) for array in given.arrays]
    target = None if out is None else out.transpose(order)
    apart = target is not None and is_plain(target) and not any(np.may_share_memory(target, array) for array in inputs)
    if what == "value" and target is not None and target.size and is_same(target, inputs[0]) and is_plain(target):
        function._value_in_place(target, accuracy, threads)
        return out
    result = target if apart else np.empty_like(inputs[0])
    getattr(function, f"_{what}_into")(*inputs, result, accuracy, threads)
    if out is None:
        return given.returned(result.transpose(np.argsort(order)))
    if not apart:
        np.copyto(target, result)
    return out


def apply_rows(function, what, arrays, axis, out, threads, parameters):
    """``function`` of every row along ``axis``, or its gradient."""
    if parameters:
        function = function.with_parameters(**parameters)

    def run(inputs, result):
        getattr(function, f"_{what}_into")(*inputs, result, threads)

    return along(function, what, arrays, axis, out, run)


def apply_gated(unit, what, arrays, axis, gate, out, threads, parameters):
    """A gated unit of every row of two halves along ``axis``, or its gradient."""
    if parameters:
        unit = unit.with_parameters(**parameters)

    def run(inputs, result):
        x, dy = (*inputs, None)[:2]
        unit._into(gate, x, dy, result, threads)

    return along(unit, what, arrays, axis, out, run)


def along(function, what, arrays, axis, out, run):
    """Puts ``axis`` last, computes in float32 at least, and brings the result back to type and shape."""
    given = Given(arrays)
    x = given.arrays[0]
    if not x.ndim:
        raise NonlinError(f"`{function.name}` is a function of a row of numbers, and this is a single one")
    if not -x.ndim <= axis < x.ndim:
        raise NonlinError(f"axis {axis} is not an axis of shape {list(x.shape)}: use {-x.ndim} to {x.ndim - 1}")
    wide = np.dtype(np.float64) if given.dtype == np.float64 else np.dtype(np.float32)
    inputs = [without_gaps(np.moveaxis(array, axis, -1), wide) for array in given.arrays]
    outputs = function.outputs(inputs[0].shape[-1])
    shapes = {"value": (*inputs[0].shape[:-1], outputs), "backward": inputs[0].shape}
    if what == "backward" and inputs[1].shape != shapes["value"]:
        expected = list(np.moveaxis(np.empty(shapes["value"]), -1, axis).shape)
        raise NonlinError(f"dy has shape {list(given.arrays[1].shape)}; the result for this x has {expected}")
    result = np.empty(shapes[what], wide)
    if result.size and inputs[0].size:
        run(inputs, result)
    moved = np.moveaxis(result, -1, axis)
    if out is not None:
        check_out(out, moved.shape, given.dtype)
        np.copyto(out, moved, casting="same_kind")
        return out
    return given.returned(moved.astype(given.dtype, copy=False))


class Given:
    """What was handed over, as arrays of one type, and how to hand a result back."""

    def __init__(self, arrays):
        self.first = arrays[0]
        self.is_scalar = not isinstance(self.first, np.ndarray) and not is_foreign(self.first) and np.ndim(self.first) == 0
        self.arrays = [as_array(array) for array in arrays]
        self.dtype = self.arrays[0].dtype
        for other in self.arrays[1:]:
            if other.dtype != self.dtype and not (is_number(other.dtype) and np.can_cast(other.dtype, self.dtype)):
                self.dtype = np.result_type(self.dtype, other.dtype)

    def returned(self, result):
        """The result as the kind of thing that was given."""
        if is_foreign(self.first):
            return as_foreign(result, self.first)
        if isinstance(self.first, np.ma.MaskedArray):
            return np.ma.MaskedArray(result, mask=self.first.mask)
        return result[()] if self.is_scalar else result


def as_array(given):
    """An array of one of the computed types; fails, saying what would do."""
    array = from_foreign(given) if is_foreign(given) else np.asarray(given)
    dtype = array.dtype
    if dtype.kind in "biu":
        # As NumPy's own functions do it.
        return array.astype(np.result_type(dtype, np.float16))
    if is_number(dtype):
        return array
    hints = {
        "c": "of complex numbers no activation is defined; take `.real`, `.imag` or `abs()`",
        "O": "an array of objects; convert it with `.astype(float)`, and see which rows are no numbers if that fails",
        "U": "text; convert it with `.astype(float)`",
        "S": "bytes; convert them with `.astype(float)`",
        "f": "has digits that would be lost; convert it with `.astype(numpy.float64)` if they may be",
    }
    hint = hints.get(dtype.kind, "convert it with `.astype(numpy.float32)`")
    raise TypeError(f"dtype {dtype} is not computed, {COMPUTED} are: {hint}")


def is_number(dtype):
    """Whether it is one of the computed types, in whatever byte order."""
    return (dtype.kind == "f" and dtype.itemsize <= 8) or dtype.name == "bfloat16"


def check_shapes(arrays):
    """Fails if two arrays differ in shape."""
    for other in arrays[1:]:
        if other.shape != arrays[0].shape:
            raise NonlinError(f"dy has shape {list(other.shape)} and x has {list(arrays[0].shape)}; they must be the same")


def check_out(out, shape, dtype):
    """Fails if the result does not go into ``out``."""
    if out is None:
        return
    if not isinstance(out, np.ndarray):
        raise TypeError(f"out is of type {type(out).__name__}; it must be a NumPy array")
    if out.shape != shape:
        raise NonlinError(f"out has shape {list(out.shape)}; the result has {list(shape)}")
    if out.dtype != dtype:
        raise TypeError(f"out is of dtype {out.dtype}; the result is of {dtype}")
    if not out.flags.writeable:
        raise NonlinError("out is read-only; give an array that can be written to, such as `out.copy()`")


def dense_order(array):
    """The order of axes in which the array lies in memory, largest stride first."""
    return sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))


def without_gaps(array, dtype):
    """The array itself if it can be worked on, else a copy that can."""
    if array.dtype != dtype or not array.dtype.isnative:
        array = array.astype(dtype.newbyteorder("="))
    return np.require(array, requirements=["C", "A"])


def is_plain(array):
    """Whether it can be written to as it lies."""
    return array.flags.c_contiguous and array.flags.aligned and array.dtype.isnative


def is_same(a, b):
    """Whether two arrays are the same numbers in the same places."""
    return a.ctypes.data == b.ctypes.data and a.shape == b.shape and a.strides == b.strides and a.dtype == b.dtype


def is_foreign(array):
    """Whether it is an array of another library."""
    return hasattr(type(array), "__dlpack__") and not isinstance(array, (np.ndarray, np.generic))


def from_foreign(array):
    """The same numbers as an array of NumPy, without a copy where the other library allows it."""
    kind = type(array).__name__
    if array.__dlpack_device__()[0] not in ON_CPU:
        raise TypeError(
            f"this {kind} is on a GPU, and nonlin's functions of arrays run on the CPU: move it with `.cpu()`, "
            "or use `nonlin.torch`, whose kernels run where the tensor is"
        )
    if getattr(array, "requires_grad", False):
        raise TypeError(
            f"this {kind} requires a gradient, which would be lost: use `nonlin.torch.Activation`, or `.detach()` it first"
        )
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(array, torch.Tensor) and array.dtype == torch.bfloat16:
        # NumPy has no such type of its own, and DLPack no way around that.
        return array.view(torch.int16).numpy().view(bfloat16())
    try:
        return np.from_dlpack(array)
    except (BufferError, RuntimeError, TypeError):
        return np.asarray(array)


def as_foreign(result, like):
    """The result as an array of the library that ``like`` is of."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(like, torch.Tensor):
        if result.dtype.name == "bfloat16":
            return torch.from_numpy(result.view(np.int16)).view(torch.bfloat16)
        return torch.from_numpy(result)
    return like.__array_namespace__().asarray(result)


def bfloat16():
    """The type of ``ml_dtypes``."""
    try:
        import ml_dtypes
    except ImportError:
        raise TypeError("bfloat16 needs the package ml_dtypes: `pip install ml_dtypes`") from None
    return np.dtype(ml_dtypes.bfloat16)
