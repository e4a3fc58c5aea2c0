"""Writes models as Keras exports them, by the backend that is there (PyTorch, or TensorFlow with tf2onnx): `NAME.onnx`, with inputs
`NAME.x` and what it computes, `NAME.y`. Images have their channels last in Keras and first in nonlin: `NAME.x` has them first."""
import importlib.util
import os
import pathlib
import sys

BACKEND = "tensorflow" if importlib.util.find_spec("tensorflow") else "torch"
os.environ.setdefault("KERAS_BACKEND", BACKEND)
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers

folder = pathlib.Path(sys.argv[1])
random = np.random.default_rng(0)
MODELS = {
    "mlp": ((6,), [layers.Dense(8, activation="relu"), layers.Dropout(0.2), layers.Dense(8, activation="tanh"), layers.Dense(3, activation="softmax")]),
    "others": ((6,), [layers.Dense(8, activation="elu"), layers.Dense(8, activation="gelu"), layers.LeakyReLU(negative_slope=0.1), layers.Dense(1, activation="sigmoid")]),
    "cnn": (
        (12, 12, 1),
        [
            layers.Conv2D(4, 3, padding="same", activation="relu"), layers.MaxPooling2D(2), layers.Conv2D(6, 3, activation="silu"),
            layers.Flatten(), layers.Dense(5, activation="relu"), layers.Dense(3, activation="softmax"),
        ],
    ),
    "colours": ((9, 9, 3), [layers.Conv2D(4, 3, strides=2, activation="mish"), layers.AveragePooling2D(2), layers.GlobalAveragePooling2D(), layers.Dense(3)]),
}
if BACKEND == "torch":
    # Written as an affine map; TensorFlow's exporter works it into its neighbours.
    MODELS["norm"] = ((6,), [layers.Dense(8, activation="silu"), layers.BatchNormalization(), layers.Dense(2)])
else:
    # PyTorch's backend writes recurrent layers out step by step, and no layer is left to be read.
    MODELS["lstm"] = ((7, 3), [layers.LSTM(5), layers.Dense(2, activation="softmax")])
for name, (shape, parts) in MODELS.items():
    model = keras.Sequential([keras.Input(shape), *parts])
    for weight in model.weights:
        # Keras starts biases at 0, which exporters leave out.
        spread = random.uniform(0.5, 1.5, weight.shape) if "variance" in weight.path else random.normal(0, 0.4, weight.shape)
        weight.assign(spread.astype("float32"))
    x = random.normal(size=(4, *shape)).astype("float32")
    y = np.asarray(keras.ops.convert_to_numpy(model(x)))
    model.export(str(folder / f"{name}.onnx"), format="onnx", verbose=False)
    (np.moveaxis(x, 3, 1) if x.ndim == 4 else x).astype("<f4").tofile(folder / f"{name}.x")
    y.astype("<f4").tofile(folder / f"{name}.y")
