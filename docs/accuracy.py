"""Writes docs/ACCURACY.md: the measured errors of every element-wise function.

    cargo run --release -- verify --exhaustive --resume verify.txt    first, for as long as there is time
    python3 docs/accuracy.py verify.txt

Functions that the file has whole (all 2^32 numbers of f32) stand in the first table, the others, measured on 16 million
numbers, in the second.
"""
import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NONLIN = str(ROOT / "target/release/nonlin")
PARTS = 512


def run(*arguments):
    done = subprocess.run([NONLIN, *arguments], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"nonlin {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = sys.argv[1]
    listed = [f["name"] for f in json.loads(run("list", "--json")) if f["kind"] == "elementwise"]
    parts = collections.Counter()
    for line in pathlib.Path(path).read_text().splitlines():
        if " Exhaustive " in line.split(": ")[0]:
            parts[line.split("(")[0].split(" ")[0]] += 1
    whole = [name for name in listed if parts[name] >= PARTS]
    rest = [name for name in listed if name not in whole]
    text = """# Accuracy

Every result beside the referee's (docs/ARCHITECTURE.md, "How an exact result comes about"). Written by
`python3 docs/accuracy.py verify.txt`; the bits, and so the errors, are the same on every instruction set.

`exact`, `f32`: how many results, of values or slopes, are not the real number rounded to nearest ("all" if none). `fast`: the largest error in units in the
last place, the argument where it is, and the share of results rounded to nearest. `16 bits`: exact results for all numbers
of `f16` and `bf16`. `f64`: the largest error at 3,000 arguments. Arguments beyond the reach of functions of angles are left out.
"""
    if whole:
        text += f"""
## All 2^32 numbers of `f32`

`nonlin verify {" ".join(whole)} --exhaustive --resume verify.txt`

```text
{run("verify", *whole, "--exhaustive", "--resume", path)}```
"""
    if rest:
        text += f"""
## 16 million numbers of `f32`, as many of every magnitude

`nonlin verify {" ".join(rest)}`

```text
{run("verify", *rest)}```
"""
    (ROOT / "docs/ACCURACY.md").write_text(text)


main()
