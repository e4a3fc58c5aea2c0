"""Tensors as arrays that can be worked on."""

import torch

from nonlin._arrays import COMPUTED, bfloat16

#: Types of tensors that are computed.
DTYPES = {torch.float32, torch.float64, torch.float16, torch.bfloat16}
SMALLER = {torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz}


def check(x):
    """Fails, saying what would do, if a tensor is not of one of the computed types."""
    if x.dtype in DTYPES:
        return
    kind = str(x.dtype).removeprefix("torch.")
    if x.is_complex():
        hint = "of complex numbers no activation is defined; take `.real`, `.imag` or `.abs()`"
    elif x.dtype in SMALLER:
        hint = "convert it with `.to(torch.bfloat16)`"
    else:
        hint = "convert it with `.float()`"
    raise TypeError(f"a tensor of {kind} is not computed, {COMPUTED} are: {hint}")


def check_same(x, dy):
    """Fails if a gradient does not fit what it is the gradient of."""
    if x.shape != dy.shape or x.dtype != dy.dtype or x.device != dy.device:
        raise TypeError(
            f"dy is of {dy.dtype}, shape {list(dy.shape)}, on {dy.device}, and x of {x.dtype}, shape {list(x.shape)}, on {x.device}; "
            "they must be the same"
        )


def as_array(tensor):
    """The same numbers, in whatever strides, as an array of NumPy; of bfloat16 as one of ``ml_dtypes``."""
    tensor = tensor.detach()
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(bfloat16())
    return tensor.numpy()


def as_tensor(array):
    """The same memory as a tensor."""
    if array.dtype.name == "bfloat16":
        return torch.from_numpy(array.view("int16")).view(torch.bfloat16)
    return torch.from_numpy(array)


def laid_out_like(tensor, like):
    """The tensor with its numbers in memory as those of ``like``, which has no gaps; itself if they are already."""
    both_plain = tensor.is_contiguous() and like.is_contiguous()
    aligned = tensor.data_ptr() % tensor.element_size() == 0
    if (both_plain or tensor.stride() == like.stride()) and aligned and not tensor.is_neg():
        return tensor
    return torch.empty_like(like).copy_(tensor)


def in_memory_order(tensor):
    """The numbers of a tensor without gaps in one dimension, as they lie in memory."""
    tensor = tensor.detach()
    return tensor if tensor.is_contiguous() else tensor.as_strided((tensor.numel(),), (1,))
