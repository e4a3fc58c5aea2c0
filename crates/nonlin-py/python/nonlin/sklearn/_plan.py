"""Parameters of an estimator as the engine's training plan."""

import json
import math
import numbers

from nonlin._nonlin import NonlinError

BETAS = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
#: What the engine calls it with which settings, and the learning rate and weight decay that ``"auto"`` means. The decay of `adam` and `lion`
#: shrinks weights beside the step, that of the others is part of the gradient: so they are not of one size.
OPTIMISERS = {
    "adam": ("adam_w", BETAS, 3e-3, 1.0),
    "sgd": ("sgd", {"momentum": 0.9, "nesterov": True}, 1e-2, 1e-2),
    "rms_prop": ("rms_prop", {"decay": 0.99, "momentum": 0.0, "epsilon": 1e-8}, 1e-3, 1e-3),
    "lion": ("lion", {"beta1": 0.9, "beta2": 0.99}, 5e-4, 6.0),
}
SCHEDULES = {
    "constant": "constant",
    "cosine": {"cosine": {"floor": 0.0}},
    "one_cycle": "one_cycle",
}


def named(parameter, value, known):
    """What a name stands for."""
    if not isinstance(value, str) or value not in known:
        raise NonlinError(f"{parameter} is {value!r}; it must be one of {', '.join(f'`{name}`' for name in known)}")
    return known[value]


def number(parameter, value, kind=numbers.Real):
    """A parameter that must be a number, or a whole one; its range is the engine's to check."""
    whole = kind is numbers.Integral
    if not isinstance(value, kind) or isinstance(value, bool) or not math.isfinite(value) or (whole and value < 1):
        raise NonlinError(f"{parameter} is {value!r}; it must be {'a whole number above 0' if whole else 'a number'}")
    return int(value) if whole else float(value)


def batch_size(given, rows):
    """Rows per step; ``"auto"`` takes a 250th of all, from 32 to 256, as the lab does."""
    if given == "auto":
        return min(max(rows // 250, 32), 256)
    return number("batch_size", given, numbers.Integral)


def plan(estimator, loss, rows, seed, schedule=None):
    """The plan as JSON, for so many rows."""
    kind, settings, usual_rate, usual_decay = named("optimiser", estimator.optimiser, OPTIMISERS)
    rate = usual_rate if estimator.learning_rate == "auto" else number("learning_rate", estimator.learning_rate)
    decay = usual_decay if estimator.weight_decay == "auto" else number("weight_decay", estimator.weight_decay)
    course = named("schedule", estimator.schedule if schedule is None else schedule, SCHEDULES)
    return json.dumps(
        {
            "loss": loss,
            "optimiser": {kind: {**settings, "weight_decay": decay}},
            "learning_rate": rate,
            "schedule": {"course": course},
            "batch_size": batch_size(estimator.batch_size, rows),
            "max_epochs": number("max_epochs", estimator.max_epochs, numbers.Integral),
            "patience": None if estimator.patience is None else number("patience", estimator.patience, numbers.Integral),
            "clip_norm": None,
            "seed": seed,
        }
    )
