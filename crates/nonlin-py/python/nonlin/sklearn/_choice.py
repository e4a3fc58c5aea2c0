"""``activation="auto"``: a small study on the training rows."""

import numpy as np

from nonlin._lab import lab
from nonlin._nonlin import NonlinError
from nonlin.sklearn._layers import PLACE, unit_counts

#: What may be chosen, and how many trainings that may take: counted, not timed, so that the same rows choose the same.
CANDIDATES = ("relu", "gelu", "silu", "mish", "tanh", "leaky_relu")
TRAININGS = 120


def chosen(estimator, X, y):
    """The activation that the lab advises for these rows, and its verdict in a sentence."""
    if y.ndim > 1 and not hasattr(estimator, "classes_"):
        raise NonlinError('activation="auto" chooses for one number per row, and y has several: name an activation')
    answers = answers_of(estimator, y)
    layers = {"hidden": unit_counts(estimator.hidden)}
    if estimator.net is not None:
        if PLACE not in str(estimator.net):
            raise NonlinError(f'activation="auto" with a net needs `{PLACE}` where the activation goes: `64 {PLACE}, dropout 0.2, 64 {PLACE}`')
        layers = {"net": estimator.net.replace(PLACE, CANDIDATES[0])}
    study = lab((X, answers), activations=CANDIDATES, budget=TRAININGS, threads=estimator.threads, progress=False, **layers)
    return study.advice, study.verdict


def answers_of(estimator, y):
    """Classes as words, so that the lab takes numbers for classes where they are; labels and numbers as they are."""
    if hasattr(estimator, "classes_") and y.ndim == 1:
        return np.array([f"class_{place}" for place in np.searchsorted(estimator.classes_, y)])
    return y
