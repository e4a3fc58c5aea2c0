"""Exported code on a real GPU: how far off its results are, and how fast it is beside PyTorch's own.

    python3 benches/gpu.py write FOLDER     needs the release build of `nonlin`: code, numbers and right results into FOLDER
    python3 benches/gpu.py run FOLDER       needs a GPU, PyTorch, Triton and nvcc, and no Rust; prints Markdown

The measure of errors is that of crates/nonlin/tests/export/cases.rs.
"""

import concurrent.futures
import ctypes
import importlib
import json
import pathlib
import re
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = ROOT / "target" / "release" / "nonlin"
OWN_FORMULA = ("x * tanh(softplus(2x))", "own")
UNIT = 2.0**-24

# PyTorch's own, by the name that `nonlin` has for them.
PYTORCH = {
    "relu": "relu",
    "leaky_relu": "leaky_relu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "elu": "elu",
    "selu": "selu",
    "softplus": "softplus",
    "silu": "silu",
    "gelu": "gelu",
    "mish": "mish",
    "hard_swish": "hardswish",
}


def points():
    far = 2.0 ** (np.arange(2400) * 36.3 / 2400 - 30)
    near = np.arange(3000) * 12 / 3000
    both = np.stack([np.concatenate([far, near]), -np.concatenate([far, near])], axis=1).ravel()
    return both.astype(np.float32)


def nonlin(*arguments):
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=True).stdout


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    x = points()
    x.tofile(folder / "points.bin")
    listed = [entry["name"] for entry in json.loads(nonlin("list", "--json")) if entry["kind"] == "elementwise"]
    for name, file in [(name, name) for name in listed] + [OWN_FORMULA]:
        text = nonlin("export", name, "--to", "cuda", "--slope")
        (folder / f"{file}.cu").write_text(text)
        (folder / f"t_{file}.py").write_text(nonlin("export", name, "--to", "triton"))
        results = []
        for part in np.array_split(x, 8):
            numbers = ",".join(repr(float(number)) for number in part)
            answer = json.loads(nonlin("eval", name, f"--x={numbers}", "--slope", "--json"))
            # JSON has no infinity and no NaN.
            results.append([[np.nan if y is None else float(y) for y in answer[part]] for part in ("value", "slope")])
        np.concatenate([np.array(result) for result in results], axis=1).tofile(folder / f"{file}.right")
    print(f"{len(listed) + 1} functions, {len(x)} numbers each")


def errors(x, value, slope, want, want_slope):
    """Worst error of values in ULP, freed of what a rounded argument of an exponential costs, and of slopes in halves of the gap at 1."""
    x, value, slope = (np.asarray(array, dtype=np.float64) for array in (x, value, slope))
    with np.errstate(all="ignore"):
        rounded = want.astype(np.float32)
        gap = np.maximum(np.spacing(np.abs(rounded)).astype(np.float64), 2.0**-149)
        ulps = np.abs(value - want) / gap
        tiny = np.maximum(np.abs(value), np.abs(want)) < 128 * 2.0**-126
        ulps = np.where(tiny | (np.isnan(want) & np.isnan(value)) | (value == want), 0, ulps)
        magnified = 1 + np.clip(np.log(np.abs(x / want)), 0, 1e3)
        ulps = ulps / np.where(np.isnan(magnified), 1, magnified)
        off = np.abs(slope - want_slope) / UNIT / np.maximum(np.abs(want_slope), 1) / np.maximum(np.abs(x) / 4, 1)
        off = np.where((np.isnan(want_slope) & np.isnan(slope)) | (slope == want_slope), 0, off)
    return [(np.inf, x[0]) if np.isnan(e).all() else (np.where(np.isnan(e), np.inf, e).max(), x[np.where(np.isnan(e), np.inf, e).argmax()]) for e in (ulps, off)]


CALL = """
#include "{file}.cu"
extern "C" int call(const float *x, const float *dy, float *y, float *dx, float *d, size_t n) {{
    {name}_forward<<<1024, 256>>>({forward});
    {name}_backward<<<1024, 256>>>({backward});
    cudaDeviceSynchronize();
    return cudaGetLastError();
}}
"""


def wrapper(folder, file):
    """The name of the exported function, and the defaults of its parameters."""
    head = re.search(r"^def ([a-z]\w*)\(x(.*)\):", (folder / f"t_{file}.py").read_text(), re.M)
    return head.group(1), re.findall(r"(\w+)=([^,]+)", head.group(2))


def compiled(folder, file):
    text = (folder / f"{file}.cu").read_text()
    name, defaults = wrapper(folder, file)
    # Names that are taken differ from language to language; the order does not.
    numbers = [f"(float){'INFINITY' if 'inf' in value else value}" for _, value in defaults]

    def arguments(kernel):
        learnt, given = 0, iter(numbers)
        for argument in re.search(rf"__global__ void {name}_{kernel}\((.*)\) {{", text).group(1).split(","):
            number = "float" in argument and "*" not in argument
            argument = argument.split()[-1].lstrip("*")
            if number:
                yield next(given)
            elif argument.startswith("d_"):
                yield f"d + {learnt} * n"
                learnt += 1
            else:
                yield argument

    forward, backward = (", ".join(arguments(kernel)) for kernel in ("forward", "backward"))
    (folder / f"{file}_call.cu").write_text(CALL.format(file=file, name=name, forward=forward, backward=backward))
    library = folder / f"{file}.so"
    command = ["nvcc", "-O3", "-arch=native", "-shared", "-Xcompiler", "-fPIC", "-o", library, folder / f"{file}_call.cu"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        return name, done.stderr
    return name, ctypes.CDLL(str(library.resolve()))


def run(folder):
    import torch

    sys.path.insert(0, str(folder))
    files = sorted(path.stem for path in folder.glob("*.right"))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        libraries = dict(zip(files, pool.map(lambda file: compiled(folder, file), files)))
    x = np.fromfile(folder / "points.bin", dtype=np.float32)
    given = torch.from_numpy(x).cuda()
    ones = torch.ones_like(given)
    rows, refused = [], []
    for file in files:
        want, want_slope = np.fromfile(folder / f"{file}.right").reshape(2, -1)
        name, library = libraries[file]
        if isinstance(library, str):
            refused.append(f"nvcc refuses {file}:\n{library}")
            continue
        y, dx = torch.empty_like(given), torch.empty_like(given)
        pointers = [ctypes.c_void_p(t.data_ptr()) for t in (given, ones, y, dx, torch.empty(4 * len(x), device="cuda"))]
        torch.cuda.synchronize()
        status = library.call(*pointers, ctypes.c_size_t(len(x)))
        assert status == 0, (file, status)
        cuda = errors(x, y.cpu().numpy(), dx.cpu().numpy(), want, want_slope)
        function = getattr(importlib.import_module(f"t_{file}"), name)
        leaf = given.clone().requires_grad_()
        result = function(leaf)
        result.backward(ones)
        triton = errors(x, result.detach().cpu().numpy(), leaf.grad.cpu().numpy(), want, want_slope)
        missing = function(torch.tensor([np.nan, 1.0], device="cuda"))
        kept = bool(torch.isnan(missing[0])) or file in ("step",)
        rows.append((file, cuda, triton, kept))
    print(f"GPU: {torch.cuda.get_device_name()}; PyTorch {torch.__version__}\n")
    print("| function | CUDA value | slope | Triton value | slope | NaN kept |\n| --- | --- | --- | --- | --- | --- |")
    for file, cuda, triton, kept in rows:
        cells = " | ".join(f"{error:.2f} at {place:.6g}" for error, place in [*cuda, *triton])
        print(f"| {file} | {cells} | {'yes' if kept else 'NO'} |")
    speed(folder, torch)
    if refused:
        raise SystemExit("\n".join(refused))


def timed(call, torch):
    """Milliseconds per call: the median of five rows of 40 calls, one after the other, so that the GPU never waits for the next."""
    for _ in range(3):
        call()
    times = []
    for _ in range(5):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        start.record()
        for _ in range(40):
            call()
        end.record()
        torch.cuda.synchronize()
        times.append(start.elapsed_time(end) / 40)
    return sorted(times)[2]


def speed(folder, torch):
    count = 1 << 26
    print(f"\nMilliseconds for {count} numbers; copy: reading and writing them once; forward and backward each alone.\n")
    print("| type | function | copy | forward | PyTorch's own | backward | PyTorch's own |\n| --- | --- | --- | --- | --- | --- | --- |")
    for kind in (torch.float32, torch.bfloat16):
        x = (torch.randn(count, device="cuda") * 3).to(kind)
        dy = torch.randn_like(x)
        copied = torch.empty_like(x)
        copy = timed(lambda: copied.copy_(x), torch)

        def both(function):
            forward = timed(lambda: function(x), torch)
            leaf = x.detach().requires_grad_()
            y = function(leaf)

            def backward():
                torch.autograd.grad(y, leaf, dy, retain_graph=True)

            return forward, timed(backward, torch)

        for name, theirs in PYTORCH.items():
            ours = getattr(importlib.import_module(f"t_{name}"), wrapper(folder, name)[0])
            forward, backward = both(ours)
            f, b = both(getattr(torch.nn.functional, theirs))
            print(f"| {str(kind)[6:]} | {name} | {copy:.3f} | {forward:.3f} | {f:.3f} | {backward:.3f} | {b:.3f} |", flush=True)
        ours = getattr(importlib.import_module("t_own"), wrapper(folder, "own")[0])
        eager = lambda t: t * torch.tanh(torch.nn.functional.softplus(2 * t))
        forward, backward = both(ours)
        f, b = both(eager)
        print(f"| {str(kind)[6:]} | {OWN_FORMULA[0]} (eager) | {copy:.3f} | {forward:.3f} | {f:.3f} | {backward:.3f} | {b:.3f} |")
        f, b = both(torch.compile(eager))
        print(f"| {str(kind)[6:]} | {OWN_FORMULA[0]} (compiled) | {copy:.3f} | {forward:.3f} | {f:.3f} | {backward:.3f} | {b:.3f} |", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", folder]:
            write(pathlib.Path(folder))
        case ["run", folder]:
            run(pathlib.Path(folder))
        case _:
            raise SystemExit(__doc__)
