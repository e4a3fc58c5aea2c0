"""Numbers, one or several per row."""

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.preprocessing import StandardScaler

from nonlin.sklearn._base import PARAMETERS, NetworkEstimator


class NonlinRegressor(RegressorMixin, NetworkEstimator):
    __doc__ = f"""A network that predicts a number, or several per row (y of rows x targets). Targets are scaled inside.
{PARAMETERS}

After ``fit``: ``n_features_in_``, ``feature_names_in_``, ``network_`` (as text), ``layers_`` (what they have learnt), ``activation_`` and
``verdict_`` (of ``"auto"``), ``n_iter_``, ``best_epoch_``, ``loss_curve_`` and ``validation_curve_`` (of scaled targets).

    >>> NonlinRegressor(activation="auto", random_state=0).fit(X, y).predict(X_test)
"""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def partial_fit(self, X, y, sample_weight=None):
        """One pass over these rows, going on from the calls before.

        X, y, sample_weight : as for ``fit``; rows are shuffled

        Inputs and targets are scaled by all rows seen so far, and the learning rate is constant. What the optimiser has gathered is not pickled.
        """
        return self._partial_fit(X, y, not hasattr(self, "_network"), sample_weight)

    def predict(self, X):
        """A number per row, or rows x targets if y was so."""
        outputs, dtype = self._outputs(X)
        answers = self._target_scaler.inverse_transform(outputs.astype(np.float64)).astype(dtype, copy=False)
        return answers.ravel() if self._flat else answers

    def _y_checks(self):
        return {"y_numeric": True}

    def _first_targets(self, y):
        """Targets of the first rows, which say how many there are."""
        self._flat = y.ndim == 1
        self._columns = 1 if self._flat else y.shape[1]
        return self._targets(y)

    def _targets(self, y):
        targets = y.reshape(len(y), -1).astype(np.float64)
        if targets.shape[1] != self._columns:
            raise ValueError(f"y has {targets.shape[1]} columns, but at the first call it had {self._columns}")
        return targets

    def _strata(self, targets):
        return None

    def _output(self, targets):
        return str(targets)

    def _loss(self):
        return "mean_squared_error"

    def _scaler_of_targets(self):
        return StandardScaler()
