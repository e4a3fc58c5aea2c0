"""What classifier and regressor share: parameters, training, outputs."""

import json
import numbers
import warnings

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import StandardScaler
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from nonlin._nonlin import NonlinError
from nonlin.sklearn._choice import chosen
from nonlin.sklearn._layers import Network, ended, learnt, network_text
from nonlin.sklearn._plan import number, plan
from nonlin.sklearn._rows import Rows, merged, parted, scaled

#: What `random_state` is asked for: seeds that the engine takes.
SEEDS = 2**31 - 1
NUMBERS = [np.float64, np.float32]

PARAMETERS = """
hidden : units of each hidden layer, such as ``(64, 64)``; ``()`` for none
activation : a name, a formula, a ``nonlin.Activation``, or ``"auto"``: a small study on the training rows picks one of the well-known ones
    (it takes all rows as equals, whatever they weigh)
net : the hidden layers as text instead, such as ``"128 gelu, batch_norm, dropout 0.2, 64 gelu"``; ``{activation}`` stands for the
    parameter above. ``hidden``, ``dropout`` and ``accuracy`` then say nothing
learning_rate : the size of a step where the schedule has it largest; ``"auto"`` is what the optimiser is usually good with, 0.003 for ``"adam"``
schedule : ``"cosine"``, ``"constant"`` or ``"one_cycle"``, over ``max_epochs``
batch_size : rows per step; ``"auto"`` takes a 250th of all rows, from 32 to 256
max_epochs : passes over the training rows at most
patience : epochs without a lower validation loss before training ends; None for never
validation_fraction : the share of rows that is put aside for that. The network keeps the weights of the epoch that did best on them; of 0, the
    default, on (at most 1024 of) the training rows
weight_decay : times the learning rate, the share that every weight shrinks by at each step (for ``"sgd"`` and ``"rms_prop"`` it is part of the
    gradient instead); ``"auto"`` is 1 for ``"adam"``
optimiser : ``"adam"`` (AdamW), ``"sgd"`` (Nesterov's momentum 0.9), ``"rms_prop"`` or ``"lion"``
dropout : the share of each hidden layer that is dropped in training
scale_inputs : whether inputs are brought to mean 0 and standard deviation 1 inside
random_state : decides initial weights, validation rows, order of rows and dropout. An integer gives the same bits at every call
threads : how many at most; the result does not depend on it
verbose : whether a line tells how the training ended
accuracy : ``"fast"`` (activations within 2 ULP) or ``"exact"`` (correctly rounded)"""


class NetworkEstimator(BaseEstimator):
    """A network between scaled inputs and targets. Subclasses say what the targets are."""

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
        scale_inputs=True,
        random_state=None,
        threads=1,
        verbose=False,
        accuracy="fast",
    ):
        self.hidden = hidden
        self.activation = activation
        self.net = net
        self.learning_rate = learning_rate
        self.schedule = schedule
        self.batch_size = batch_size
        self.max_epochs = max_epochs
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.weight_decay = weight_decay
        self.optimiser = optimiser
        self.dropout = dropout
        self.scale_inputs = scale_inputs
        self.random_state = random_state
        self.threads = threads
        self.verbose = verbose
        self.accuracy = accuracy

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        return tags

    def fit(self, X, y, sample_weight=None):
        """Trains a new network.

        X : rows x inputs, of float64, float32 or what becomes that; neither missing nor infinite
        y : one target per row, or rows x targets
        sample_weight : how much each row counts; whole numbers mean what repeated rows mean, to the last bit

        Returns the estimator. Raises ValueError for data that cannot be used, nonlin.NonlinError (a ValueError) for parameters.
        """
        X, y = validate_data(self, X, y, dtype=NUMBERS, multi_output=True, **self._y_checks())
        targets = self._first_targets(y)
        random = check_random_state(self.random_state)
        seed = int(random.randint(SEEDS))
        rows = merged(Rows(X, targets, self._weights(X, y, sample_weight)))
        self.activation_, self.verdict_ = self.activation, None
        if isinstance(self.activation, str) and self.activation == "auto":
            self.activation_, self.verdict_ = chosen(self, X, y)
        train, validation = parted(rows, self.validation_fraction, self._strata(rows.targets), random)
        self._begin(train.targets.shape[1], seed)
        for scaler, values in [(self._input_scaler, train.inputs), (self._target_scaler, train.targets)]:
            if scaler is not None:
                scaler.fit(values, sample_weight=train.weights)
        scalers = self._input_scaler, self._target_scaler
        asked = plan(self, self._loss(), len(train.weights), seed)
        parts = train.part(*scalers), validation.part(*scalers)
        self._take(json.loads(self._network.call("train", *parts, asked, number("threads", self.threads, numbers.Integral))))
        return self

    def _take(self, record):
        """Keeps what the training recorded."""
        outcome, where = ended(record)
        if outcome == "diverged":
            told = f"the training diverged in epoch {where['epoch']}: use a smaller learning_rate"
            if not record["epochs"]:
                raise NonlinError(told)
            warnings.warn(f"{told}; the network is that of epoch {record['best_epoch']}", ConvergenceWarning, stacklevel=3)
        self.loss_curve_, self.validation_curve_ = record["train_loss"], record["validation_loss"]
        self.n_iter_, self.best_epoch_ = record["epochs"], record["best_epoch"]
        if self.verbose:
            best = self.validation_curve_[self.best_epoch_ - 1]
            print(f"{self.n_iter_} epochs, {outcome.replace('_', ' ')}; best epoch {self.best_epoch_}, with a validation loss of {best:.6g}")

    def _partial_fit(self, X, y, first, sample_weight, **given):
        X, y = validate_data(self, X, y, dtype=NUMBERS, multi_output=True, reset=first, **self._y_checks())
        if first and isinstance(self.activation, str) and self.activation == "auto":
            raise NonlinError("partial_fit cannot choose an activation from a part of the rows: name one, or let `fit` choose")
        targets = self._first_targets(y, **given) if first else self._targets(y)
        rows = Rows(X, targets, self._weights(X, y, sample_weight))
        rows = rows.of(rows.weights > 0)
        if first:
            self.activation_, self.verdict_ = self.activation, None
            self._begin(targets.shape[1], int(check_random_state(self.random_state).randint(SEEDS)))
            self.loss_curve_, self.validation_curve_, self.n_iter_, self.best_epoch_ = [], [], 0, None
        if not len(rows.weights):
            return self
        for scaler, values in [(self._input_scaler, rows.inputs), (self._target_scaler, rows.targets)]:
            if scaler is not None:
                scaler.partial_fit(values, sample_weight=rows.weights)
        order = np.random.RandomState((self._seed + self.n_iter_) % SEEDS).permutation(len(rows.weights))
        part = rows.of(order).part(self._input_scaler, self._target_scaler)
        # Between calls nobody knows how long the training will be: there is no course for the learning rate.
        loss = self._network.call("pass_over", part, plan(self, self._loss(), len(order), self._seed, schedule="constant"))
        self.loss_curve_.append(loss)
        self.n_iter_ += 1
        return self

    def _begin(self, targets, seed):
        """A network with the weights it starts with, and scalers that have seen nothing."""
        text = network_text(
            self.n_features_in_,
            self._output(targets),
            hidden=self.hidden,
            activation=self.activation_,
            net=self.net,
            dropout=self.dropout,
            accuracy=self.accuracy,
        )
        self._seed = seed
        self._network = Network.of(text, seed)
        self._input_scaler = StandardScaler() if self.scale_inputs else None
        self._target_scaler = self._scaler_of_targets()

    def _weights(self, X, y, sample_weight):
        """How much each row counts."""
        return _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)

    def _outputs(self, X):
        """What the network says, rows x outputs; and the type that answers have."""
        check_is_fitted(self, "_network")
        X = validate_data(self, X, dtype=NUMBERS, reset=False)
        return self._network.call("outputs", scaled(X, self._input_scaler, "X")), X.dtype

    @property
    def network_(self):
        """The network as text, from inputs to outputs."""
        check_is_fitted(self, "_network")
        return self._network.call("text")

    @property
    def layers_(self):
        """What each layer has learnt, from the first to the output layer: dictionaries of ``name`` and arrays.

        A dense layer's ``weight`` is inputs x units and its ``bias`` as long as its units; other layers' arrays are flat.
        """
        check_is_fitted(self, "_network")
        return learnt(self._network)
