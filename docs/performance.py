"""Writes docs/PERFORMANCE.md anew: runs everything that is measured there and puts what it prints between the markers.

    python3 docs/performance.py                                         everything: five minutes, and the builds
    python3 docs/performance.py --python ~/frameworks/bin/python        with PyTorch, JAX and ONNX Runtime too
    python3 docs/performance.py calls rows                              only these sections

The sections `python` and `python-ray` need the Python package in that interpreter (`pip install ./crates/nonlin-py`), and what they compare it with.
A section that cannot be run keeps the text it has, and a message says why. The head of benches/frameworks.py says how to
install what its section needs.
"""
import argparse
import os
import pathlib
import platform
import re
import shlex
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/PERFORMANCE.md"
USUAL = "relu leaky_relu sigmoid tanh silu gelu gelu_tanh elu selu softplus mish hard_swish"
BENCH = f"nonlin bench {USUAL}"

# Section: the command as the page shows it. `{python}` is the interpreter given; `nonlin` is the release build.
SECTIONS = {
    "calls": f"{BENCH} --elements 1,64",
    "arrays": f"{BENCH} --elements 16384,33554432",
    "threads": f"{BENCH} --elements 33554432 --threads 2",
    "rows": "nonlin bench --rows 1024x1024,64x65536",
    "libraries": "cargo run --release --manifest-path benches/functions/Cargo.toml",
    "frameworks": "{python} benches/frameworks.py",
    "frameworks-avx2": "env NONLIN_LEVEL=avx2 ATEN_CPU_CAPABILITY=avx2 XLA_FLAGS=--xla_cpu_max_isa=AVX2 {python} benches/frameworks.py",
    "frameworks-memory": "{python} benches/frameworks.py --elements 33554432 --rows 1024x32768 --rounds 5",
    "python": "{python} benches/python.py",
    "python-ray": "{python} benches/cluster.py",
    "networks": "{python} benches/networks.py {data}",
    "networks-agree": "{python} benches/networks.py {data} --agree",
    "matrix-product": "cargo run --release --manifest-path benches/matrix-product/Cargo.toml",
}


def accuracies():
    """What to ask `nonlin bench` for: nothing, as long as there is one accuracy only."""
    return ["--accuracy fast", "--accuracy exact"] if "--accuracy" in output(["target/release/nonlin", "bench", "--help"]) else [""]


def output(command):
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return run.stdout.strip()


def measured(shown, python, data):
    """The text of a section: each command, and what it printed."""
    if not shown.startswith("nonlin "):
        command = shown.format(python=shlex.quote(python), data=shlex.quote(data))
        return f"`{shown.format(python='python3', data='DATA')}`\n\n{output(shlex.split(command))}"
    parts = []
    for accuracy in accuracies():
        command = f"{shown} {accuracy}".strip()
        parts.append(f"`{command}`\n\n```text\n{output(['target/release/' + command.split()[0], *command.split()[1:]])}\n```")
    return "\n\n".join(parts)


def put(page, section, text):
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    whole = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not whole.search(page):
        sys.exit(f"{PAGE.name} has no markers for `{section}`")
    return whole.sub(lambda _: f"{begin}\n{text}\n{end}", page)


def machine():
    """What the numbers belong to; asked before the first run, for the load is then that of others."""
    model, processors = platform.processor() or platform.machine(), 0
    information = pathlib.Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8").splitlines()
        every = lambda name: [line.split(":", 1)[1].strip() for line in lines if line.split("\t")[0] == name]
        models, family, number = every("model name"), every("cpu family"), every("model")
        model, processors = (models or [model])[0], len(models)
        model += f" (family {family[0]}, model {number[0]})" if family and number else ""
    busy = f"load average {os.getloadavg()[0]:.1f} beforehand" if hasattr(os, "getloadavg") else "load unknown"
    compiler = output(["rustc", "--version"]).split("(")[0].strip()
    commit = output(["git", "rev-parse", "--short", "HEAD"])
    return f"Measured on {model}, {processors} processors ({busy}), {platform.system()}, {compiler}, commit {commit}."


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(SECTIONS)}; all if left out")
    parser.add_argument("--data", default=str(ROOT / "data"), help="a folder with the data sets that benches/networks.py names")
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has the frameworks")
    options = parser.parse_args()
    unknown = [section for section in options.sections if section not in SECTIONS]
    if unknown:
        parser.error(f"no section {unknown[0]}; there are {', '.join(SECTIONS)}")
    started, measured_on = time.monotonic(), machine()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
    if any(section.startswith("networks") for section in options.sections or SECTIONS):
        manifest = "benches/networks/Cargo.toml"
        subprocess.run(["cargo", "build", "--release", "--quiet", "--manifest-path", manifest], cwd=ROOT, check=True)
    for section in options.sections or SECTIONS:
        begin = time.monotonic()
        try:
            text = measured(SECTIONS[section], options.python, options.data)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{section}: kept as it was, for {error}", file=sys.stderr)
            continue
        # Read and written for each section, so that none is lost if a later one is interrupted.
        page = put(PAGE.read_text(encoding="utf-8"), section, text)
        PAGE.write_text(put(page, "machine", measured_on), encoding="utf-8")
        print(f"{section}: {time.monotonic() - begin:.0f} s", file=sys.stderr)
    print(f"in all {time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
