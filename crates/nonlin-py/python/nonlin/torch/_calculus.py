"""Activations by what an operator is told of them, and their derivatives, which are activations again.

An operator takes an activation as three plain values, so that it can stand in a compiled or exported graph: its name or formula, its parameters in
the order of their names, and its accuracy. Those three together are called a key here.
"""

import re
from functools import lru_cache

from nonlin import _nonlin
from nonlin._activation import Activation
from nonlin._nonlin import NonlinError


def key_of(function):
    """The key of an activation."""
    return function.text, tuple(function.parameters.values()), function.accuracy


def hashable(key):
    """The key, of which an operator has the parameters as a list."""
    text, parameters, accuracy = key
    return text, tuple(parameters), accuracy


@lru_cache(maxsize=4096)
def activation(text, parameters, accuracy):
    """The activation that a key means; without parameters that with the usual ones."""
    if not parameters:
        return Activation(text, None, accuracy)
    names = _nonlin.Elementwise(text).parameters
    if len(names) != len(parameters):
        raise NonlinError(f"`{text}` has {len(names)} parameters ({', '.join(names) or 'none'}), not {len(parameters)}")
    return Activation(text, dict(zip(names, parameters, strict=True)), accuracy)


def with_learnt(function, values):
    """The activation with its learnable parameters, in their order, set to ``values``."""
    if len(values) != len(function.learnable):
        raise NonlinError(
            f"`{function.text}` has {len(function.learnable)} learnable parameters "
            f"({', '.join(function.learnable) or 'none'}), and {len(values)} numbers were given for them"
        )
    return function._set(dict(zip(function.learnable, values, strict=True)))


@lru_cache(maxsize=4096)
def derivative(key):
    """The key of the derivative by ``x``."""
    return key_of(activation(*key).derivative)


@lru_cache(maxsize=4096)
def by_learnt(key):
    """The keys of the derivatives by each learnable parameter, in their order."""
    function = activation(*key)
    return tuple(key_of(_by_parameter(function, name)) for name in function.learnable)


def _by_parameter(function, name):
    """The derivative by a parameter: that by ``x`` of the formula in which the two have changed places."""
    changed = Activation(_declarations(function) + _exchange(function.to_text(), name))
    slope = _exchange(changed.to_text(slope=True), name)
    return Activation(_declarations(function) + slope, function.parameters, function.accuracy)


def _exchange(formula, name):
    return re.sub(r"\b\w+\b", lambda word: {"x": name, name: "x"}.get(word[0], word[0]), formula)


def _declarations(function):
    """The declarations of the parameters, as they stand before a formula."""
    kinds = {name: "learn" if name in function.learnable else "param" for name in function.parameters}
    declared = [f"{kinds[name]} {name} = {function.parameters[name]!r}; " for name in parameters_in_order(function)]
    return "".join(declared)


def parameters_in_order(function):
    """The names of the parameters in the order of their declaration."""
    whole = function._formula(False, "whole")
    declared = whole[: len(whole) - len(function.to_text())]
    return re.findall(r"(\w+) = ", declared)
