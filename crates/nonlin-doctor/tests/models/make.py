"""Writes the models of this folder as frameworks export them: `healthy/NAME.onnx`, and `faulty/NAME.RULE.onnx` with one fault, which RULE has to find;
`broken/` has what is refused.

Needs PyTorch (both exporters), Keras on it, and scikit-learn with skl2onnx; seeds are fixed, but another version of a framework may write other
files. Weights are as initialised; what is there is the shape of the graphs.
"""
import math
import os
import pathlib
import warnings

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import onnx
import torch
from sklearn.datasets import load_iris
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skl2onnx import to_onnx
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
TOKENS = "tokens"


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return F.relu(self.layers(x) + x)


class Inverted(nn.Module):
    """The block of MobileNet v3: wide, a convolution per channel, squeeze and excitation, narrow without an activation."""

    def __init__(self, channels, activation):
        super().__init__()
        wide = 2 * channels
        self.expand = nn.Sequential(nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide), activation())
        self.depthwise = nn.Sequential(nn.Conv2d(wide, wide, 3, padding=1, groups=wide, bias=False), nn.BatchNorm2d(wide), activation())
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(wide, 4, 1), nn.ReLU(), nn.Conv2d(4, wide, 1), nn.Hardsigmoid())
        self.project = nn.Sequential(nn.Conv2d(wide, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x):
        y = self.depthwise(self.expand(x))
        return x + self.project(y * self.squeeze(y))


class Encoder(nn.Module):
    """A transformer encoder over tokens."""

    def __init__(self, first=True):
        super().__init__()
        self.tokens, self.places = nn.Embedding(20, 8), nn.Parameter(torch.randn(1, 6, 8) * 0.02)
        layer = nn.TransformerEncoderLayer(8, 2, 16, activation="gelu", batch_first=True, norm_first=first)
        self.encoder = nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
        self.norm, self.out = nn.LayerNorm(8), nn.Linear(8, 3)

    def forward(self, x):
        return self.out(self.norm(self.encoder(self.tokens(x) + self.places)).mean(1))


class RootMeanSquare(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.scale


class Decoder(nn.Module):
    """A block as in large language models: normalisation by the mean square, attention, SwiGLU."""

    def __init__(self):
        super().__init__()
        self.tokens, self.first, self.second = nn.Embedding(20, 8), RootMeanSquare(8), RootMeanSquare(8)
        self.query, self.key, self.value, self.mixed = (nn.Linear(8, 8, bias=False) for _ in range(4))
        self.gate, self.up, self.down, self.out = nn.Linear(8, 16), nn.Linear(8, 16), nn.Linear(16, 8), nn.Linear(8, 20)

    def forward(self, x):
        x = self.tokens(x)
        y = self.first(x)
        x = x + self.mixed((self.query(y) @ self.key(y).transpose(1, 2) / math.sqrt(8)).softmax(-1) @ self.value(y))
        y = self.second(x)
        return self.out(x + self.down(F.silu(self.gate(y)) * self.up(y)))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layer, self.out = kind(3, 4, batch_first=True, bidirectional=True), nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.layer(x)[0][:, -1])


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.classes, self.number = nn.Linear(6, 8), nn.Linear(8, 3), nn.Linear(8, 1)

    def forward(self, x):
        y = F.relu(self.body(x))
        return F.softmax(self.classes(y), 1), self.number(y)


class Step(nn.Module):
    def forward(self, x):
        return (x > 0).float()


def dense(*layers):
    return nn.Sequential(*layers)


def image(*layers):
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LazyLinear(3))


TABLE, PICTURE, SEQUENCE = (4, 6), (2, 3, 8, 8), (4, 5, 3)
HEALTHY = {
    "mlp": (lambda: dense(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(1)), TABLE),
    "activations": (
        lambda: dense(
            nn.Linear(6, 6), nn.GELU(), nn.Linear(6, 6), nn.GELU("tanh"), nn.Linear(6, 6), nn.SiLU(), nn.Linear(6, 6), nn.Mish(), nn.Linear(6, 6),
            nn.Hardswish(), nn.Linear(6, 6), nn.PReLU(), nn.Linear(6, 6), nn.ReLU6(), nn.Linear(6, 6), nn.SELU(), nn.Linear(6, 6), nn.Softsign(),
            nn.Linear(6, 6), nn.LogSigmoid(), nn.Linear(6, 6), nn.CELU(), nn.Linear(6, 2), nn.LogSoftmax(1),
        ),
        TABLE,
    ),
    "resnet": (lambda: image(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), Residual(4), Residual(4)), PICTURE),
    "mobilenet": (lambda: image(nn.Conv2d(3, 4, 3, 2, 1), nn.Hardswish(), Inverted(4, nn.ReLU6), Inverted(4, nn.Hardswish)), PICTURE),
    "encoder": (Encoder, TOKENS),
    "decoder": (Decoder, TOKENS),
    "lstm": (lambda: Recurrent(nn.LSTM), SEQUENCE),
    "gru": (lambda: Recurrent(nn.GRU), SEQUENCE),
    "heads": (Heads, TABLE),
}


def spoilt(layer, value):
    with torch.no_grad():
        layer.weight.view(-1)[5 if math.isnan(value) else slice(None)] = value
    return layer


FAULTY = {
    "softmax_twice.double_softmax": (lambda: dense(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(1), nn.Softmax(1)), TABLE),
    "encoder_softmax_twice.double_softmax": (lambda: dense(Encoder(False), nn.Softmax(1), nn.LogSoftmax(1)), TOKENS),
    "relu_before_softmax.output_layer": (lambda: dense(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3), nn.ReLU(), nn.Softmax(1)), TABLE),
    "two_linear.linear_pair": (lambda: dense(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3)), TABLE),
    "two_convolutions.linear_pair": (lambda: image(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Conv2d(4, 4, 3), nn.ReLU()), PICTURE),
    "identity.no_nonlinearity": (lambda: dense(nn.Linear(6, 8), nn.Identity(), nn.Linear(8, 8), nn.Linear(8, 3)), TABLE),
    "step.zero_slope": (lambda: dense(nn.Linear(6, 8), Step(), nn.Linear(8, 3)), TABLE),
    "nan.not_finite": (lambda: dense(spoilt(nn.Linear(6, 8), math.nan), nn.ReLU(), nn.Linear(8, 3)), TABLE),
    "constant.symmetric_weights": (lambda: dense(nn.Linear(6, 8), nn.ReLU(), spoilt(nn.Linear(8, 8), 0.1), nn.ReLU(), nn.Linear(8, 3)), TABLE),
    "selu_dropout.self_normalising": (lambda: dense(nn.Linear(6, 8), nn.SELU(), nn.Dropout(0.2), nn.Linear(8, 8), nn.SELU(), nn.Linear(8, 3)), TABLE),
    "dropout_before_norm.dropout_order": (lambda: dense(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.2), nn.BatchNorm1d(8), nn.Linear(8, 3)), TABLE),
}
# Dropout and normalisations are in a model only as long as it is trained.
TRAINING = {"selu_dropout.self_normalising", "dropout_before_norm.dropout_order"}


def slim(path):
    """Without what says where in somebody's program a node comes from."""
    model = onnx.load(path)
    del model.metadata_props[:]
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]:
        del value.metadata_props[:]
    del model.graph.metadata_props[:]
    model.functions.sort(key=lambda function: function.name)
    for function in model.functions:
        del function.metadata_props[:]
        for node in function.node:
            del node.metadata_props[:]
            node.doc_string = ""
    del model.graph.value_info[:]
    path.write_bytes(model.SerializeToString())


def by_torch(folder, name, make, shape):
    torch.manual_seed(0)
    x = torch.randint(0, 20, (2, 6)) if shape == TOKENS else torch.randn(shape)
    model = make().train()
    model(x)
    training = name in TRAINING
    for exporter in ("script", "dynamo"):
        if exporter == "dynamo" and (training or folder == "faulty"):
            continue
        path = HERE / folder / (f"{name}_{exporter}.onnx" if folder == "healthy" else f"{name}.onnx")
        if exporter == "dynamo":
            batch = ({0: torch.export.Dim("batch")},)
            torch.onnx.export(model.eval(), (x,), path, dynamo=True, external_data=False, dynamic_shapes=batch, verbose=False)
        else:
            mode = torch.onnx.TrainingMode.TRAINING if training else torch.onnx.TrainingMode.EVAL
            torch.onnx.export(
                model.train(training), (x,), path, dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "batch"}}, training=mode,
                do_constant_folding=not training,
            )
        slim(path)


def by_keras(folder, name, shape, *layers):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input(shape), *layers])
    model(np.zeros((1, *shape), "float32"))
    path = HERE / folder / f"{name}.onnx"
    model.export(str(path), format="onnx", verbose=False)
    slim(path)


def by_sklearn():
    x, y = load_iris(return_X_y=True)
    model = make_pipeline(StandardScaler(), MLPClassifier((8,), activation="tanh", max_iter=200, random_state=0)).fit(x, y)
    path = HERE / "healthy" / "sklearn.onnx"
    path.write_bytes(to_onnx(model, x[:1].astype("float32"), options={"zipmap": False}).SerializeToString())


def broken():
    """A graph that needs its own result, and weights outside of the model's folder."""
    from onnx import TensorProto, helper

    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 2]) for name in "xy")
    nodes = [helper.make_node("Add", ["x", "b"], ["a"]), helper.make_node("Relu", ["a"], ["b"]), helper.make_node("Relu", ["b"], ["y"])]
    (HERE / "broken" / "cyclic.onnx").write_bytes(helper.make_model(helper.make_graph(nodes, "g", [x], [y])).SerializeToString())
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, 2], data_location=TensorProto.EXTERNAL)
    weight.external_data.add(key="location", value="../../secret.bin")
    graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "g", [x], [y], [weight])
    (HERE / "broken" / "outside.onnx").write_bytes(helper.make_model(graph).SerializeToString())


def main():
    for folder in ("healthy", "faulty", "broken"):
        (HERE / folder).mkdir(exist_ok=True)
    for name, (make, shape) in HEALTHY.items():
        by_torch("healthy", name, make, shape)
    for name, (make, shape) in FAULTY.items():
        by_torch("faulty", name, make, shape)
    layers = keras.layers
    by_keras(
        "healthy", "keras_cnn", (8, 8, 3), layers.Conv2D(4, 3, padding="same", use_bias=False), layers.BatchNormalization(), layers.Activation("relu6"),
        layers.DepthwiseConv2D(3), layers.Conv2D(6, 1), layers.Activation("hard_silu"), layers.GlobalAveragePooling2D(), layers.Dense(3, activation="softmax"),
    )
    by_keras("healthy", "keras_mlp", (6,), layers.Dense(8, activation="gelu"), layers.Dense(8, activation="mish"), layers.Dense(1, activation="sigmoid"))
    by_keras("faulty", "keras.linear_pair", (8, 8, 3), layers.Conv2D(4, 3), layers.Conv2D(4, 3), layers.ReLU(), layers.Flatten(), layers.Dense(3))
    by_sklearn()
    broken()


if __name__ == "__main__":
    main()
