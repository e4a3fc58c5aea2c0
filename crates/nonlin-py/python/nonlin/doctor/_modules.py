"""What a module of PyTorch is to the doctor: the kind of layer, its units and weights."""

from dataclasses import dataclass, field

import torch
from torch import nn

from nonlin.doctor import _activations

_CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
_TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
_ROW_NORMS = (nn.LayerNorm, nn.GroupNorm, nn.RMSNorm, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d)
_BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.SyncBatchNorm)
_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)
#: They give on what they get, in another shape.
PASSING = (nn.Identity, nn.Flatten, nn.Unflatten)

#: Kinds that are decided by their weights.
WEIGHTED = ("dense", "convolution", "recurrent", "embedding")


@dataclass
class Described:
    """A module as a layer."""

    kind: str
    #: What a person calls it.
    word: str
    activation: str = "linear"
    units: int = 0
    fan_in: int = 0
    bias: bool | None = None
    rate: float | None = None
    grouped: bool = False
    #: Parameters by name, of which changes and gradients are followed.
    weights: dict = field(default_factory=dict)
    #: Axis of the units, from the front; None for the last one.
    axis: int | None = None


def is_whole(module):
    """Whether a module is one layer, whatever it is made of."""
    if isinstance(module, (nn.Linear, *_CONVOLUTIONS, nn.RNNBase, nn.RNNCellBase, nn.Embedding, nn.EmbeddingBag, nn.MultiheadAttention)):
        return True
    return next(module.children(), None) is None


def layers_of(model):
    """Names and modules that are layers, without what those are made of."""
    found, inside = [], []
    for name, module in model.named_modules():
        if any(name.startswith(whole) for whole in inside):
            continue
        if is_whole(module) and not isinstance(module, (nn.ModuleList, nn.ModuleDict, nn.ParameterList, nn.ParameterDict, nn.Sequential)):
            found.append((name, module))
            inside.append(f"{name}." if name else "")
            if not name:
                return found
    return found


def describe(module):
    """What a module is; a module of an unknown kind is `other`."""
    if isinstance(module, nn.Linear):
        return Described("dense", "dense", **dense(module, module.out_features))
    if isinstance(module, _CONVOLUTIONS):
        return convolution(module)
    if isinstance(module, (nn.RNNBase, nn.RNNCellBase)):
        return recurrent(module)
    if isinstance(module, (nn.Embedding, nn.EmbeddingBag)):
        return Described("embedding", "embedding", units=module.embedding_dim, weights={"weight": module.weight})
    if isinstance(module, _BATCH_NORMS):
        return Described("batch_norm", "batch_norm", units=module.num_features, axis=1)
    if isinstance(module, _ROW_NORMS):
        return Described("row_norm", "norm", axis=None if isinstance(module, (nn.LayerNorm, nn.RMSNorm)) else 1)
    if isinstance(module, _DROPOUTS):
        return Described("dropout", "dropout", rate=module.p)
    if isinstance(module, (nn.AlphaDropout, nn.FeatureAlphaDropout)):
        return Described("alpha_dropout", "alpha_dropout", rate=module.p)
    if isinstance(module, nn.MultiheadAttention):
        return Described("other", "attention")
    # As GPT-2 has them: a dense layer whose weights stand inputs x units.
    if type(module).__name__ == "Conv1D" and hasattr(module, "nf"):
        return Described("dense", "dense", **dense(module, module.nf))
    found = _activations.of_module(module)
    if found is None:
        return Described("other", type(module).__name__.lower())
    text, kind = found
    return Described("rows" if kind == "vector" else "activation", "rows" if kind == "vector" else "activation", activation=text)


def dense(module, units):
    """What a layer of sums of everything has."""
    weight = module.weight
    return {
        "units": units,
        "fan_in": weight.numel() // max(units, 1),
        "bias": module.bias is not None,
        "weights": trainable(module, ["weight"]),
    }


def convolution(module):
    """What a convolution has."""
    units = module.out_channels
    places = module.weight.numel() // max(module.in_channels * units // module.groups, 1)
    return Described(
        "convolution",
        "convolution",
        units=units,
        fan_in=module.in_channels // module.groups * places,
        bias=module.bias is not None,
        grouped=module.groups > 1,
        weights=trainable(module, ["weight"]),
        axis=1,
    )


def recurrent(module):
    """What a layer with a state has. Its start is judged by the weights that the state is multiplied with again and again."""
    activation = getattr(module, "nonlinearity", "tanh")
    names = [name for name, _ in module.named_parameters(recurse=False) if name.startswith("weight_")]
    units = (getattr(module, "proj_size", 0) or module.hidden_size) * (2 if getattr(module, "bidirectional", False) else 1)
    return Described(
        "recurrent",
        type(module).__name__.removesuffix("Cell").lower(),
        activation=activation,
        units=units,
        fan_in=module.hidden_size,
        bias=module.bias if isinstance(module.bias, bool) else None,
        weights=trainable(module, names),
    )


def trainable(module, names):
    """Parameters by name: of a parametrised weight those that it is made from."""
    own = dict(module.named_parameters(recurse=False))
    weights = {name: own[name] for name in names if name in own}
    return weights or {name: weight for name, weight in module.named_parameters() if "original" in name and "bias" not in name}


def initial_weights(module, described):
    """The weights unit after unit, and the biases; None where they are not one matrix."""
    if described.kind == "recurrent":
        states = [weight for name, weight in described.weights.items() if "_hh" in name]
        return torch.cat([weight.detach().flatten() for weight in states]), None
    weight = getattr(module, "weight", None)
    if weight is None:
        return None, None
    weight = weight.detach()
    if isinstance(module, _TRANSPOSED) or (described.kind == "dense" and weight.shape[0] != described.units):
        weight = weight.transpose(0, 1)
    bias = getattr(module, "bias", None)
    return weight, bias if isinstance(bias, torch.Tensor) else None
