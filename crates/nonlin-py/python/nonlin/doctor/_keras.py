"""For the `fit` of Keras 3, whatever computes for it."""

import json

import numpy as np

try:
    import keras
except ImportError as error:
    raise ImportError(f"KerasCallback needs Keras 3 and a framework that it computes with ({error}): pip install keras torch") from error
from nonlin import _nonlin
from nonlin.doctor import _keras_layers
from nonlin.doctor._findings import Examination, Found, findings_of, rules_of
from nonlin.doctor._steps import is_sampled

#: Rows that are taken through the model at each look.
_ROWS = 256
_LOSSES = {
    "sparse_categorical_crossentropy": ("softmax cross-entropy", "multiclass"),
    "categorical_crossentropy": ("softmax cross-entropy", "multiclass"),
    "binary_crossentropy": ("binary cross-entropy", "binary"),
    "mean_squared_error": ("mean squared error", "regression"),
    "mean_absolute_error": ("mean absolute error", "regression"),
    "mse": ("mean squared error", "regression"),
    "mae": ("mean absolute error", "regression"),
}


class KerasCallback(Examination, keras.callbacks.Callback):
    """Looks into a Keras model while ``fit`` trains it.

        >>> d = nonlin.doctor.KerasCallback(x[:256], y[:256])
        >>> model.fit(x, y, callbacks=[d])
        >>> print(d); d.findings; d.report("inside.html")

    rows : some rows of the training data, which are taken through the model between batches; an array, or a list of them, one for each input
    answers : the answers to these rows, from which the loss is computed; without them it is the mean that Keras reports over the epoch so far
    initial : False if the weights were trained before

    Steps 1, 2, 3, 4, 6, 8, ..., 64 and then every 64th are looked at. Keras hands gradients to no callback, so what is read off them
    (vanishing and exploding gradients) cannot be found; ``nonlin.doctor.watch`` sees them in a loop of PyTorch. Raises nonlin.NonlinError if
    the rows do not fit the model.
    """

    def __init__(self, rows, answers=None, *, initial=True, thresholds=None):
        keras.callbacks.Callback.__init__(self)
        Examination.__init__(self, None, "model", "nonlin.doctor.KerasCallback(rows, answers)", thresholds)
        several = isinstance(rows, (list, tuple))
        self._given = [np.asarray(one)[:_ROWS] for one in (rows if several else [rows])]
        self._several, self._answers = several, None if answers is None else np.asarray(answers)[:_ROWS]
        self._initial, self._raising = initial, set()
        self._recorder = _nonlin.Recorder('{"source":"keras"}')
        self._layers, self._before, self.step = None, None, 0

    def raise_on(self, *what):
        """Raises nonlin.doctor.Found at the step where it is seen: ``"nan"``, any rule's name, ``"serious"`` or ``"notice"``. Returns itself."""
        self._raising |= rules_of(what)
        return self

    @property
    def trace(self):
        return self._recorder.trace()

    @property
    def not_seen(self):
        return ["gradients, which Keras hands to no callback"]

    # What Keras tells.

    def on_train_begin(self, logs=None):
        self._title = self.model.name
        if self._layers is None:
            self._layers = self._tell(_keras_layers.seen(self.model, self._inputs()))

    def on_train_batch_begin(self, batch, logs=None):
        self.step += 1
        self._before = None
        if is_sampled(self.step):
            self._look()
            self._before = [weights_of(layer) for layer in self._layers]

    def on_train_batch_end(self, batch, logs=None):
        if self._before is None:
            return
        self._recorder.loss(self.step, self._loss if self._loss is not None else float((logs or {}).get("loss", 0.0)))
        self._synchronise()
        for place, (layer, before) in enumerate(zip(self._layers, self._before, strict=True)):
            if before is not None and layer.layer.trainable:
                self._recorder.update(place, before, weights_of(layer))
        self._before = None
        if self._raising:
            for finding in findings_of(self.trace, self._thresholds):
                if finding.rule in self._raising or finding.severity in self._raising:
                    raise Found(finding)

    # What is made of it.

    def _inputs(self):
        return [one for one in self._given] if self._several else self._given[0]

    def _synchronise(self):
        # With JAX the weights of the model are those of the last time somebody asked.
        getattr(self.model, "jax_state_sync", lambda: None)()

    def _tell(self, layers):
        ending, last = None, next((layer for layer in layers if layer.output), None)
        loss, logits = loss_of(self.model)
        if last is not None and last.activation in ("softmax", "log_softmax") and not logits:
            ending = last.activation
            if last.kind == "rows":
                layers = layers[:-1]
                layers[-1].output = True
            else:
                last.activation = "linear"
        words, task = _LOSSES.get(loss, (None, None))
        if logits and ending is None:
            ending = "sigmoid" if task == "binary" else "softmax" if task == "multiclass" else None
        if task == "binary" and last is not None and last.units > 1:
            task = "multilabel"
        about = {"source": "keras", "task": task, "loss": words, "output_activation": ending or "linear", "outputs": last.units if last else None}
        rate = getattr(getattr(self.model, "optimizer", None), "learning_rate", None)
        about["learning_rate"] = float(rate) if rate is not None and float(rate) > 0 else None
        self._recorder.about(json.dumps({key: value for key, value in about.items() if value is not None}))
        for place, layer in enumerate(layers):
            self._recorder.layer(json.dumps(layer.told(place, self._initial)), layer.places, *layer.initial_weights(), by_unit=False)
        self._rows(task)
        return layers

    def _rows(self, task):
        rows = self._given[0]
        if rows.dtype.kind != "f" or rows.ndim < 2:
            return
        inputs = np.ascontiguousarray(rows.reshape(len(rows), -1), dtype=np.float32)
        names = [f"column {place + 1}" for place in range(inputs.shape[1])] if rows.ndim == 2 else []
        answers = self._answers
        if answers is None or len(answers) != len(rows) or answers.dtype.kind not in "fiub":
            self._recorder.data(inputs, names)
        elif task in ("multiclass", "binary") and (answers.ndim == 1 or answers.shape[1] == 1):
            self._recorder.data(inputs, names, answers.reshape(-1).astype(np.int64).tolist())
        elif task == "multiclass":
            self._recorder.data(inputs, names, answers.argmax(-1).tolist())
        else:
            self._recorder.data(inputs, names, None, np.ascontiguousarray(answers.reshape(len(answers), -1), dtype=np.float32))

    def _look(self):
        self._synchronise()
        seen = _keras_layers.seen(self.model, self._inputs())
        rows = len(self._given[0])
        for place, (layer, now) in enumerate(zip(self._layers, seen, strict=False)):
            before, after = (None if one is None else one.reshape(-1) for one in (now.before, now.after))
            self._recorder.sample(place, self.step, rows, before, after, None, None, weights_of(layer))
        self._loss = None
        if self._answers is not None:
            said = self.model(self._inputs(), training=False)
            truth = keras.ops.convert_to_tensor(self._answers)
            self._loss = float(keras.ops.convert_to_numpy(self.model.compute_loss(x=self._inputs(), y=truth, y_pred=said)))


def loss_of(model):
    """The loss's name, and whether it takes logits."""
    loss = getattr(model, "loss", None)
    if isinstance(loss, str):
        return loss.lower(), False
    name = getattr(loss, "name", None) or getattr(loss, "__name__", "")
    return name, bool(getattr(loss, "_fn_kwargs", {}).get("from_logits", False))


def weights_of(layer):
    """Its weights one after the other; None if it has none."""
    weights = [keras.ops.convert_to_numpy(weight).astype(np.float32).reshape(-1) for weight in layer.weights]
    return np.concatenate(weights) if weights else None
