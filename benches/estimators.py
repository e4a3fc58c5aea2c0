"""nonlin's estimators beside scikit-learn's own networks: scores of the same folds, and the time that a fit takes.

    python3 benches/estimators.py

in an interpreter with nonlin and scikit-learn. Both have the settings that they come with; scikit-learn's network gets scaled inputs and targets, as
nonlin's scales its own. Prints Markdown for crates/nonlin-py/README.md.
"""

import statistics
import time
import warnings

import numpy as np
from scipy.stats import t as student
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import RepeatedKFold, RepeatedStratifiedKFold
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from nonlin.sklearn import NonlinClassifier, NonlinRegressor

SPLITS, REPEATS = 5, 3


def their_regressor(random_state):
    scaled = make_pipeline(StandardScaler(), MLPRegressor(random_state=random_state))
    return TransformedTargetRegressor(scaled, transformer=StandardScaler())


def their_classifier(random_state):
    return make_pipeline(StandardScaler(), MLPClassifier(random_state=random_state))


def scores_and_seconds(make, folds, x, y):
    """Each fold's score on the rows left out, and the median time of a fit."""
    scores, seconds = [], []
    for seed, (train, test) in enumerate(folds):
        estimator = make(random_state=seed)
        start = time.perf_counter()
        estimator.fit(x[train], y[train])
        seconds.append(time.perf_counter() - start)
        scores.append(estimator.score(x[test], y[test]))
    return np.array(scores), statistics.median(seconds)


def interval(differences):
    """Half of the 95 % interval of the mean difference. Folds share rows: their variance is corrected (Nadeau & Bengio 2003)."""
    count = len(differences)
    error = np.sqrt((1 / count + 1 / (SPLITS - 1)) * differences.var(ddof=1))
    return student.ppf(0.975, count - 1) * error


def main():
    print("| data | nonlin | scikit-learn | difference, 95 % interval | fit, ms | beside scikit-learn's |")
    print("| --- | --- | --- | --- | --- | --- |")
    data = [("digits", load_digits), ("wine", load_wine), ("breast cancer", load_breast_cancer), ("diabetes", load_diabetes)]
    for name, load in data:
        x, y = load(return_X_y=True)
        regression = load is load_diabetes
        ours, theirs = (NonlinRegressor, their_regressor) if regression else (NonlinClassifier, their_classifier)
        splits = RepeatedKFold if regression else RepeatedStratifiedKFold
        folds = list(splits(n_splits=SPLITS, n_repeats=REPEATS, random_state=0).split(x, y))
        (a, seconds), (b, usual) = (scores_and_seconds(make, folds, x, y) for make in (ours, theirs))
        difference = f"{np.mean(a - b):+.4f} ± {interval(a - b):.4f}"
        print(f"| {name} | {a.mean():.4f} | {b.mean():.4f} | {difference} | {1000 * seconds:.0f} | {usual / seconds:.1f} times faster |", flush=True)


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        main()
