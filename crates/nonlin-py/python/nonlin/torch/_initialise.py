"""Initial weights for an activation."""

import math

import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd

from nonlin._activation import activation as read
from nonlin._nonlin import NonlinError
from nonlin.torch._modules import Activation


def initialise(model, activation, *, mode="fan_in", generator=None):
    """Draws the weights of a layer, or of all linear and convolutional layers of a model, for an activation, and returns the model.

    Weights are normal with mean 0 and standard deviation ``gain / sqrt(fan)``, biases 0. With ``mode="fan_in"`` the gain is
    ``1 / sqrt(E[f(x)^2])`` for ``x ~ N(0, 1)``, which keeps the size of activations from layer to layer; with ``"fan_out"`` it is
    ``1 / sqrt(E[f'(x)^2])``, which keeps that of gradients on their way back. For ReLU both are ``sqrt(2)``, as in ``nn.init.kaiming_normal_``
    (He et al. 2015, arXiv 1502.01852); here they are computed from the function, whichever it is (``nonlin.gelu.moments()``).

    ``activation`` is that in front of the layer (``fan_in``), by name or formula or as a module. An output layer, or the first one, may want another:
    call it for that layer alone, ``initialise(model.head, "linear")``. ``generator`` is a ``torch.Generator``.

    Raises nonlin.NonlinError if there is no such layer, or no finite gain.
    """
    if mode not in ("fan_in", "fan_out"):
        raise NonlinError(f"mode is `{mode}`; it must be `fan_in` or `fan_out`")
    function = activation.function if isinstance(activation, Activation) else read(activation)
    gain = function.moments()["forward_gain" if mode == "fan_in" else "backward_gain"]
    if not (math.isfinite(gain) and gain > 0):
        raise NonlinError(f"`{function.text}` has no finite {mode} gain ({gain}): draw the weights in another way")
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Linear | _ConvNd)]
    if not layers:
        raise NonlinError(f"there is no linear or convolutional layer in this {type(model).__name__}")
    lazy = [layer for layer in layers if nn.parameter.is_lazy(layer.weight)]
    if lazy:
        raise NonlinError(f"{type(lazy[0]).__name__} has no weights yet: run the model once first")
    for layer in layers:
        with torch.no_grad():
            layer.weight.normal_(0, gain / math.sqrt(fan(layer, mode)), generator=generator)
            if layer.bias is not None:
                layer.bias.zero_()
    return model


def fan(layer, mode):
    """How many numbers a number of the result is made of (``fan_in``), or goes into (``fan_out``)."""
    outputs, inputs = layer.weight.shape[0], layer.weight[0].numel()
    if not isinstance(layer, _ConvNd):
        return inputs if mode == "fan_in" else outputs
    kernel = math.prod(layer.kernel_size)
    channels = layer.in_channels if mode == "fan_in" else layer.out_channels
    return kernel * channels // layer.groups
