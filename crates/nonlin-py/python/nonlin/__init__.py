"""nonlin: activation functions of neural networks.

    >>> import numpy as np, nonlin
    >>> x = np.array([-1.0, 0.0, 2.5], dtype=np.float32)
    >>> nonlin.gelu(x)                          # values, the real numbers rounded to nearest
    array([-0.15865526,  0.        ,  2.4844759 ], dtype=float32)
    >>> nonlin.gelu.slope(x)                    # slopes
    array([-0.08331548,  0.5       ,  1.0376111 ], dtype=float32)
    >>> nonlin.formula("x * tanh(softplus(2x))").slope(0.5)
    np.float64(1.0981543487485862)

``nonlin.names()`` lists the functions, ``help(nonlin.gelu)`` tells of one. Of a formula of one's own there is the same.

================  ===========================================================================
``nonlin.torch``     activations for PyTorch, and replacing those of a model
``nonlin.sklearn``   networks as estimators of scikit-learn
``nonlin.lab``       which activation should my network use? With honest statistics
``nonlin.compare``   the same with a model and a training loop of one's own
``nonlin.doctor``    why does my network not learn?
================  ===========================================================================
"""

import importlib

from nonlin import _nonlin
from nonlin._activation import Activation, GatedUnit, RowFunction, activation, formula, masked_softmax
from nonlin._compare import compare
from nonlin._lab import lab
from nonlin._model import Model
from nonlin._nonlin import FormulaError, NonlinError, __version__

_KINDS = {"elementwise": Activation, "vector": RowFunction, "gated": GatedUnit}
#: Parts that are read when they are first asked for: their libraries need not be there.
_LATER = {"torch", "sklearn", "doctor"}


def names(kind=None):
    """The names of all functions; of one ``kind`` if given: ``"elementwise"``, ``"vector"`` or ``"gated"``."""
    if kind is not None and kind not in _KINDS:
        raise NonlinError(f"kind is `{kind}`; it must be one of {', '.join(f'`{known}`' for known in _KINDS)}")
    return [name for name, of_kind in _nonlin.names() if kind in (None, of_kind)]


def __getattr__(name):
    if name in _LATER:
        return importlib.import_module(f"nonlin.{name}")
    if name.startswith("__"):
        raise AttributeError(name)
    try:
        known, kind = _nonlin.find(name)
    except NonlinError as error:
        raise AttributeError(f"module 'nonlin' has no attribute '{name}': {error}") from None
    function = globals().get(known)
    if not isinstance(function, _KINDS[kind]):
        function = _KINDS[kind](known)
    globals()[name] = function
    return function


def __dir__():
    return sorted({*globals(), *_LATER, *names()})


__all__ = [
    "Activation",
    "FormulaError",
    "GatedUnit",
    "Model",
    "NonlinError",
    "RowFunction",
    "__version__",
    "activation",
    "compare",
    "formula",
    "lab",
    "masked_softmax",
    "names",
]
