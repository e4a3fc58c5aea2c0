"""The lab beside others: trials per minute beside PyTorch, scores beside scikit-learn's tuned multilayer perceptron.

    cargo build --release
    python3 benches/lab.py [--only trials|scores]

in an interpreter with PyTorch, pandas and scikit-learn. Prints Markdown for docs/STUDIES.md.
"""
import json
import multiprocessing
import pathlib
import statistics
import subprocess
import sys
import time

import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parent.parent
NONLIN = ROOT / "target/release/nonlin"
TABLES = [("penguins", "species"), ("wine", "cultivar"), ("breast_cancer", "diagnosis"), ("titanic", "survived"), ("diabetes", "progression")]


def lab(*options):
    start = time.time()
    run = subprocess.run([NONLIN, "lab", *options, "--no-store", "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(run.stdout), time.time() - start


def pytorch_trial(seed):
    """One training as the lab does it: wine, 13-64-64-3, Adam, batches of 32, at most 200 epochs, patience 20."""
    import torch
    from sklearn.model_selection import train_test_split

    torch.set_num_threads(1)
    table = pd.read_csv(ROOT / "data/wine.csv")
    y = table.pop("cultivar").astype("category").cat.codes.to_numpy()
    x = table.to_numpy(dtype=np.float32)
    train, rest, y_train, y_rest = train_test_split(x, y, train_size=0.6, stratify=y, random_state=seed)
    validation, _, y_validation, _ = train_test_split(rest, y_rest, train_size=0.5, stratify=y_rest, random_state=seed)
    mean, spread = train.mean(0), train.std(0)
    as_tensor = lambda a: torch.tensor((a - mean) / spread)
    train, validation = as_tensor(train), as_tensor(validation)
    y_train, y_validation = torch.tensor(y_train, dtype=torch.long), torch.tensor(y_validation, dtype=torch.long)
    torch.manual_seed(seed)
    net = torch.nn.Sequential(torch.nn.Linear(13, 64), torch.nn.ReLU(), torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 3))
    optimiser, loss = torch.optim.Adam(net.parameters(), lr=0.003), torch.nn.CrossEntropyLoss()
    best, since, epochs = float("inf"), 0, 0
    for epochs in range(1, 201):
        for batch in torch.randperm(len(train)).split(32):
            optimiser.zero_grad()
            loss(net(train[batch]), y_train[batch]).backward()
            optimiser.step()
        with torch.no_grad():
            now = loss(net(validation), y_validation).item()
        best, since = (now, 0) if now < best else (best, since + 1)
        if since >= 20:
            break
    return epochs


def trials():
    count = 40
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(pytorch_trial, range(4))  # Both have loaded everything.
        start = time.time()
        epochs = pool.map(pytorch_trial, range(count), chunksize=1)
        theirs = time.time() - start
    result, ours = lab("data/wine.csv", "--target", "cultivar", "--activations", "relu,tanh", "--learning-rates", "0.003", "--weight-decays", "0", "--seeds", "400")
    made = sum(ranked["trials"] for ranked in result["ranking"])
    per_minute = lambda n, seconds: 60 * n / seconds
    print("\n| wine, 13-64-64-3, Adam, early stopping, two cores | trials per minute | mean epochs |\n| --- | --- | --- |")
    print(f"| the lab | {per_minute(made, ours):.0f} | {result['ranking'][0]['epochs']:.0f} |")
    print(f"| PyTorch, two processes of one thread | {per_minute(count, theirs):.0f} | {statistics.mean(epochs):.0f} |")
    print(f"\n{per_minute(made, ours) / per_minute(count, theirs):.0f} times as many.")


def scores():
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.model_selection import GridSearchCV, train_test_split
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    print("\n| data | the lab: test score, 95 % interval | scikit-learn, tuned: mean of 5 splits |\n| --- | --- | --- |")
    for name, target in TABLES:
        result, _ = lab(f"data/{name}.csv", "--target", target)
        advised = next(r for r in result["ranking"] if r["activation"] == result["verdict"]["advice"])
        table = pd.read_csv(ROOT / f"data/{name}.csv").dropna(subset=[target])
        y = table.pop(target)
        encode = make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), make_column_selector(dtype_include=np.number)),
            (make_pipeline(SimpleImputer(strategy="constant", fill_value="missing"), OneHotEncoder(handle_unknown="ignore", max_categories=30)), make_column_selector(dtype_exclude=np.number)),
        )
        number = name == "diabetes"
        kind = MLPRegressor if number else MLPClassifier
        net = kind(hidden_layer_sizes=(64, 64), early_stopping=True, max_iter=200, n_iter_no_change=20)
        prefix = kind.__name__.lower()
        grid = {f"{prefix}__activation": ["relu", "tanh", "logistic"], f"{prefix}__learning_rate_init": [0.001, 0.003, 0.01], f"{prefix}__alpha": [1e-4, 1e-2]}
        found = []
        for seed in range(5):
            x_train, x_test, y_train, y_test = train_test_split(table, y, test_size=0.2, random_state=seed, stratify=None if number else y)
            search = GridSearchCV(make_pipeline(encode, net), grid, cv=3, n_jobs=2)
            found.append(search.fit(x_train, y_train).score(x_test, y_test))
        low, high = advised["test_interval"]
        print(f"| {name} | `{advised['activation']}` {advised['test']:.3f}, {low:.3f} to {high:.3f} | {statistics.mean(found):.3f} |", flush=True)


if __name__ == "__main__":
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    if only in (None, "trials"):
        trials()
    if only in (None, "scores"):
        scores()
