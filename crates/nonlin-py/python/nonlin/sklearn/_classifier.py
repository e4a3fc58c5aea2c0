"""Classes, and several labels per row."""

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted

from nonlin._nonlin import NonlinError
from nonlin.sklearn._base import PARAMETERS, NetworkEstimator

#: Beside float32 probabilities, what keeps logits finite.
LEAST = np.finfo(np.float32).tiny
HALF_STEP = np.finfo(np.float32).epsneg / 2


class NonlinClassifier(ClassifierMixin, NetworkEstimator):
    __doc__ = f"""A network that tells classes apart: two, several, or several yes-or-no labels per row (y of rows x labels, 0 and 1).
{PARAMETERS}
class_weight : how much rows of each class count, as a dictionary, or ``"balanced"`` for all classes alike; not with several labels

After ``fit``: ``classes_``, ``n_features_in_``, ``feature_names_in_``, ``network_`` (as text), ``layers_`` (what they have learnt), ``activation_``
and ``verdict_`` (of ``"auto"``), ``n_iter_``, ``best_epoch_``, ``loss_curve_``, ``validation_curve_``.

    >>> NonlinClassifier(activation="gelu", random_state=0).fit(X, y).predict_proba(X_test)
"""

    def __init__(
        self,
        hidden=(64, 64),
        *,
        activation="gelu",
        net=None,
        learning_rate="auto",
        schedule="cosine",
        batch_size="auto",
        max_epochs=50,
        patience=None,
        validation_fraction=0.0,
        weight_decay="auto",
        optimiser="adam",
        dropout=0.0,
        class_weight=None,
        scale_inputs=True,
        random_state=None,
        threads=1,
        verbose=False,
        accuracy="fast",
    ):
        super().__init__(
            hidden,
            activation=activation,
            net=net,
            learning_rate=learning_rate,
            schedule=schedule,
            batch_size=batch_size,
            max_epochs=max_epochs,
            patience=patience,
            validation_fraction=validation_fraction,
            weight_decay=weight_decay,
            optimiser=optimiser,
            dropout=dropout,
            scale_inputs=scale_inputs,
            random_state=random_state,
            threads=threads,
            verbose=verbose,
            accuracy=accuracy,
        )
        self.class_weight = class_weight

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def partial_fit(self, X, y, classes=None, sample_weight=None):
        """One pass over these rows, going on from the calls before.

        X, y, sample_weight : as for ``fit``; rows are shuffled
        classes : all classes that will ever come; at the first call, unless this y has them all

        Inputs are scaled by all rows seen so far, and the learning rate is constant. What the optimiser has gathered is not pickled.
        """
        first = not hasattr(self, "_network")
        if isinstance(self.class_weight, str):
            raise NonlinError(f'class_weight="{self.class_weight}" needs all rows at once: give partial_fit a dictionary')
        if not first and classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            raise ValueError(f"classes are {np.unique(classes)}, but at the first call they were {self.classes_}")
        return self._partial_fit(X, y, first, sample_weight, classes=classes)

    def predict(self, X):
        """The class of each row; of several labels rows x labels, 0 and 1."""
        outputs, _ = self._outputs(X)
        if self._labels:
            return (outputs > 0.5).astype(self.classes_.dtype)
        return self.classes_[outputs.argmax(axis=1)]

    def predict_proba(self, X):
        """Probabilities, rows x classes in the order of ``classes_``; of several labels that of 1, rows x labels."""
        outputs, dtype = self._outputs(X)
        outputs = outputs.astype(np.float64)
        if not self._labels:
            outputs /= outputs.sum(axis=1, keepdims=True)
        return outputs.astype(dtype, copy=False)

    def predict_log_proba(self, X):
        """Logarithms of ``predict_proba``."""
        return np.log(np.maximum(self.predict_proba(X), LEAST))

    def decision_function(self, X):
        """Logits: of two classes that of the second, one per row; of several the logarithms of their probabilities; of labels each one's."""
        outputs, dtype = self._outputs(X)
        outputs = outputs.astype(np.float64)
        if self._labels:
            outputs = outputs.clip(LEAST, 1 - HALF_STEP)
            logits = np.log(outputs) - np.log1p(-outputs)
        else:
            logits = np.log(outputs.clip(LEAST))
            if len(self.classes_) == 2:
                logits = logits[:, 1] - logits[:, 0]
        return logits.astype(dtype, copy=False)

    @property
    def _labels(self):
        """Whether there are several labels per row."""
        check_is_fitted(self, "_network")
        return self._several

    def _y_checks(self):
        return {}

    def _first_targets(self, y, classes=None):
        """Targets of the first rows, which say what classes there are unless they are given."""
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y")
        if kind == "multiclass-multioutput":
            raise ValueError("y has several columns of classes; only columns of 0 and 1 (labels) can be learnt together")
        self._several = kind == "multilabel-indicator"
        if self._several:
            self.classes_ = np.arange(y.shape[1])
        else:
            self.classes_ = np.unique(column_or_1d(y, warn=True) if classes is None else classes)
        if not self._several and len(self.classes_) < 2:
            raise ValueError(f"y has one class alone, {self.classes_[0]!r}; a classifier needs two or more")
        return self._targets(y)

    def _targets(self, y):
        """A 1 at each row's class, or the labels."""
        if self._several:
            if y.ndim != 2 or y.shape[1] != len(self.classes_):
                raise ValueError(f"y must have {len(self.classes_)} columns of 0 and 1, as at the first call")
            return y.astype(np.float32)
        y = column_or_1d(y, warn=True)
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(f"y has classes that are not among `classes`: {unknown}")
        return np.eye(len(self.classes_), dtype=np.float32)[np.searchsorted(self.classes_, y)]

    def _weights(self, X, y, sample_weight):
        weights = super()._weights(X, y, sample_weight)
        if self.class_weight is None:
            return weights
        if self._several:
            raise NonlinError("class_weight is for classes, and y has several labels per row: use sample_weight")
        places = np.searchsorted(self.classes_, column_or_1d(y))
        if isinstance(self.class_weight, dict):
            by_class = np.array([self.class_weight.get(name, 1.0) for name in self.classes_.tolist()], np.float64)
            if not np.all((by_class >= 0) & np.isfinite(by_class)):
                raise NonlinError(f"class_weight is {self.class_weight}; weights must be numbers not below 0")
        elif self.class_weight == "balanced":
            sums = np.bincount(places, weights, len(self.classes_))
            by_class = weights.sum() / (len(sums) * np.where(sums > 0, sums, 1.0))
        else:
            raise NonlinError(f"class_weight is {self.class_weight!r}; it must be a dictionary, `balanced` or None")
        return weights * by_class[places]

    def _strata(self, targets):
        return None if self._several else targets.argmax(axis=1)

    def _output(self, targets):
        return f"{targets} {'sigmoid' if self._several else 'softmax'}"

    def _loss(self):
        return "multi_label_cross_entropy" if self._several else "softmax_cross_entropy"

    def _scaler_of_targets(self):
        return None
