"""What is put into PyTorch while somebody watches, and taken out again: the hook after an optimiser's step, and the one around `backward`."""

import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from nonlin._nonlin import NonlinError

#: Those that watch now.
_watching = []
_original = None
_after_steps = None


def watch(one):
    """Begins to tell of every `backward` and every optimiser's step."""
    global _original, _after_steps
    theirs = {id(module) for other in _watching for module in other.model.modules()}
    if any(id(module) in theirs for module in one.model.modules()):
        raise NonlinError("this model is watched already; end the other `watch` first")
    if not _watching:
        # `Tensor.backward` calls it too.
        _original, torch.autograd.backward = torch.autograd.backward, _backward
        _after_steps = register_optimizer_step_post_hook(_stepped)
    _watching.append(one)


def unwatch(one):
    """Ends it."""
    global _original, _after_steps
    _watching.remove(one)
    if not _watching:
        if torch.autograd.backward is _backward:
            torch.autograd.backward = _original
        _after_steps.remove()


def _backward(tensors, *args, **kwargs):
    # This and what it calls are the whole cost of a step that nobody looks at.
    watching = _watching.copy()
    for one in watching:
        if one.looks:
            one.differentiates(scalar(tensors))
    _original(tensors, *args, **kwargs)
    for one in watching:
        one.differentiated(tensors)


def scalar(tensors):
    """The loss, if it is a single number."""
    loss = tensors if isinstance(tensors, torch.Tensor) else tensors[0] if len(tensors) == 1 else None
    return loss if loss is not None and loss.numel() == 1 and loss.grad_fn is not None else None


def _stepped(optimizer, args, kwargs):
    for one in _watching:
        one.stepped(optimizer)
