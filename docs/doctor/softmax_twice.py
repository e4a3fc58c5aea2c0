"""A classifier of wines whose softmax is applied twice, and the same without: what it costs, and the model as ONNX.

    python3 docs/doctor/softmax_twice.py FOLDER        writes FOLDER/twice.onnx and FOLDER/once.onnx

Needs PyTorch and onnx.
"""
import csv
import pathlib
import statistics
import sys

import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def data(seed):
    """Features in scale, classes; 70 % of the rows to train on."""
    with open(ROOT / "data/wine.csv", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    x = torch.tensor([[float(cell) for cell in row[:-1]] for row in rows])
    y = torch.tensor([int(row[-1].removeprefix("class_")) for row in rows])
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    train, rest = order[: len(x) * 7 // 10], order[len(x) * 7 // 10 :]
    x = (x - x[train].mean(0)) / x[train].std(0)
    return x[train], y[train], x[rest], y[rest]


def trained(twice, seed):
    torch.manual_seed(seed)
    x, y, new_x, new_y = data(seed)
    layers = [nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3)]
    net = nn.Sequential(*layers, *([nn.Softmax(dim=1)] if twice else []), nn.LogSoftmax(dim=1))
    loss = nn.NLLLoss()
    optimiser = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(200):
        optimiser.zero_grad()
        loss(net(x), y).backward()
        optimiser.step()
    with torch.no_grad():
        scores = net(new_x)
        return net.eval(), loss(scores, new_y).item(), scores.exp().max(1).values.mean().item()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for name, twice in [("twice", True), ("once", False)]:
        results = [trained(twice, seed) for seed in range(1, 6)]
        losses, sure = (statistics.mean(result[place] for result in results) for place in (1, 2))
        print(f"softmax {name}: loss on new rows {losses:.3f}, the most likely class has a probability of {sure:.3f} in the mean")
        torch.onnx.export(results[0][0], (torch.zeros(1, 13),), f"{sys.argv[1]}/{name}.onnx", dynamo=False)
