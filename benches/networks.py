"""Training steps of nonlin's networks beside PyTorch's, on the same data, in one run on one core.

    python -m venv ~/frameworks && ~/frameworks/bin/pip install torch numpy
    cargo build --release --manifest-path benches/networks/Cargo.toml
    ~/frameworks/bin/python benches/networks.py DATA                  speed, as a table
    ~/frameworks/bin/python benches/networks.py DATA --agree          one step from the same weights

DATA is a folder with `mnist/` (the four IDX files, gzipped), `wine.csv` and `japanese_vowels/` (a long CSV, gzipped). Adam, full training
step (forward, loss, backward, update), batches from memory. The two take turns for so many rounds; the best of each counts, for
what disturbs a measurement only makes it slower.
"""
import argparse
import csv
import gzip
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "benches/networks/target/release/networks-bench"


def dense(units, activation=None):
    return {"kind": "dense", "units": units, **({"activation": {"name": activation}} if activation else {})}


def conv(filters, kernel, padding, activation):
    return {"kind": "conv", "filters": filters, "kernel": [kernel] * 2, "padding": [padding] * 2, "activation": {"name": activation}}


POOL = {"kind": "max_pool", "kernel": [2, 2], "stride": [2, 2]}


def mlp(inputs, hidden, outputs, activation):
    return {"input": {"features": inputs}, "layers": [*(dense(units, activation) for units in hidden), dense(outputs)], "output": "softmax"}


def lenet(activation):
    layers = [conv(6, 5, 2, activation), POOL, conv(16, 5, 0, activation), POOL, {"kind": "flatten"}]
    layers += [dense(120, activation), dense(84, activation), dense(10)]
    return {"input": {"image": {"channels": 1, "height": 28, "width": 28}}, "layers": layers, "output": "softmax"}


def lstm(steps, features, units, outputs):
    layers = [{"kind": "recurrent", "cell": "lstm", "units": units}, dense(outputs)]
    return {"input": {"sequence": {"steps": steps, "features": features}}, "layers": layers, "output": "softmax"}


# What is trained: data set, network, rows per batch, and how many times PyTorch's speed it is to be.
WORKLOADS = [
    ("MNIST 784-128-64-10, relu", "mnist", mlp(784, [128, 64], 10, "relu"), 128, 2.0),
    ("MNIST 784-128-64-10, gelu", "mnist", mlp(784, [128, 64], 10, "gelu"), 128, 2.0),
    ("MNIST 784-128-64-10, mish", "mnist", mlp(784, [128, 64], 10, "mish"), 128, 2.5),
    ("MNIST 8 x 128, relu", "mnist", mlp(784, [128] * 8, 10, "relu"), 128, 2.0),
    ("MNIST 8 x 128, gelu", "mnist", mlp(784, [128] * 8, 10, "gelu"), 128, 2.0),
    ("MNIST 8 x 128, mish", "mnist", mlp(784, [128] * 8, 10, "mish"), 128, 2.5),
    ("wine 13-32-32-3, relu", "wine", mlp(13, [32, 32], 3, "relu"), 32, 40.0),
    ("wine 13-32-32-3, gelu", "wine", mlp(13, [32, 32], 3, "gelu"), 32, 40.0),
    ("LeNet on MNIST, relu", "mnist", lenet("relu"), 128, 1.2),
    ("LeNet on MNIST, tanh", "mnist", lenet("tanh"), 128, 1.2),
    ("LSTM 64 on japanese_vowels", "vowels", lstm(26, 12, 64, 9), 32, 5.0),
]


def one_hot(classes):
    names = sorted(set(classes))
    return np.eye(len(names), dtype=np.float32)[[names.index(c) for c in classes]]


def mnist(folder):
    images = np.frombuffer(gzip.open(folder / "mnist/train-images-idx3-ubyte.gz").read(), np.uint8, offset=16)
    labels = np.frombuffer(gzip.open(folder / "mnist/train-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
    return images.reshape(len(labels), 784).astype(np.float32) / 255, one_hot(labels.tolist()), None


def wine(folder):
    rows = list(csv.DictReader(open(folder / "wine.csv")))
    x = np.array([[float(value) for name, value in row.items() if name != "cultivar"] for row in rows], np.float32)
    return (x - x.mean(0)) / x.std(0), one_hot([row["cultivar"] for row in rows]), None


def vowels(folder):
    path = next((folder / "japanese_vowels").glob("*long.csv.gz"))
    rows = list(csv.DictReader(gzip.open(path, "rt")))
    values = [name for name in rows[0] if name.startswith("lpc")]
    cases = {}
    for row in rows:
        if row["split"] == "train":
            cases.setdefault(row["series_id"], []).append(row)
    steps = max(map(len, cases.values()))
    x, lengths = np.zeros((len(cases), steps, len(values)), np.float32), []
    for place, of in enumerate(cases.values()):
        x[place, : len(of)] = [[float(row[name]) for name in values] for row in of]
        lengths.append(len(of))
    return x, one_hot([of[0]["speaker"] for of in cases.values()]), np.array(lengths)


class LastState(torch.nn.Module):
    """An LSTM's state at each row's own end."""

    def __init__(self, inputs, units):
        super().__init__()
        self.lstm = torch.nn.LSTM(inputs, units, batch_first=True)

    def forward(self, x, lengths):
        states, _ = self.lstm(x)
        return states[torch.arange(len(x)), lengths - 1]


ACTIVATIONS = {"relu": torch.nn.ReLU, "gelu": torch.nn.GELU, "mish": torch.nn.Mish, "tanh": torch.nn.Tanh}


def model(spec):
    """The same network in PyTorch."""
    (kind, sizes), modules, shape = *spec["input"].items(), [], None
    shape = [sizes] if kind == "features" else [sizes["channels"], sizes["height"], sizes["width"]] if kind == "image" else [sizes["steps"], sizes["features"]]
    for layer in spec["layers"]:
        kind = layer["kind"]
        if kind == "dense":
            modules.append(torch.nn.Linear(shape[0], layer["units"]))
            shape = [layer["units"]]
        elif kind == "conv":
            kernel, padding = layer["kernel"][0], layer["padding"][0]
            modules.append(torch.nn.Conv2d(shape[0], layer["filters"], kernel, padding=padding))
            shape = [layer["filters"], *(side + 2 * padding - kernel + 1 for side in shape[1:])]
        elif kind == "max_pool":
            modules.append(torch.nn.MaxPool2d(2))
            shape = [shape[0], shape[1] // 2, shape[2] // 2]
        elif kind == "flatten":
            modules.append(torch.nn.Flatten())
            shape = [int(np.prod(shape))]
        elif kind == "recurrent":
            modules.append(LastState(shape[1], layer["units"]))
            shape = [layer["units"]]
        if layer.get("activation"):
            modules.append(ACTIVATIONS[layer["activation"]["name"]]())
    return torch.nn.Sequential(*modules)


def run(net, x, lengths):
    for module in net:
        x = module(x, lengths) if isinstance(module, LastState) else module(x)
    return x


class Torch:
    """PyTorch's side of a workload."""

    def __init__(self, spec, data, batch, rate=1e-3):
        x, t, lengths = data
        shape = (-1, 1, 28, 28) if "image" in spec["input"] else x.shape
        self.x, self.t = torch.from_numpy(x.reshape(shape).copy()), torch.from_numpy(t.argmax(1))
        self.lengths = None if lengths is None else torch.from_numpy(lengths)
        self.net, self.batch = model(spec), min(batch, len(t))
        self.optimiser = torch.optim.Adam(self.net.parameters(), lr=rate)
        self.loss = torch.nn.CrossEntropyLoss()

    def step(self, index):
        start = index % (len(self.t) // self.batch) * self.batch
        rows = slice(start, start + self.batch)
        self.optimiser.zero_grad(set_to_none=True)
        logits = run(self.net, self.x[rows], None if self.lengths is None else self.lengths[rows])
        loss = self.loss(logits, self.t[rows])
        loss.backward()
        self.optimiser.step()
        return loss.item()

    def speed(self, seconds):
        start, steps = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            self.step(steps)
            steps += 1
        return steps * self.batch / (time.perf_counter() - start)


class Nonlin:
    """The trainer of benches/networks, kept running."""

    def __init__(self):
        self.process = subprocess.Popen([BINARY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, order):
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit("the trainer ended; its message is above")
        return json.loads(answer)


def write(folder, data):
    x, t, lengths = data
    folder.mkdir(exist_ok=True)
    x.astype("<f4").tofile(folder / "x.f32")
    t.astype("<f4").tofile(folder / "t.f32")
    if lengths is not None:
        lengths.astype("<u4").tofile(folder / "lengths.u32")


def speeds(nonlin, sets, folder, rounds, seconds, only):
    print("| training step | nonlin, samples/s | PyTorch, samples/s | ratio | wanted |")
    print("| --- | --- | --- | --- | --- |")
    for name, of, spec, batch, wanted in WORKLOADS:
        if only and only not in name:
            continue
        other, best = Torch(spec, sets[of], batch), [0.0, 0.0]
        other.speed(0.3)
        order = {"data": str(folder / of), "spec": spec, "batch": batch, "learning_rate": 1e-3, "seconds": seconds}
        for _ in range(rounds):
            best[0] = max(best[0], nonlin.ask(order)["samples_per_second"])
            best[1] = max(best[1], other.speed(seconds))
        print(f"| {name} | {best[0]:,.0f} | {best[1]:,.0f} | {best[0] / best[1]:.2f} | {wanted:g} |", flush=True)
    if only:
        return
    order = {"data": str(folder / "mnist"), "spec": WORKLOADS[1][2], "batch": 128, "learning_rate": 1e-3, "seconds": seconds}
    best = [0.0, 0.0]
    for _ in range(2 * rounds):
        best[0] = max(best[0], nonlin.ask(order)["samples_per_second"])
        best[1] = max(best[1], nonlin.ask({**order, "observe_every": 100})["samples_per_second"])
    print(f"\nLooked into at 1 step in 100 ({WORKLOADS[1][0]}): {best[1] / best[0]:.3f} of the speed without.")
    memory = Nonlin().ask({**order, "memory": True})
    print(f"\nMemory of one epoch: {memory['peak'] / 1e6:.0f} MB at its peak, {memory['peak'] / memory['needed']:.2f} times what data, parameters, "
          "gradient, optimiser and one batch's activations take.")
    order = {"data": str(folder / "wine"), "spec": mlp(13, [64, 64], 3, "gelu"), "batch": 32, "learning_rate": 1e-3, "networks": 2000}
    big = {**order, "data": str(folder / "mnist"), "spec": mlp(784, [128, 64], 10, "gelu"), "batch": 128, "networks": 20}
    print("\n| twenty networks and more side by side | one core, samples/s | two cores, samples/s | ratio |")
    print("| --- | --- | --- | --- |")
    for name, order in [("2000 on wine 13-64-64-3, gelu", order), ("20 on MNIST 784-128-64-10, gelu", big)]:
        best = [max(nonlin.ask({**order, "threads": threads})["samples_per_second"] for _ in range(2)) for threads in (1, 2)]
        print(f"| {name} | {best[0]:,.0f} | {best[1]:,.0f} | {best[1] / best[0]:.2f} |", flush=True)


def load(net, layout):
    """Gives PyTorch the weights of our layout; returns how to read them back in that layout."""
    parameters, places = np.array(layout["parameters"], np.float32), []
    modules = [m for m in net if isinstance(m, (torch.nn.Linear, torch.nn.Conv2d, LastState))]
    names = {}
    for group in layout["groups"]:
        names.setdefault(group["layer"], []).append(group)
    for module, groups in zip(modules, names.values(), strict=True):
        for group in groups:
            target = module.lstm if isinstance(module, LastState) else module
            kind = {"weight": "weight", "bias": "bias"}.get(group["group"])
            if isinstance(module, LastState):
                kind = {"weight": "weight_ih_l0", "recurrent_weight": "weight_hh_l0", "bias": "bias_ih_l0"}[group["group"]]
                target.bias_hh_l0.data.zero_()
                target.bias_hh_l0.requires_grad_(False)
            tensor, turned = getattr(target, kind), len(group["shape"]) == 2 and not isinstance(module, torch.nn.Conv2d)
            values = parameters[group["start"] : group["end"]].reshape(group["shape"])
            tensor.data.copy_(torch.from_numpy((values.T if turned else values).copy().reshape(tensor.shape)))
            places.append((group, tensor, turned))

    def back():
        for group, tensor, turned in places:
            values = tensor.detach().numpy()
            values = values.T if turned else values
            parameters[group["start"] : group["end"]] = values.reshape(-1)
        return parameters.copy()

    return back


def agree(nonlin, sets, folder):
    """One step of Adam from the same weights; how far the parameters are apart after it, as a share of how far they moved."""
    print("| network | loss here | loss in PyTorch | apart, as a share of the move |")
    print("| --- | --- | --- | --- |")
    for name, of, spec, batch, _ in WORKLOADS:
        layout = nonlin.ask({"layout": spec})
        other = Torch(spec, sets[of], batch)
        back = load(other.net, layout)
        before = back()
        before.astype("<f4").tofile(folder / of / "before.f32")
        order = {"data": str(folder / of), "spec": spec, "batch": batch, "learning_rate": 1e-3}
        ours = nonlin.ask({**order, "parameters": str(folder / of / "before.f32")})["loss"]
        theirs = other.step(0)
        after = np.fromfile(folder / of / "after.f32", "<f4")
        # The first step of Adam is the rate times the sign of the gradient: where that is next to nothing (pixels that are always black)
        # its sign is noise, so the whole is compared, not each number.
        apart = np.linalg.norm(after - back()) / np.linalg.norm(back() - before)
        print(f"| {name} | {ours:.7f} | {theirs:.7f} | {apart:.1e} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--only", help="workloads whose name holds this text")
    parser.add_argument("--binary", type=pathlib.Path, default=BINARY)
    parser.add_argument("--agree", action="store_true")
    arguments = parser.parse_args()
    globals()["BINARY"] = arguments.binary
    torch.set_num_threads(1)
    torch.manual_seed(0)
    order = np.random.default_rng(0)
    sets = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, read in [("mnist", mnist), ("wine", wine), ("vowels", vowels)]:
            x, t, lengths = read(arguments.data)
            places = order.permutation(len(t))
            sets[name] = (x[places], t[places], None if lengths is None else lengths[places])
            write(folder / name, sets[name])
        if arguments.agree:
            agree(Nonlin(), sets, folder)
        else:
            speeds(Nonlin(), sets, folder, arguments.rounds, arguments.seconds, arguments.only)


if __name__ == "__main__":
    main()
