"""Writes docs/FORMULAS.md: the language of formulas, and one made-up activation all the way through.

    cargo build --release && python3 docs/formulas.py

With `--python INTERPRETER`, one that has NumPy and PyTorch, the speed beside theirs is measured too.
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parent.parent
NONLIN = ROOT / "target/release/nonlin"
MINE = "mine(x; learn beta = 2) = x * tanh(softplus(beta * x))"


def run(*arguments, status=0):
    done = subprocess.run([NONLIN, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == status, done.stderr
    shown = " ".join(a if a.replace("_", "").replace("-", "").replace(".", "").isalnum() else f"'{a}'" for a in arguments)
    return f"```text\n$ nonlin {shown}\n{(done.stdout + done.stderr).rstrip()}\n```\n"


HEAD = """# Formulas

Wherever a name is taken, so is a formula, or a file `my.act` that holds one. Written by `python3 docs/formulas.py`.

## The language

| what | how |
| --- | --- |
| arithmetic | `+ - * /`, `x^2` or `x**2` or `x²`, `√x`, `\\|x\\|`, `2x` and `3(x + 1)`; `· × ÷ −` too |
| numbers | `0.5`, `1e-3`, `pi` `π`, `e`, `inf` `∞`, `nan` |
| functions of one number | `abs exp expm1 log ln log1p log2 log10 exp2 sqrt square sin cos tan atan sinh cosh tanh erf erfc sign sigmoid softplus normal_cdf`, `σ`, `Φ` |
| of several | `max min` (two or more), `clip(v, low, high)`, `pow(a, b)`, `where(condition, a, b)` |
| activations | every element-wise one of `nonlin list`: `gelu(x)`, `leaky_relu(x, 0.2)`, `leaky_relu(x, a = 0.2)` |
| conditions | `> >= < <= == !=`, `0 < x < 1`, `and or not`; in `where`, in `a if x > 0 else b`, or as a number |
| parameters | `swish(x; beta = 1.0) = ...`, learnable `learn beta = 1.0`; or a line `param beta = 1.0`, `learn beta = 1.0` |
| lines | `s = sigmoid(x)`, then what uses `s`; the last line is the result; `;` parts lines too; `#` begins a comment |

Numbers are taken as they stand, parameters at the precision of the data. At a kink the slope is that of the side which is a number
(`max(x, 0)` has slope 0 at 0), of `abs` that from the left. Where the arithmetic says nothing at infinity (infinity times 0), the result is that far out.

What is computed is the formula in shapes that keep their digits. If that is a function of the registry, its kernels compute it, in both
accuracies. Any other is run as a program of steps over blocks of 512 numbers; in `exact` accuracy each step keeps account of its own
rounding errors, and what they leave in doubt is refereed, so results are the real numbers rounded to nearest; in `fast` accuracy each step is
within 2 ULP in `f32`, and `nonlin verify` measures what that adds up to.

## One made-up activation, all the way through

"""


# What a run of the fuzzer printed at its end: nothing that this script could repeat.
FUZZING = """## Fuzzing

`fuzz/fuzz_targets/formula.rs` reads any text as a formula; what is read is printed, read again as the same tree, set in Unicode, LaTeX and
MathML, rewritten to safe shapes, differentiated, and evaluated at five places, NaN and infinity among them. One run of 55 minutes on less than one
core, 4,498,086 texts of up to 4096 bytes: no crash, no failed assertion, no input that took a second; 3,513 edges covered (1,857 by the texts it
began with), 3,611 texts kept, 51 MB of memory at most.
"""


def speed(interpreter):
    script = r"""
import json, time
import numpy as np, torch
torch.set_num_threads(1)
n = 1 << 20
x = np.random.default_rng(0).standard_normal(n).astype(np.float32)
def best(f, rounds=15):
    times = []
    for _ in range(rounds):
        t = time.perf_counter(); f(); times.append(time.perf_counter() - t)
    return sorted(times)[len(times) // 2] / n * 1e9
out = {}
out["numpy"] = best(lambda: x * np.tanh(np.log1p(np.exp(np.float32(2) * x))))
out["numpy mish"] = best(lambda: x * np.tanh(np.log1p(np.exp(x))))
t = torch.tensor(x, requires_grad=True)
def both(k):
    t.grad = None
    y = t * torch.tanh(torch.nn.functional.softplus(t * k if k != 1 else t)); y.backward(torch.ones_like(y))
out["torch"] = best(lambda: both(2)); out["torch mish"] = best(lambda: both(1))
def fused():
    t.grad = None
    y = torch.nn.functional.mish(t); y.backward(torch.ones_like(y))
out["torch fused mish"] = best(fused)
print(json.dumps(out))
"""
    theirs = json.loads(subprocess.run([interpreter, "-c", script], capture_output=True, text=True, check=True).stdout)
    names = ["x * tanh(log(1 + exp(2 * x)))", "x * tanh(log(1 + exp(x)))"]
    bench = subprocess.run([NONLIN, "bench", *names, "--elements", "1048576", "--json"], capture_output=True, text=True, check=True)
    ours = json.loads(bench.stdout)
    rows = []
    for record, numpy, torch_ in zip(ours, ("numpy", "numpy mish"), ("torch", "torch mish")):
        median = record["median"]
        forward, both = median["forward"], min(median["both"], median["forward"] + median["backward"])
        rows.append(
            f"| `{record['function']}` | {forward:.2f} | {theirs[numpy]:.1f} | {theirs[numpy] / forward:.1f} "
            f"| {both:.2f} | {theirs[torch_]:.1f} | {theirs[torch_] / both:.1f} |"
        )
    return (
        "## Speed\n\n1,048,576 numbers of `f32`, one thread, fast accuracy, nanoseconds per number, medians of one run; NumPy and PyTorch evaluate the "
        "same expression step by step. Forward and backward is the faster of "
        "one pass for value and slope with a product after it, and of two passes. NumPy's exp, log1p and tanh are SIMD with AVX-512 alone (as here, if the "
        "tables above say so): without it, on a Zen 3, the forward lines were 12.4 and 23.2 times as fast as NumPy.\n\n"
        "| formula | forward | NumPy | times | forward and backward | PyTorch eager | times |\n| --- | --- | --- | --- | --- | --- | --- |\n"
        + "\n".join(rows)
        + f"\n\n(PyTorch's own fused `mish`, forward and backward: {theirs['torch fused mish']:.1f} ns.)\n"
    )


def main():
    text = HEAD
    text += "**show**\n\n" + run("show", MINE)
    text += "\n**eval**, and a mistake\n\n" + run("eval", MINE, "--x", "-100,-1,0,2", "--slope", "--set", "beta=1.5")
    text += "\n" + run("eval", "x * tnh(x)", "--x", "1", status=2)
    text += "\n**verify**\n\n" + run("verify", MINE)
    text += "\n**lab**\n\n" + run("lab", "data/penguins.csv", "--target", "species", "--activations", "relu,gelu," + MINE, "--hidden", "32")
    text += "\n**export**\n\n" + run("export", MINE, "--to", "torch")
    text += "\n## Looking for a new one\n\n" + run("discover", "data/penguins.csv", "--target", "species", "--budget", "1500", "--hidden", "32")
    text += "\n" + FUZZING
    if "--python" in sys.argv:
        text += "\n" + speed(sys.argv[sys.argv.index("--python") + 1])
    (ROOT / "docs/FORMULAS.md").write_text(text)


main()
