"""A classifier of penguins whose rows have gaps, read as NaN; and the same with the gaps filled.

    python3 docs/doctor/nan_in_rows.py FOLDER          writes FOLDER/gaps.onnx, FOLDER/filled.onnx, and the rows of both as CSV

Needs PyTorch and onnx.
"""
import csv
import pathlib
import sys

import torch
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COLUMNS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]


def data():
    """Features in scale, with NaN where there is a gap, and classes."""
    with open(ROOT / "data/penguins.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    number = lambda cell: float("nan") if cell == "NA" else float(cell)
    x = torch.tensor([[number(row[column]) for column in COLUMNS] for row in rows])
    species = sorted({row["species"] for row in rows})
    y = torch.tensor([species.index(row["species"]) for row in rows])
    seen = x[~x.isnan().any(1)]
    return (x - seen.mean(0)) / seen.std(0), y


def trained(x, y):
    torch.manual_seed(1)
    order = torch.randperm(len(x))
    train, rest = order[:240], order[240:]
    net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
    loss = nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(200):
        optimiser.zero_grad()
        loss(net(x[train]), y[train]).backward()
        optimiser.step()
    with torch.no_grad():
        scores = net(x[rest])
        return net.eval(), loss(scores, y[rest]).item(), (scores.argmax(1) == y[rest]).float().mean().item()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    x, y = data()
    # The mean is 0, for the columns are in scale.
    for name, rows in [("gaps", x), ("filled", x.nan_to_num(0.0))]:
        net, loss, right = trained(rows, y)
        print(f"{name}: loss on new rows {loss:.3f}, {100 * right:.1f} % right")
        torch.onnx.export(net, (torch.zeros(1, 4),), f"{sys.argv[1]}/{name}.onnx", dynamo=False)
        with open(f"{sys.argv[1]}/{name}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([COLUMNS, *rows.tolist()])
