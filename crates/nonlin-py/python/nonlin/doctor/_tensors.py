"""Tensors as the recorder takes them: single precision, on the CPU, no more of them than say something."""

import numpy as np
import torch

#: Numbers of a tensor that are looked at, as many whole rows as fit. More would say the same and cost more.
MOST = 1 << 18
#: Weights of a layer that are looked at: of more every so-manyth.
MOST_WEIGHTS = 1 << 20


def tensors_in(value, depth=0):
    """The tensors in arguments or results, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for one in value.values():
            yield from tensors_in(one, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple)):
        for one in value:
            yield from tensors_in(one, depth + 1)
    elif depth < 4 and hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from tensors_in(getattr(value, name, None), depth + 1)


def rows_of(tensor):
    """A copy of the first rows, those among them that are not finite anywhere else; an array of the same number of axes."""
    tensor = plain(tensor)
    if tensor.dim() and tensor.numel() > MOST and len(tensor) > 1:
        kept = max(1, MOST * len(tensor) // tensor.numel())
        first = tensor[:kept]
        wrong = (~torch.isfinite(tensor)).flatten(1).any(1).nonzero() if not torch.isfinite(tensor.sum()) else ()
        if len(wrong) and torch.isfinite(first).all():
            first = torch.cat([tensor[: kept - 1], tensor[wrong[0]]])
        tensor = first
    return np.ascontiguousarray(tensor.to("cpu", torch.float32, copy=True).numpy())


def weights_of(parameters, gradients=False):
    """All weights, or gradients, one after the other; of many every so-manyth, scaled so that the length stays. None where there is no gradient."""
    tensors = [parameter.grad if gradients else parameter for parameter in parameters]
    tensors = [plain(tensor).flatten() for tensor in tensors if tensor is not None]
    if not tensors:
        return None
    every = -(-sum(tensor.numel() for tensor in tensors) // MOST_WEIGHTS)
    if every > 1:
        tensors = [tensor[::every] * every**0.5 for tensor in tensors]
    arrays = [tensor.to("cpu", torch.float32).numpy() for tensor in tensors]
    return np.ascontiguousarray(arrays[0]) if len(arrays) == 1 else np.concatenate(arrays)


def whole(tensor):
    """All numbers of a tensor, flat."""
    return np.ascontiguousarray(plain(tensor).to("cpu", torch.float32).numpy()).reshape(-1)


def plain(tensor):
    """Without gradient; of a sparse one the numbers that are there, of a complex one both parts."""
    tensor = tensor.detach()
    if tensor.layout is not torch.strided:
        tensor = tensor.coalesce().values() if tensor.layout is torch.sparse_coo else tensor.to_dense()
    return torch.view_as_real(tensor) if tensor.is_complex() else tensor
