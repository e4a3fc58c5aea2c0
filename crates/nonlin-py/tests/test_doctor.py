"""The doctor inside ordinary PyTorch loops: faults that it must find, and healthy twins of each, of which it must say nothing serious."""

import json

import pytest

torch = pytest.importorskip("torch")
sklearn_datasets = pytest.importorskip("sklearn.datasets")

import torch.nn.functional as F  # noqa: E402
from torch import nn  # noqa: E402

import nonlin  # noqa: E402

pytestmark = pytest.mark.torch


def standardised(x):
    x = torch.tensor(x, dtype=torch.float32)
    return (x - x.mean(0)) / (x.std(0) + 0.1)


def digits():
    x, y = sklearn_datasets.load_digits(return_X_y=True)
    return standardised(x / 16), torch.tensor(y)


def images():
    x, y = digits()
    return x.reshape(-1, 1, 8, 8), y


def rows_as_steps():
    x, y = digits()
    return x.reshape(-1, 8, 8), y


def long_rows():
    x, y = rows_as_steps()
    return x.repeat(1, 6, 1), y


def cancer():
    x, y = sklearn_datasets.load_breast_cancer(return_X_y=True)
    return standardised(x), torch.tensor(y, dtype=torch.float32)[:, None]


def diabetes():
    x, y = sklearn_datasets.load_diabetes(return_X_y=True)
    return standardised(x * 20), standardised(y)[:, None]


def loop(model, data, criterion=F.cross_entropy, optimiser=None, steps=150, batch=64, around=None, **options):
    """An ordinary loop, watched."""
    x, y = data
    optimiser = optimiser or torch.optim.Adam(model.parameters(), 1e-3)
    order = torch.Generator().manual_seed(1)
    with nonlin.doctor.watch(model, **options) as d:
        for _ in range(steps):
            chosen = torch.randint(0, len(x), (batch,), generator=order)
            optimiser.zero_grad()
            (around or (lambda made: made()))(lambda chosen=chosen: criterion(model(x[chosen]), y[chosen])).backward()
            optimiser.step()
    return d


def rules(d):
    return {finding.rule for finding in d.serious}


def layers(d):
    """What the trace says of each layer."""
    told = [json.loads(line) for line in d.trace.lines().splitlines()]
    return [line["layer"] for line in told if "layer" in line]


def mlp(activation=nn.ReLU, width=64, depth=3, inputs=64, outputs=10, ending=()):
    sizes = [inputs] + [width] * depth
    hidden = [part for a, b in zip(sizes, sizes[1:], strict=False) for part in (nn.Linear(a, b), activation())]
    return nn.Sequential(*hidden, nn.Linear(width, outputs), *ending)


class Functional(nn.Module):
    """Activations that are no modules."""

    def __init__(self, function=F.relu):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)
        self.function = function

    def forward(self, x):
        return F.log_softmax(self.c(self.function(self.b(torch.tanh(self.a(x))))), -1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 16, 3, padding=1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(16) for _ in range(5)])
        self.convolutions = nn.ModuleList([nn.Conv2d(16, 16, 3, padding=1, bias=False) for _ in range(4)])
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = F.relu(self.norms[0](self.stem(x)))
        for block in (0, 2):
            y = F.relu(self.norms[block + 1](self.convolutions[block](x)))
            y = self.norms[block + 2](self.convolutions[block + 1](y))
            x = F.relu(x + y)
        return self.head(x.mean((2, 3)))


class Encoder(nn.Module):
    """A small transformer over the rows of a picture."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8, 32)
        self.place = nn.Parameter(torch.randn(8, 32) * 0.1)
        layer = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.1, activation="gelu", batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(self.encoder(self.embed(x) + self.place).mean(1))


class Recurrent(nn.Module):
    def __init__(self, kind=nn.LSTM, **options):
        super().__init__()
        self.recurrent, self.head = kind(8, 48, batch_first=True, **options), nn.Linear(48, 10)

    def forward(self, x):
        return self.head(self.recurrent(x)[0][:, -1])


def autocast(made):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return made()


HEALTHY = {
    "tanh": lambda: loop(mlp(nn.Tanh), digits()),
    "relu": lambda: loop(mlp(), digits()),
    "relu in place": lambda: loop(mlp(lambda: nn.ReLU(inplace=True)), digits()),
    "gelu": lambda: loop(mlp(nn.GELU), digits()),
    "momentum": lambda: loop(model := mlp(nn.SiLU), digits(), optimiser=torch.optim.SGD(model.parameters(), 0.05, momentum=0.9)),
    "own functions": lambda: loop(Functional(), digits(), F.nll_loss),
    "convolutions": lambda: loop(
        nn.Sequential(
            *(nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(1)),
            *(nn.Flatten(), nn.Dropout(0.2), nn.Linear(32, 10)),
        ),
        images(),
    ),
    "residual": lambda: loop(Residual(), images()),
    "transformer": lambda: loop(Encoder(), rows_as_steps()),
    "lstm": lambda: loop(Recurrent(), rows_as_steps(), steps=250),
    "gru": lambda: loop(Recurrent(nn.GRU), rows_as_steps(), steps=250),
    "rnn": lambda: loop(Recurrent(nn.RNN), long_rows(), steps=100),
    "regression": lambda: loop(mlp(nn.ReLU, 32, 2, 10, 1), diabetes(), F.mse_loss),
    "binary": lambda: loop(mlp(nn.ReLU, 32, 2, 30, 1), cancer(), F.binary_cross_entropy_with_logits),
    "binary, sigmoid at the end": lambda: loop(mlp(nn.ReLU, 32, 2, 30, 1, [nn.Sigmoid()]), cancer(), F.binary_cross_entropy),
    "softmax at the end": lambda: loop(mlp(ending=[nn.Softmax(-1)]), digits(), lambda p, y: F.nll_loss(torch.log(p + 1e-9), y)),
    "autocast": lambda: loop(mlp(), digits(), around=autocast),
    "logistic": lambda: loop(nn.Linear(64, 10), digits()),
    "norm and dropout": lambda: loop(
        nn.Sequential(nn.Linear(64, 64), nn.LayerNorm(64), nn.GELU(), nn.Dropout(0.1), nn.Linear(64, 64), nn.Mish(), nn.Linear(64, 10)), digits()
    ),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_says_nothing_serious_of_a_healthy_loop(name):
    torch.manual_seed(0)
    d = HEALTHY[name]()
    assert not d.serious, str(d)
    assert not d.not_seen
    print(name, [finding.rule for finding in d.findings])


def without_last(model):
    """An optimiser that the last layer was left out of."""
    return torch.optim.Adam([parameter for name, parameter in model.named_parameters() if not name.startswith("6.")], 1e-3)


def dead():
    model = mlp()
    with torch.no_grad():
        for layer in (model[0], model[2]):
            layer.bias.fill_(-8.0)
    return loop(model, digits())


def large_weights(model, factor):
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "weight_hh" in name:
                weight.mul_(factor)
    return model


FAULTY = {
    "dead_units": dead,
    "vanishing_gradient": lambda: loop(mlp(nn.Sigmoid, 32, 20), digits(), steps=80),
    "double_softmax": lambda: loop(mlp(ending=[nn.Softmax(-1)]), digits()),
    "double_softmax, no module": lambda: loop(Functional(lambda x: F.softmax(x, -1)), digits()),
    "untrained_layer": lambda: loop(model := mlp(), digits(), optimiser=without_last(model)),
    "exploding_gradient": lambda: loop(large_weights(Recurrent(nn.RNN, nonlinearity="relu"), 3.0), long_rows(), steps=60),
    "learning_rate_high": lambda: loop(model := mlp(), digits(), optimiser=torch.optim.SGD(model.parameters(), 20.0)),
    "not_finite": lambda: loop(model := mlp(), (digits()[0] * 1e25, digits()[1]), optimiser=torch.optim.SGD(model.parameters(), 1.0)),
    "no_nonlinearity": lambda: loop(mlp(nn.Identity), digits()),
    "no_nonlinearity, autocast": lambda: loop(mlp(nn.Identity), digits(), around=autocast),
    "linear_pair": lambda: loop(Functional(lambda x: x), digits(), F.nll_loss),
    "inputs_not_scaled": lambda: loop(mlp(), (digits()[0] * 300, digits()[1])),
    "unrelated_labels": lambda: loop(mlp(), (digits()[0], digits()[1][torch.randperm(1797)])),
    "output_layer": lambda: loop(mlp(ending=[nn.ReLU()]), digits()),
    "output_layer, regression": lambda: loop(mlp(nn.ReLU, 32, 2, 10, 1, [nn.Sigmoid()]), diabetes(), F.mse_loss),
    "symmetric_weights": lambda: loop(constant(mlp()), digits()),
    "saturated_units": lambda: loop(mlp(nn.Tanh), (digits()[0] * 9 + 200, digits()[1])),
}


def constant(model):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(0.1)
    return model


@pytest.mark.parametrize("name", FAULTY)
def test_finds_the_fault(name):
    torch.manual_seed(0)
    d = FAULTY[name]()
    assert name.split(",")[0] in rules(d), str(d)


def test_notices_dropout_before_batch_normalisation():
    torch.manual_seed(0)
    parts = [nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.BatchNorm1d(64), nn.Linear(64, 10)]
    d = loop(nn.Sequential(*parts), digits(), steps=30)
    assert [(finding.rule, finding.severity) for finding in d.findings] == [("dropout_order", "notice")]
    after = [*parts[:2], nn.BatchNorm1d(64), nn.Dropout(0.5), parts[-1]]
    assert not loop(nn.Sequential(*after), digits(), steps=30).findings


def test_the_way_through_a_residual_network():
    d = loop(Residual(), images(), steps=2)
    told = layers(d)
    sums = [place for place, layer in enumerate(told) if layer["kind"] == "add"]
    assert [told[place]["inputs"] for place in sums] == [[2, 7], [9, 14]]
    assert [place for place, layer in enumerate(told) if layer.get("residual")] == [*range(3, 8), *range(10, 15)]
    assert [layer["activation"] for layer in told if layer["kind"] == "activation"] == ["relu"] * 5
    assert told[-1]["output"] and told[-1]["rearranged"] and told[-1]["inputs"] == [len(told) - 2]
