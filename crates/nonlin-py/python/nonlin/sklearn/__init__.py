"""Networks of the Rust engine as estimators of scikit-learn.

    >>> from nonlin.sklearn import NonlinClassifier
    >>> NonlinClassifier(activation="x * tanh(softplus(x))").fit(X, y).score(X_test, y_test)

They go into pipelines, grid searches (``activation`` is a parameter like any other) and pickles.
"""

try:
    import sklearn  # noqa: F401
except ImportError as error:
    raise ImportError('nonlin.sklearn needs scikit-learn 1.6 or newer: pip install "nonlin[sklearn]"') from error

from nonlin.sklearn._classifier import NonlinClassifier
from nonlin.sklearn._regressor import NonlinRegressor

__all__ = ["NonlinClassifier", "NonlinRegressor"]
