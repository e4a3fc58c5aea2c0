"""Training rows: equal ones merged, so that a weight of 2 is the row twice, and some put aside for validation."""

import hashlib
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import train_test_split

from nonlin._nonlin import NonlinError
from nonlin.sklearn._plan import number


#: Training rows that are watched where none are put aside: merged rows are in no order that means anything, so the first are a fair sample.
WATCHED = 1024


class Rows(NamedTuple):
    """Rows with their answers and weights."""

    inputs: np.ndarray
    targets: np.ndarray
    weights: np.ndarray

    def of(self, places):
        """Some of them."""
        return Rows(*(array[places] for array in self))

    def part(self, input_scaler, target_scaler):
        """As the engine takes them; the mean weight is 1."""
        weights = None if np.all(self.weights == self.weights[0]) else self.weights / self.weights.mean()
        return {
            "inputs": scaled(self.inputs, input_scaler, "X"),
            "targets": scaled(self.targets, target_scaler, "y"),
            "weights": None if weights is None else weights.astype(np.float32),
        }


def merged(rows):
    """Each different row once, with the weights of its equals added up, in an order that only the rows decide; none that weighs 0.

    So a fit does not depend on the order of the rows, and weights that are whole numbers mean to the last bit what repeated rows mean.
    """
    rows = rows.of(rows.weights > 0)
    if not len(rows.weights):
        raise NonlinError("all sample weights are 0: there is no row to learn from")
    inputs, targets = np.ascontiguousarray(rows.inputs), np.ascontiguousarray(rows.targets)
    keys = np.array([digest(x, t) for x, t in zip(inputs, targets, strict=True)])
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return Rows(inputs[first], targets[first], np.bincount(which, rows.weights))


def digest(x, t):
    """What two rows have in common only if they are equal; it does not end in a zero, which NumPy would cut off."""
    return hashlib.blake2b(x.tobytes() + t.tobytes(), digest_size=15).digest() + b"."


def parted(rows, fraction, classes, random):
    """Rows to train on and rows to validate on: the same ones if ``fraction`` is 0 or there are too few to spare any; then at most `WATCHED` of them.

    classes : of each row, to be in both parts in the same shares; None if there are none
    """
    if not 0 <= number("validation_fraction", fraction) < 1:
        raise NonlinError(f"validation_fraction is {fraction!r}; it must be at least 0 and below 1")
    count = len(rows.weights)
    aside = int(fraction * count)
    if classes is not None and aside:
        shares = np.unique(classes, return_counts=True)[1]
        if aside < len(shares) or shares.min() < 2:
            classes = None
    if aside < 2:
        return rows, rows.of(slice(WATCHED))
    train, validation = train_test_split(np.arange(count), test_size=aside, stratify=classes, random_state=random)
    return rows.of(train), rows.of(validation)


def scaled(values, scaler, name):
    """Values as the network takes them, float32 without gaps. Fails if they are too large for that."""
    with np.errstate(all="ignore"):
        values = values if scaler is None else scaler.transform(values)
        values = np.ascontiguousarray(values, np.float32)
    if not np.isfinite(values).all():
        raise NonlinError(f"{name} holds numbers too large for float32, which the network computes in: scale them down")
    return values
