"""Writes models as PyTorch exports them, by both of its exporters where they can: `NAME.onnx`, with inputs `NAME.x` and what it computes, `NAME.y`."""
import pathlib
import sys
import warnings

import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
folder = pathlib.Path(sys.argv[1])
torch.manual_seed(0)


class Last(nn.Module):
    """A recurrent layer's last state, and a dense layer."""

    def __init__(self, kind):
        super().__init__()
        self.layer, self.out = kind(3, 5, batch_first=True), nn.Linear(5, 2)

    def forward(self, x):
        states, _ = self.layer(x)
        return self.out(states[:, -1])


MODELS = {
    "mlp": (nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(dim=1)), (4, 6)),
    "gelu": (nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Linear(8, 1), nn.Sigmoid()), (4, 6)),
    "silu_mish": (nn.Sequential(nn.Linear(6, 8), nn.SiLU(), nn.Linear(8, 8), nn.Mish(), nn.Linear(8, 2)), (4, 6)),
    "others": (nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 8), nn.ELU(0.7), nn.Linear(8, 8), nn.Hardtanh(), nn.Linear(8, 2)), (4, 6)),
    "norms": (nn.Sequential(nn.Linear(6, 8), nn.LayerNorm(8), nn.PReLU(8), nn.Dropout(0.3), nn.Linear(8, 2)), (4, 6)),
    "cnn": (
        nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.BatchNorm2d(6), nn.ReLU(),
            nn.AvgPool2d(2), nn.Flatten(), nn.Linear(24, 3),
        ),
        (4, 1, 12, 12),
    ),
    "global": (nn.Sequential(nn.Conv2d(2, 4, 3, stride=2), nn.SiLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)), (4, 2, 9, 9)),
    "lstm": (Last(nn.LSTM), (4, 7, 3)),
    "gru": (Last(nn.GRU), (4, 7, 3)),
    "rnn": (Last(nn.RNN), (4, 7, 3)),
}
for name, (model, shape) in MODELS.items():
    model = model.eval()
    x = torch.randn(shape)
    with torch.no_grad():
        y = model(x)
    for exporter, dynamo in (("script", False), ("dynamo", True)):
        if dynamo and name == "rnn":
            # It writes a plain RNN out step by step, and no layer is left to be read.
            continue
        path = folder / f"{name}_{exporter}.onnx"
        try:
            if dynamo:
                torch.onnx.export(model, (x,), path, dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim("batch")},))
            else:
                torch.onnx.export(model, (x,), path, dynamo=False, dynamic_axes={"x": {0: "batch"}}, input_names=["x"])
        except Exception as problem:  # One of the exporters may need a package that is not there.
            print(f"{path.name}: not exported: {str(problem).splitlines()[0][:100]}")
            path.unlink(missing_ok=True)
            continue
        x.numpy().astype("<f4").tofile(path.with_suffix(".x"))
        y.numpy().astype("<f4").tofile(path.with_suffix(".y"))
