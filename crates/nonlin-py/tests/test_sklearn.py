"""The estimators: scikit-learn's own checks, and what they do not look at."""

import copy
import os
import pickle
import signal
import subprocess
import sys
import threading
import warnings

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn")
pytestmark = pytest.mark.sklearn

from sklearn.base import clone  # noqa: E402
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine, make_multilabel_classification  # noqa: E402
from sklearn.exceptions import ConvergenceWarning  # noqa: E402
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score  # noqa: E402
from sklearn.neural_network import MLPClassifier, MLPRegressor  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import PolynomialFeatures, StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import parametrize_with_checks  # noqa: E402

import nonlin  # noqa: E402
from nonlin.sklearn import NonlinClassifier, NonlinRegressor  # noqa: E402

IRIS, WINE, DIABETES = (load(return_X_y=True) for load in (load_iris, load_wine, load_diabetes))
BOTH = [(NonlinClassifier, IRIS), (NonlinRegressor, DIABETES)]
both = pytest.mark.parametrize(("kind", "data"), BOTH, ids=["classifier", "regressor"])
SHORT = {"hidden": (16,), "max_epochs": 10, "random_state": 0}


@parametrize_with_checks([NonlinClassifier(), NonlinRegressor()])
def test_is_an_estimator_of_scikit_learn(estimator, check):
    check(estimator)


@both
@pytest.mark.parametrize("settings", [{"validation_fraction": 0.2, "patience": 3}, {"optimiser": "sgd", "dropout": 0.1, "threads": 2}])
def test_weights_are_repeated_rows_and_the_order_of_rows_says_nothing(kind, data, settings):
    X, y = data
    rng = np.random.default_rng(1)
    weights = rng.integers(0, 4, len(y))
    again = np.repeat(np.arange(len(y)), weights)
    rng.shuffle(again)
    estimator = kind(**SHORT, **settings)
    weighted = clone(estimator).fit(X, y, sample_weight=weights).predict(X)
    assert np.array_equal(clone(estimator).fit(X[again], y[again]).predict(X), weighted)
    assert not np.array_equal(clone(estimator).fit(X, y).predict(X), weighted) or kind is NonlinClassifier


@both
def test_one_seed_is_the_same_bits_through_pickles_and_copies(kind, data):
    X, y = data
    fitted = kind(**SHORT).fit(X, y)
    answers = [layer["weight"] for layer in fitted.layers_]
    for other in [clone(fitted).fit(X, y), pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted), kind(**SHORT, threads=2).fit(X, y)]:
        assert np.array_equal(other.predict(X), fitted.predict(X)) and other.network_ == fitted.network_
        assert all(np.array_equal(a, layer["weight"]) for a, layer in zip(answers, other.layers_, strict=True))
    assert not np.array_equal(kind(**{**SHORT, "random_state": 1}).fit(X, y).layers_[0]["weight"], answers[0])


def test_layers_compute_what_the_network_says():
    X, y = WINE
    model = NonlinClassifier(hidden=(8, 5), activation="x * tanh(softplus(x))", random_state=0).fit(X, y)
    x = (X - X.mean(axis=0)) / X.std(axis=0)
    for layer in model.layers_[:-1]:
        x = nonlin.formula("x * tanh(softplus(x))")(x @ layer["weight"] + layer["bias"])
    expected = nonlin.softmax(x @ model.layers_[-1]["weight"] + model.layers_[-1]["bias"])
    assert np.allclose(model.predict_proba(X), expected, atol=1e-5)
    assert np.allclose(model.predict_log_proba(X), np.log(model.predict_proba(X)))
    assert np.array_equal(model.decision_function(X).argmax(axis=1), model.predict(X))


@pytest.mark.parametrize(
    ("activation", "layer"),
    [
        ("LeakyReLU(0.2)", "dense 16 leaky_relu(a = 0.2)"),
        (nonlin.leaky_relu.with_parameters(a=0.2), "dense 16 leaky_relu(a = 0.2)"),
        (nonlin.formula("x * sigmoid(b * x)", b=2), 'dense 16 "f(x; b = 2.0) = x * sigmoid(b * x)"(b = 2.0)'),
        (nonlin.leaky_relu.with_parameters(a=0.123456789), "dense 16 leaky_relu(a = 0.123456789)"),
        (nonlin.formula('x * x # a "square"'), 'dense 16 "x * x # a \\"square\\""'),
        ("swiglu", "swiglu 16"),
        (nonlin.GatedUnit("x * tanh(x)"), 'gated "x * tanh(x)" 16'),
        (nonlin.maxout, "dense 16, maxout"),
    ],
)
def test_any_activation(activation, layer):
    model = NonlinClassifier(**SHORT, activation=activation).fit(*IRIS)
    assert model.network_ == f"4, {layer}, dense 3 softmax" and pickle.loads(pickle.dumps(model)).network_ == model.network_


def test_layers_as_text():
    model = NonlinClassifier(net="16 {activation}, batch_norm, dropout 0.1, residual(16 {activation}, 16)", activation="mish").fit(*IRIS)
    assert model.network_.count("mish") == 2 and "batch_norm" in model.network_ and model.score(*IRIS) > 0.9
    exact = NonlinClassifier(**SHORT, accuracy="exact", dropout=0.2).fit(*IRIS)
    assert exact.network_ == "4, dense 16 gelu exact, dropout 0.2, dense 3 softmax"


def test_auto_takes_what_the_lab_advises():
    model = NonlinClassifier(activation="auto", hidden=(16,), random_state=0).fit(*IRIS)
    assert model.verdict_.startswith("Use `") and f"`{model.activation_}`" in model.verdict_ and model.activation_ in model.network_
    named = NonlinClassifier(activation=model.activation_, hidden=(16,), random_state=0).fit(*IRIS)
    assert np.array_equal(named.predict_proba(IRIS[0]), model.predict_proba(IRIS[0])) and named.verdict_ is None
    with pytest.raises(nonlin.NonlinError, match="one number per row"):
        NonlinRegressor(activation="auto").fit(IRIS[0], IRIS[0])


def test_searches_and_pipelines():
    X, y = WINE
    search = GridSearchCV(NonlinClassifier(max_epochs=20, random_state=0), {"activation": ["relu", "x*tanh(x)"]}, cv=3, n_jobs=2).fit(X, y)
    assert search.best_score_ > 0.9 and search.best_params_["activation"] in {"relu", "x*tanh(x)"}
    assert (cross_val_score(NonlinClassifier(random_state=0), X, y, cv=3, n_jobs=2) > 0.9).all()
    chained = make_pipeline(PolynomialFeatures(2), NonlinRegressor(random_state=0)).fit(*DIABETES)
    assert 0.4 < chained.score(*DIABETES) <= 1


def test_several_targets_and_labels():
    X, y = DIABETES
    several = NonlinRegressor(random_state=0).fit(X, np.c_[y, 1e6 - 1000 * y])
    a, b = several.predict(X).T
    assert several.predict(X).shape == (len(y), 2) and np.corrcoef(1e6 - 1000 * a, b)[0, 1] > 0.99
    X, labels = make_multilabel_classification(300, n_classes=4, random_state=0)
    model = NonlinClassifier(random_state=0).fit(X, labels)
    said, shares, logits = model.predict(X), model.predict_proba(X), model.decision_function(X)
    assert said.shape == shares.shape == logits.shape == labels.shape and set(np.unique(said)) == {0, 1}
    assert (said == labels).mean() > 0.8 and np.array_equal(shares > 0.5, said == 1) and np.array_equal(logits > 0, said == 1)


def test_classes_count_as_told():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(600, 2)), np.r_[np.zeros(540), np.ones(60)]
    X[y == 1] += 1
    plain, balanced = (NonlinClassifier(class_weight=w, random_state=0).fit(X, y).predict(X) for w in (None, "balanced"))
    told = NonlinClassifier(class_weight={0: 600 / 1080, 1: 5}, random_state=0).fit(X, y).predict(X)
    assert plain[y == 1].mean() < 0.6 < balanced[y == 1].mean() and (told == balanced).mean() > 0.99
    assert np.array_equal(NonlinClassifier(class_weight={0: 0.0}, random_state=0).fit(X, y).predict(X), np.ones(600))


@both
def test_types_are_kept(kind, data):
    X, y = data
    for dtype in (np.float32, np.float64):
        model = kind(**SHORT).fit(X.astype(dtype), y)
        answers = model.predict_proba(X.astype(dtype)) if kind is NonlinClassifier else model.predict(X.astype(dtype))
        assert answers.dtype == dtype


@both
def test_goes_on_call_by_call(kind, data):
    X, y = data
    model = kind(random_state=0)
    given = {"classes": [0, 1, 2]} if kind is NonlinClassifier else {}
    for epoch in range(60):
        for start in range(0, len(y), 50):
            model.partial_fit(X[start : start + 50], y[start : start + 50], **given)
    assert model.n_iter_ == len(model.loss_curve_) == 60 * len(range(0, len(y), 50))
    assert model.score(X, y) > (0.9 if kind is NonlinClassifier else 0.4)
    assert pickle.loads(pickle.dumps(model)).partial_fit(X, y).n_iter_ == model.n_iter_ + 1
    if kind is NonlinClassifier:
        with pytest.raises(ValueError, match="not among"):
            model.partial_fit(X[:2], [0, 7])
        with pytest.raises(ValueError, match="at the first call"):
            model.partial_fit(X, y, classes=[0, 1])
        with pytest.raises(nonlin.NonlinError, match="all rows at once"):
            NonlinClassifier(class_weight="balanced").partial_fit(X, y)


def test_stops_early_and_keeps_the_best_epoch():
    X, y = WINE
    model = NonlinClassifier(schedule="constant", learning_rate=0.01, max_epochs=300, validation_fraction=0.2, patience=5, random_state=0).fit(X, y)
    assert model.n_iter_ == len(model.validation_curve_) == model.best_epoch_ + 5 < 300
    assert min(model.validation_curve_) == model.validation_curve_[model.best_epoch_ - 1]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"activation": "gelux"}, "did you mean `gelu`"),
        ({"activation": "x * tanh("}, "found the end"),
        ({"activation": nonlin.maxout.with_parameters(pieces=4)}, "usual parameters alone"),
        ({"hidden": (64, 0)}, "numbers of units above 0"),
        ({"net": "64 gelu,"}, "a layer is missing"),
        ({"net": "64 gelu", "activation": "auto"}, "needs `{activation}`"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": -1}, "learning_rate is -1"),
        ({"learning_rate": 1e30}, "diverged in epoch 1: use a smaller learning_rate"),
        ({"weight_decay": -1}, "weight_decay is -1"),
        ({"optimiser": "adagrad"}, "one of `adam`"),
        ({"validation_fraction": 1}, "validation_fraction is 1"),
        ({"dropout": 1}, "below 1"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"class_weight": [1, 2]}, "a dictionary"),
        ({"threads": 0}, "threads is 0"),
        ({"random_state": "x"}, "seed"),
    ],
)
def test_parameters_that_cannot_be_used_are_named(settings, says):
    with pytest.raises(ValueError, match=says):
        NonlinClassifier(**{"max_epochs": 3, **settings}).fit(*IRIS)


@both
def test_data_that_cannot_be_used_are_refused(kind, data):
    X, y = data
    scipy = pytest.importorskip("scipy.sparse")
    with pytest.raises(TypeError, match="dense data is required"):
        kind().fit(scipy.csr_matrix(X), y)
    with pytest.raises(ValueError, match="contains NaN"):
        kind().fit(X, np.where(np.arange(len(y)) == 3, np.nan, y))
    with pytest.raises(nonlin.NonlinError, match="too large for float32"):
        kind(scale_inputs=False).fit(X * 1e60, y)
    with pytest.raises(ValueError, match="non-zero|are 0"):
        kind().fit(X, y, sample_weight=np.zeros(len(y)))
    with pytest.raises(ValueError, match="[Nn]egative"):
        kind().fit(X, y, sample_weight=-np.ones(len(y)))


def test_a_late_divergence_keeps_the_best_epoch():
    X, y = DIABETES
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        settings = {"optimiser": "sgd", "schedule": "constant", "weight_decay": 0, "activation": "x^3", "max_epochs": 2000, "random_state": 0}
        for rate in (0.3, 0.1, 0.03, 0.02, 0.01, 0.005):
            try:
                model = NonlinRegressor(hidden=(16,), learning_rate=rate, **settings).fit(X, y)
            except nonlin.NonlinError:
                continue
            if any(one.category is ConvergenceWarning for one in seen):
                assert f"epoch {model.best_epoch_}" in str(seen[-1].message) and np.isfinite(model.predict(X)).all()
                return
    pytest.fail("no training diverged late")


THREADS = """
import threading
import numpy as np
from nonlin.sklearn import NonlinClassifier

X, y = np.random.default_rng(0).normal(size=(20000, 20)), np.arange(20000) % 3
model = NonlinClassifier(max_epochs=1, random_state=0).fit(X[:500], y[:500])
expected, same = model.predict(X), []
threads = [threading.Thread(target=lambda: same.append(all(np.array_equal(model.predict(X), expected) for _ in range(5)))) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert same == [True] * 4
"""


def test_threads_predict_at_once():
    # In a process of its own: threads that wait for each other for ever would take this one with them.
    subprocess.run([sys.executable, "-c", THREADS], check=True, timeout=120)


def test_control_c_comes_through():
    X, y = np.random.default_rng(0).normal(size=(20000, 50)), np.arange(20000) % 3
    # Whoever began this process may have told it to pass Ctrl-C over.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        with pytest.raises(KeyboardInterrupt):
            NonlinClassifier(hidden=(512, 512), max_epochs=1000).fit(X, y)
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    ("ours", "theirs", "load"),
    [
        (NonlinClassifier, MLPClassifier, load_wine),
        (NonlinClassifier, MLPClassifier, load_breast_cancer),
        (NonlinRegressor, MLPRegressor, load_diabetes),
    ],
    ids=["wine", "breast cancer", "diabetes"],
)
def test_is_not_behind_scikit_learns_own_network(ours, theirs, load):
    X, y = load(return_X_y=True)
    folds = (StratifiedKFold if ours is NonlinClassifier else KFold)(5, shuffle=True, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        usual = cross_val_score(make_pipeline(StandardScaler(), theirs(random_state=0)), X, y, cv=folds)
    # Two points are what chance does here between two seeds of either.
    assert cross_val_score(ours(random_state=0), X, y, cv=folds).mean() > usual.mean() - 0.02
