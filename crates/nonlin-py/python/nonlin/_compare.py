"""Activations compared in a model and a training loop of one's own."""

import inspect
import json

from nonlin import _nonlin
from nonlin._lab import Judged
from nonlin._nonlin import NonlinError

#: What is compared unless told otherwise: few, for each takes several trainings of the model.
USUAL = ("relu", "gelu", "silu", "tanh")


def compare(
    make_model,
    train,
    validate,
    test,
    *,
    activations=USUAL,
    learning_rates=None,
    weight_decays=None,
    seeds=10,
    metric="accuracy",
    validation_rows=None,
    test_rows=None,
    equivalence=0.005,
    budget=None,
    name="a model of one's own",
    store=None,
    key=None,
    progress=None,
):
    """Which activation should *this* model use? The pairing, racing and verdict of the lab around a training loop of your own, on any device.

    make_model : ``make_model(activation)`` returns a fresh model; it is called after the random numbers of Python, NumPy and PyTorch are seeded
    train : ``train(model, seed=..., learning_rate=..., weight_decay=...)`` trains it in place, taking those of these names that it has; it may return
        how many epochs it took. All that is random in it must follow from the seed, for two activations with one seed are a pair
    validate : ``validate(model)`` gives a score, larger is better, or ``(score, loss)``; NaN means that the training diverged
    test : ``test(model)`` gives the score on rows that nothing was chosen by; it is opened once, at the end
    activations : names or formulas, handed to ``make_model`` as they are
    learning_rates, weight_decays : every activation chooses its own on validation rows
    seeds : repeats at most; the comparison ends earlier when it is decided
    metric : ``"accuracy"`` (a share of rows), ``"r2"`` or ``"score"``
    validation_rows, test_rows : how many rows the scores are of, so that a share is not taken for more than it can tell
    budget : seconds, or a number of trainings as ``"200 trainings"``
    store, key : a file that trials are kept in, and what makes this model, its data and its training the same as before; the same call then goes on
        where it was broken off

    Returns a Comparison: ``.verdict``, ``.advice``, ``.table``. Exceptions of your functions, and Ctrl-C, come through; what is finished is in the
    store. Differences hold for these rows: all repeats have the same ones.
    """
    if store is not None and key is None:
        raise NonlinError("store= needs key=, a text that says what makes this model, its data and its training the same, such as `resnet8-cifar-v1`")
    activations, taken = list(activations), names_taken(train)
    rates = [1.0] if learning_rates is None else [float(rate) for rate in learning_rates]
    decays = [0.0] if weight_decays is None else [float(decay) for decay in weight_decays]
    for name_, given in [("learning_rate", learning_rates), ("weight_decay", weight_decays)]:
        if given is not None and taken is not None and name_ not in taken:
            raise NonlinError(f"{name_}s are given, but `train` takes no `{name_}`")
    by_label = {}
    for one in activations:
        label = one if isinstance(one, str) else getattr(one, "text", None) or str(one)
        by_label[label] = one
    if len(by_label) != len(activations):
        raise NonlinError("an activation is given twice; name each once")

    def trial(label, learning_rate, weight_decay, seed):
        seed_all(seed)
        model = make_model(by_label[label])
        if model is None:
            raise NonlinError("`make_model` returned None; it must return the model")
        settings = {"seed": seed, "learning_rate": learning_rate, "weight_decay": weight_decay}
        epochs = train(model, **{n: v for n, v in settings.items() if taken is None or n in taken})
        validation = scored(validate(model), "validate")
        if validation is None:
            return None, None, counted(epochs)
        tested = scored(test(model), "test")
        return validation, None if tested is None else tested[0], counted(epochs)

    seconds, trainings = spent(budget)
    asked = {
        "name": name,
        "key": key,
        "metric": metric,
        "validation_rows": validation_rows,
        "test_rows": test_rows,
        "activations": list(by_label),
        "seeds": seeds,
        "learning_rates": rates,
        "weight_decays": decays,
        "equivalence": equivalence,
        "seconds": seconds,
        "trainings": trainings,
        "store": store,
    }
    outcome, text = _nonlin.compare(asked, trial, progress)
    return Comparison(json.loads(outcome), text)


class Comparison(Judged):
    """What came of a comparison."""

    def __init__(self, outcome, text):
        self.json, self._text = outcome, text

    def __str__(self):
        return self._text

    def __repr__(self):
        return f"<nonlin comparison in {self.json['data']}: {self.verdict}>"


def names_taken(train):
    """The names of arguments that a function takes; None if it takes any."""
    parameters = inspect.signature(train).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return {parameter.name for parameter in parameters}


def seed_all(seed):
    """Seeds the random numbers that models are made with."""
    import random
    import sys

    import numpy as np

    random.seed(seed)
    np.random.seed(seed % 2**32)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(seed)


def scored(value, by):
    """(score, loss), or None if it is no number any more."""
    score, loss = value if isinstance(value, tuple) else (value, 0.0)
    try:
        score, loss = float(score), float(loss)
    except (TypeError, ValueError):
        raise NonlinError(f"`{by}` returned {value!r}; it must return a score, or a pair of score and loss") from None
    return None if score != score or loss != loss else (score, loss)


def counted(epochs):
    """How many epochs a training took, if it said so."""
    return int(epochs) if isinstance(epochs, int) and epochs > 0 else 0


def spent(budget):
    """(seconds, trainings) of a budget."""
    if budget is None:
        return None, None
    if isinstance(budget, str):
        count, _, unit = budget.partition(" ")
        if unit.startswith("training") and count.isdigit():
            return None, int(count)
        raise NonlinError(f"budget is `{budget}`; give seconds as a number, or a number of trainings as `200 trainings`")
    return float(budget), None
