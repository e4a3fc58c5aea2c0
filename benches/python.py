"""The Python package beside formulas in NumPy, scipy.special, PyTorch and JAX: time per call, as a user calls it, for arrays of 1 to 32 M numbers.

    python3 benches/python.py            in an interpreter that has nonlin, and the others as far as they are to be compared

Prints Markdown. All take turns, round by round, and medians are compared. Each makes a new array per call, float32 in and out, and has the threads of
the machine unless `--threads` says otherwise. PyTorch and JAX are given arrays of their own; JAX's functions are compiled and waited for.
"""
import argparse
import importlib
import os
import statistics
import time

SIZES = [1, 64, 16_384, 33_554_432]
FUNCTIONS = ["sigmoid", "tanh", "silu", "gelu", "mish", "softmax"]
#: Softmax is taken over rows of so many numbers, or of all there are.
WIDTH = 1024
MEASUREMENT = 0.05
#: Seconds of calls before.
WARM = 0.2


def numpy_formulas(np, erf=None):
    """As they are written down; GELU needs an error function, which NumPy has not."""

    def softmax(x):
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)

    formulas = {
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "tanh": np.tanh,
        "silu": lambda x: x / (1 + np.exp(-x)),
        "mish": lambda x: x * np.tanh(np.logaddexp(np.float32(0), x)),
        "softmax": softmax,
    }
    if erf:
        formulas["gelu"] = lambda x: np.float32(0.5) * x * (1 + erf(x * np.float32(0.7071067811865476)))
    return formulas


def contestants(threads):
    """Name, how an array becomes one of theirs, how a result is waited for, the functions."""
    import numpy as np

    import nonlin

    def ours(accuracy):
        def call(name):
            function = getattr(nonlin, name)
            if name == "softmax":
                return lambda x: function(x, threads=threads)
            return lambda x: function(x, accuracy=accuracy, threads=threads)

        return {name: call(name) for name in FUNCTIONS}

    same = lambda x: x  # noqa: E731
    yield f"nonlin {nonlin.__version__} exact", same, same, ours("exact")
    yield f"nonlin {nonlin.__version__} fast", same, same, ours("fast")
    yield f"NumPy {np.__version__} formulas", same, same, numpy_formulas(np)
    try:
        special = importlib.import_module("scipy.special")
    except ImportError:
        print("scipy is not installed")
    else:
        theirs = {"sigmoid": special.expit, "softmax": lambda x: special.softmax(x, axis=-1), "gelu": numpy_formulas(np, special.erf)["gelu"]}
        yield f"scipy.special {importlib.import_module('scipy').__version__}", same, same, theirs
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed")
    else:
        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        f = torch.nn.functional
        theirs = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "silu": f.silu, "gelu": f.gelu, "mish": f.mish, "softmax": lambda x: torch.softmax(x, -1)}
        yield f"PyTorch {torch.__version__.split('+')[0]}", torch.from_numpy, same, theirs
    try:
        import jax
    except ImportError:
        print("JAX is not installed")
    else:
        nn = jax.nn
        theirs = {"sigmoid": nn.sigmoid, "tanh": jax.numpy.tanh, "silu": nn.silu, "gelu": lambda x: nn.gelu(x, approximate=False), "mish": nn.mish, "softmax": nn.softmax}
        yield f"JAX {jax.__version__}", jax.numpy.asarray, lambda y: y.block_until_ready(), {n: jax.jit(g) for n, g in theirs.items()}


def seconds(call, wait, x):
    """Per call, over enough calls for the clock, after as many as it takes until the system has given and taken back memory a few times."""
    warm = time.perf_counter() + WARM
    while time.perf_counter() < warm:
        wait(call(x))
    count = 3
    while True:
        start = time.perf_counter()
        for _ in range(count):
            y = call(x)
        wait(y)
        taken = time.perf_counter() - start
        if taken >= MEASUREMENT or count >= 1 << 20:
            return taken / count
        count = max(2 * count, int(count * MEASUREMENT / max(taken, 1e-7)))


def told(time_):
    """As a person reads it."""
    for unit, size in [("s", 1), ("ms", 1e-3), ("us", 1e-6)]:
        if time_ >= size:
            return f"{time_ / size:.3g} {unit}"
    return f"{time_ * 1e9:.0f} ns"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    arguments = parser.parse_args()
    os.environ.setdefault("XLA_FLAGS", f"--xla_cpu_multi_thread_eigen={'true' if arguments.threads > 1 else 'false'}")
    import numpy as np

    everyone = list(contestants(arguments.threads))
    print(f"\n{arguments.threads} threads, float32, medians of {arguments.rounds} rounds\n")
    for size in arguments.sizes:
        x = np.random.default_rng(0).normal(size=size).astype(np.float32)
        rows = x.reshape(-1, WIDTH) if size % WIDTH == 0 else x
        print(f"\n{size:,} numbers\n\n| | {' | '.join(FUNCTIONS)} |\n| --- |{' --- |' * len(FUNCTIONS)}")
        times = {}
        for _ in range(arguments.rounds):
            for name, made, wait, functions in everyone:
                for function in FUNCTIONS:
                    if function in functions:
                        array = made(rows if function == "softmax" else x)
                        times.setdefault((name, function), []).append(seconds(functions[function], wait, array))
        for name, *_ in everyone:
            cells = [told(statistics.median(times[name, f])) if (name, f) in times else "" for f in FUNCTIONS]
            print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
