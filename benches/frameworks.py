"""Activation functions of nonlin beside those of PyTorch, JAX and ONNX Runtime, forward and backward, on the CPU.

    python3 -m venv ~/frameworks && ~/frameworks/bin/pip install torch jax onnxruntime onnx numpy
    cargo build --release && ~/frameworks/bin/python benches/frameworks.py

On Linux `torch` brings some 5 GB of CUDA libraries that are not needed here; `--index-url https://download.pytorch.org/whl/cpu`
has it without them. A framework that is missing is left out, with a message. Prints Markdown.

All take turns, round by round, so that a machine that drifts slows all of them, and medians are compared. The time of the
same call on one number is measured too and taken off, so that Python's share is not held against a framework.
"""
import argparse
import collections
import gc
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ELEMENTWISE = [
    "relu", "leaky_relu", "sigmoid", "tanh", "silu", "gelu", "gelu_tanh", "elu", "selu", "softplus", "mish", "hard_swish",
]
ROWS = ["softmax", "log_softmax"]
HALF = ["relu", "sigmoid", "tanh", "silu", "gelu", "gelu_tanh"]
# Klambauer et al. 2017.
SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805
# Seconds: a batch of calls is long enough for the clock, and so short that another program rarely comes between.
BATCH, MEASUREMENT = 0.0005, 0.03


class Missing(Exception):
    """A framework is not installed, or has not the function."""


class PyTorch:
    """Into results that exist already, where PyTorch can."""

    def __init__(self, threads, half=False):
        try:
            import torch
        except Exception as error:  # a broken CUDA installation raises more than ImportError
            raise Missing(f"PyTorch cannot be imported: {error}") from error
        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self.torch, self.half = torch, half
        self.name = f"PyTorch {torch.__version__.split('+')[0]}" + (" bf16" if half else "")
        self.note = f"{self.name} with {torch.backends.cpu.get_cpu_capability()}"

    def tensor(self, array):
        tensor = self.torch.from_numpy(array.copy())
        return tensor.bfloat16() if self.half else tensor

    def forward(self, function, x):
        aten, x = self.torch.ops.aten, self.tensor(x)
        y = self.torch.empty_like(x)
        call, arguments, named = {
            "relu": (aten.clamp_min.out, (0,), {}),
            "leaky_relu": (aten.leaky_relu.out, (0.01,), {}),
            "sigmoid": (aten.sigmoid.out, (), {}),
            "tanh": (aten.tanh.out, (), {}),
            "silu": (aten.silu.out, (), {}),
            "gelu": (aten.gelu.out, (), {"approximate": "none"}),
            "gelu_tanh": (aten.gelu.out, (), {"approximate": "tanh"}),
            "elu": (aten.elu.out, (), {}),
            # What PyTorch's own SELU calls.
            "selu": (aten.elu.out, (SELU_ALPHA, SELU_SCALE), {}),
            "softplus": (aten.softplus.out, (), {}),
            "mish": (aten.mish.out, (), {}),
            "hard_swish": (aten.hardswish.out, (), {}),
            "softmax": (aten._softmax.out, (-1, False), {}),
            "log_softmax": (aten._log_softmax.out, (-1, False), {}),
        }[function]
        return lambda: call(x, *arguments, **named, out=y)

    def backward(self, function, x):
        aten, x = self.torch.ops.aten, self.tensor(x)
        dy, dx = self.torch.ones_like(x), self.torch.empty_like(x)
        y = self.forward(function, x.float().numpy())().clone()
        into = {"grad_input": dx}
        call, arguments, named = {
            "relu": (aten.threshold_backward.grad_input, (dy, x, 0), into),
            "leaky_relu": (aten.leaky_relu_backward.grad_input, (dy, x, 0.01, False), into),
            "sigmoid": (aten.sigmoid_backward.grad_input, (dy, y), into),
            "tanh": (aten.tanh_backward.grad_input, (dy, y), into),
            "silu": (aten.silu_backward.grad_input, (dy, x), into),
            "gelu": (aten.gelu_backward.grad_input, (dy, x), {"approximate": "none", **into}),
            "gelu_tanh": (aten.gelu_backward.grad_input, (dy, x), {"approximate": "tanh", **into}),
            "elu": (aten.elu_backward.grad_input, (dy, 1.0, 1.0, 1.0, False, x), into),
            "selu": (aten.elu_backward.grad_input, (dy, SELU_ALPHA, SELU_SCALE, 1.0, False, x), into),
            "softplus": (aten.softplus_backward.grad_input, (dy, x, 1.0, 20.0), into),
            # These two have no form that writes into an existing result without copying.
            "mish": (aten.mish_backward.default, (dy, x), {}),
            "hard_swish": (aten.hardswish_backward.default, (dy, x), {}),
            "softmax": (aten._softmax_backward_data.out, (dy, y, -1, x.dtype), into),
            "log_softmax": (aten._log_softmax_backward_data.out, (dy, y, -1, x.dtype), {"out": dx}),
        }[function]
        return lambda: call(*arguments, **named)


class Jax:
    """Compiled by XLA; a result is always a new array."""

    def __init__(self, threads):
        if threads == 1:
            os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
        os.environ["JAX_PLATFORMS"] = "cpu"
        try:
            import jax
        except ImportError as error:
            raise Missing(f"JAX cannot be imported: {error}") from error
        # Otherwise larger arrays are handed to another thread, and that is what would be measured.
        jax.config.update("jax_cpu_enable_async_dispatch", False)
        self.jax = jax
        self.name = self.note = f"JAX {jax.__version__}"

    def function(self, function):
        nn = self.jax.nn
        return {
            "relu": nn.relu, "leaky_relu": nn.leaky_relu, "sigmoid": nn.sigmoid, "tanh": self.jax.numpy.tanh, "silu": nn.silu,
            "gelu": lambda x: nn.gelu(x, approximate=False), "gelu_tanh": lambda x: nn.gelu(x, approximate=True),
            "elu": nn.elu, "selu": nn.selu, "softplus": nn.softplus, "mish": nn.mish, "hard_swish": nn.hard_swish,
            "softmax": nn.softmax, "log_softmax": nn.log_softmax,
        }[function]

    def forward(self, function, x):
        compiled, x = self.jax.jit(self.function(function)), self.jax.device_put(x)
        return lambda: compiled(x).block_until_ready()

    def backward(self, function, x):
        f = self.function(function)
        compiled = self.jax.jit(lambda x, dy: self.jax.vjp(f, x)[1](dy)[0])
        x = self.jax.device_put(x)
        dy = self.jax.numpy.ones_like(x)
        return lambda: compiled(x, dy).block_until_ready()


class OnnxRuntime:
    """A model of the one operation, its input and output bound to arrays that exist already."""

    def __init__(self, threads):
        try:
            import onnx
            import onnxruntime
        except ImportError as error:
            raise Missing(f"ONNX Runtime cannot be imported: {error}") from error
        onnxruntime.set_default_logger_severity(3)
        self.onnx, self.ort, self.threads = onnx, onnxruntime, threads
        self.name = self.note = f"ONNX Runtime {onnxruntime.__version__}"

    def nodes(self, function):
        node = self.onnx.helper.make_node
        if function == "silu":
            # There is no such operation; the runtime fuses the two.
            return [node("Sigmoid", ["x"], ["s"]), node("Mul", ["x", "s"], ["y"])]
        operation, attributes = {
            "relu": ("Relu", {}), "leaky_relu": ("LeakyRelu", {"alpha": 0.01}), "sigmoid": ("Sigmoid", {}),
            "tanh": ("Tanh", {}), "gelu": ("Gelu", {}), "gelu_tanh": ("Gelu", {"approximate": "tanh"}), "elu": ("Elu", {}),
            "selu": ("Selu", {}), "softplus": ("Softplus", {}), "mish": ("Mish", {}), "hard_swish": ("HardSwish", {}),
            "softmax": ("Softmax", {"axis": -1}), "log_softmax": ("LogSoftmax", {"axis": -1}),
        }[function]
        return [node(operation, ["x"], ["y"], **attributes)]

    def forward(self, function, x):
        helper, kind = self.onnx.helper, self.onnx.TensorProto.FLOAT
        ends = [helper.make_tensor_value_info(name, kind, x.shape) for name in "xy"]
        graph = helper.make_graph(self.nodes(function), function, ends[:1], ends[1:])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
        options = self.ort.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.threads, 1
        session = self.ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        values = [self.ort.OrtValue.ortvalue_from_numpy(x), self.ort.OrtValue.ortvalue_from_numpy(x.copy())]
        binding = session.io_binding()
        binding.bind_ortvalue_input("x", values[0])
        binding.bind_ortvalue_output("y", values[1])

        def call():
            session.run_with_iobinding(binding)
            return values[1]
        return call

    def backward(self, function, x):
        raise Missing("ONNX Runtime runs no gradients")


class Nonlin:
    """`nonlin bench`, which measures itself; each accuracy it has is a column."""

    def __init__(self, command, threads):
        help = subprocess.run([command, "bench", "--help"], capture_output=True, text=True, check=True).stdout
        self.command = [command, "bench"]
        self.accuracies = ["fast", "exact"] if "--accuracy" in help else [None]
        self.names = ["nonlin" if accuracy is None else f"nonlin {accuracy}" for accuracy in self.accuracies]
        if threads > 1:
            if "--threads" in help:
                self.command += ["--threads", str(threads)]
            else:
                self.names = [f"{name}, one thread" for name in self.names]

    def measure(self, function, shape):
        """Per accuracy: nanoseconds per number of copy, forward and backward."""
        size = ["--elements", str(shape[0])] if len(shape) == 1 else ["--rows", "x".join(map(str, shape))]
        for accuracy in self.accuracies:
            more = [] if accuracy is None else ["--accuracy", accuracy]
            run = subprocess.run([*self.command, function, *size, *more, "--json"], capture_output=True, text=True, check=True)
            yield json.loads(run.stdout)[0]["median"]


def numbers(shape):
    """Numbers from -8 to 8 in an order that no branch predictor could learn: those of `nonlin bench`."""
    import numpy
    order = numpy.arange(numpy.prod(shape, dtype=numpy.uint64), dtype=numpy.uint64) * numpy.uint64(2_654_435_761)
    return ((order % numpy.uint64(16_384)).astype(numpy.float32) / 1024 - 8).reshape(shape)


class Call:
    """A call on the whole array, and the same call on one number."""

    def __init__(self, build, function, shape):
        x = numbers(shape)
        self.size, self.whole, self.one = x.size, build(function, x), build(function, numbers((1,) * len(shape)))
        self.passes = [self.enough(self.whole), self.enough(self.one)]

    @staticmethod
    def enough(call):
        return max(1, int(BATCH / min(Call.seconds(call, 1) for _ in range(4))))

    @staticmethod
    def seconds(call, passes):
        start = time.perf_counter()
        for _ in range(passes):
            call()
        return (time.perf_counter() - start) / passes

    def measure(self):
        """Nanoseconds per number, without those of the call itself; and those. Medians of batches that take turns."""
        whole, one = [], []
        start = time.perf_counter()
        while not whole or time.perf_counter() - start < MEASUREMENT:
            whole.append(self.seconds(self.whole, self.passes[0]))
            one.append(self.seconds(self.one, self.passes[1]))
        whole, one = (statistics.median(times) * 1e9 for times in (whole, one))
        return max(whole - one, 0.0) / self.size, one


def calls(framework, function, shape):
    """What of forward and backward the framework has."""
    for direction in "forward", "backward":
        try:
            yield direction, Call(getattr(framework, direction), function, shape)
        except Missing:
            pass


def compare(function, shape, nonlin, frameworks, rounds):
    """Medians by (direction, column), and the overheads seen by column."""
    ready = [(framework.name, *call) for framework in frameworks for call in calls(framework, function, shape)]
    taken, overheads = collections.defaultdict(list), collections.defaultdict(list)
    for _ in range(rounds):
        for name, median in zip(nonlin.names, nonlin.measure(function, shape)):
            taken["copy", "copy"].append(median["copy"])
            for direction in "forward", "backward":
                taken[direction, name].append(median[direction])
        for name, direction, call in ready:
            each, overhead = call.measure()
            taken[direction, name].append(each)
            overheads[name].append(overhead)
    del ready
    gc.collect()
    return {key: statistics.median(times) for key, times in taken.items()}, overheads


def cell(medians, direction, column, ours):
    """A time, and how many times ours that is."""
    if (direction, column) not in medians:
        return "-"
    each = medians[direction, column]
    if column in ours:
        return f"{each:.3f}"
    return f"{each:.3f} ({', '.join(f'{each / medians[direction, name]:.2f}' for name in ours)})"


def print_table(title, direction, results, columns, ours):
    columns = [column for column in columns if any((direction, column) in medians for medians in results.values())]
    copy = ["copy"] if direction == "forward" else []
    print(f"\n{title}:\n\n| function | " + " | ".join([*copy, *columns]) + " |\n| --- |" + " --- |" * len([*copy, *columns]))
    for function, medians in results.items():
        cells = [f"{medians['copy', 'copy']:.3f}" for _ in copy] + [cell(medians, direction, column, ours) for column in columns]
        print(f"| {function} | " + " | ".join(cells) + " |")


def bfloat16(threads, shape, functions, rounds):
    """PyTorch alone, for nonlin has no half precision to put beside it."""
    framework = PyTorch(threads, half=True)
    print("\n| function | forward | backward |\n| --- | --- | --- |")
    for function in functions:
        ready = dict(calls(framework, function, shape))
        taken = {direction: [] for direction in ready}
        for _ in range(rounds):
            for direction, call in ready.items():
                taken[direction].append(call.measure()[0])
        print(f"| {function} | " + " | ".join(f"{statistics.median(times):.3f}" for times in taken.values()) + " |")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", help="functions, by nonlin's names; all that are compared if left out")
    parser.add_argument("--elements", type=int, default=16_384, help="numbers per array; 33554432 does not fit any cache")
    parser.add_argument("--rows", default="1024x1024", help="rows and numbers per row for softmax")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--nonlin", type=pathlib.Path, default=ROOT / "target/release/nonlin", help="the command to measure")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in ELEMENTWISE + ROWS]
    if unknown:
        parser.error(f"{unknown[0]} is not compared; there are {', '.join(ELEMENTWISE + ROWS)}")
    if not options.nonlin.exists():
        parser.error(f"{options.nonlin} is not there; `cargo build --release` makes it")
    return options


def pin(threads):
    """The only way to hold every framework to so many threads; their own switches leave some out."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-threads:])


def main():
    options = arguments()
    started = time.monotonic()
    pin(options.threads)
    try:
        import numpy  # noqa: F401
    except ImportError:
        sys.exit("numpy is missing; the head of this script says how to install what it needs")
    frameworks = []
    for framework in PyTorch, Jax, OnnxRuntime:
        try:
            frameworks.append(framework(options.threads))
        except Missing as missing:
            print(missing, file=sys.stderr)
    if not frameworks:
        sys.exit("none of the frameworks is installed; the head of this script says how")
    nonlin = Nonlin(options.nonlin, options.threads)
    rows = tuple(map(int, options.rows.split("x")))
    chosen = options.names or ELEMENTWISE + ROWS
    results, overheads = {}, collections.defaultdict(list)
    for function in chosen:
        print(f"{function} ...", file=sys.stderr)
        shape = rows if function in ROWS else (options.elements,)
        results[function], seen = compare(function, shape, nonlin, frameworks, options.rounds)
        for name, times in seen.items():
            overheads[name] += times
    threads = "one thread" if options.threads == 1 else f"{options.threads} threads"
    print(f"{'; '.join(framework.note for framework in frameworks)}. {threads.capitalize()}, `f32`, nanoseconds per number;")
    print(f"in brackets, how many times nonlin's time that is. {options.elements} numbers from -8 to 8, softmax on {options.rows}.")
    print(f"Medians of {options.rounds} rounds. Taken off is what the same call on one number takes:")
    print(", ".join(f"{name} {statistics.median(times) / 1000:.1f} µs" for name, times in overheads.items()) + ".")
    columns = [*nonlin.names, *(framework.name for framework in frameworks)]
    print_table("Forward", "forward", results, columns, nonlin.names)
    print_table("Backward (PyTorch reads a saved `y` for sigmoid, tanh and softmax; the others start from `x`)", "backward", results, columns, nonlin.names)
    half = [name for name in HALF if name in chosen]
    if half and any(isinstance(framework, PyTorch) for framework in frameworks):
        print("\nPyTorch in `bf16`, on the same numbers:")
        bfloat16(options.threads, (options.elements,), half, options.rounds)
    print(f"\n{time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
