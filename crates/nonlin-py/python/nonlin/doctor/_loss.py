"""What is learnt: read off the steps between a model's results and the number that is differentiated."""

import math
from dataclasses import dataclass

from nonlin.doctor._activations import is_number

#: By the step of autograd: the loss in words, and the kind of question.
_LOSSES = {
    "NllLoss": ("softmax cross-entropy", "multiclass"),
    "NllLoss2D": ("softmax cross-entropy", "multiclass"),
    "MseLoss": ("mean squared error", "regression"),
    "SmoothL1Loss": ("Huber loss", "regression"),
    "HuberLoss": ("Huber loss", "regression"),
    "BinaryCrossEntropy": ("binary cross-entropy", "binary"),
    "BinaryCrossEntropyWithLogits": ("binary cross-entropy", "binary"),
}
#: Steps from the loss on that are looked at.
_MOST = 400


@dataclass
class Loss:
    """A loss: its value, and the number that it was multiplied with before it was differentiated."""

    value: float
    scale: float = 1.0
    words: str | None = None
    task: str | None = None
    #: What the loss applies to the model's result: `softmax`, `sigmoid`, `linear`; None if that is not known.
    ending: str | None = None
    targets: object = None
    #: By a `GradScaler`, which passes over steps whose gradient overflows.
    scaled: bool = False


def name_of(node):
    """`NllLoss` of `NllLossBackward0`."""
    return node.name().rpartition("::")[2].partition("Backward")[0]


def read(tensor, results):
    """The loss that a scalar is. `results` are the identities of the steps that the model's results come from."""
    loss = Loss(float(tensor.detach()))
    node = unscaled(tensor.grad_fn, loss)
    found, queue, seen = [], [node] if node is not None else [], set()
    endings = set()
    while queue and len(seen) < _MOST:
        node = queue.pop(0)
        if id(node) in seen or id(node) in results:
            continue
        seen.add(id(node))
        name = name_of(node)
        below = [one for one, _ in node.next_functions if one is not None]
        if name in _LOSSES:
            found.append((name, *_LOSSES[name], getattr(node, "_saved_target", None)))
        elif name in ("LogSoftmax", "Softmax"):
            endings.add("softmax")
        elif name in ("Sigmoid", "LogSigmoid"):
            endings.add("sigmoid")
        elif name == "Abs" and below and name_of(below[0]) == "Sub":
            found.append((name, "mean absolute error", "regression", None))
        elif name == "Pow" and getattr(node, "_saved_exponent", None) == 2 and below and name_of(below[0]) == "Sub":
            found.append((name, "mean squared error", "regression", None))
        queue += below
    if any(name == "BinaryCrossEntropyWithLogits" for name, *_ in found):
        endings.add("sigmoid")
    if len({words for _, words, *_ in found}) == 1:
        _, loss.words, loss.task, loss.targets = found[0]
        if loss.task == "binary" and loss.targets is not None and loss.targets.dim() > 1 and loss.targets.shape[-1] > 1:
            loss.task = "multilabel"
        loss.ending = endings.pop() if len(endings) == 1 else None if endings else "linear"
    elif not found and endings == {"softmax"}:
        # Cross-entropy with shares of the classes as targets.
        loss.words, loss.task, loss.ending = "softmax cross-entropy", "multiclass", "softmax"
    return loss


def unscaled(node, loss):
    """The step of the loss itself: past a `GradScaler`'s factor, and past the number of batches that gradients are summed over."""
    while node is not None:
        name, below = name_of(node), node.next_functions
        other = getattr(node, "_saved_other", None) if name in ("Mul", "Div") and len(below) == 2 and below[1][0] is None else None
        if other is None or not hasattr(other, "dim") or other.dim():
            return node
        factor = other.item()
        if not is_number(factor) or factor < 2:
            return node
        if name == "Mul" and str(other.dtype) == "torch.float32" and factor == 2 ** round(math.log2(factor)):
            loss.value, loss.scale, loss.scaled = loss.value / factor, loss.scale * factor, True
        elif name == "Div" and factor == int(factor):
            loss.value, loss.scale = loss.value * factor, loss.scale / factor
        else:
            return node
        node = below[0][0]
    return node
