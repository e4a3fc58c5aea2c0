"""Writes docs/ACCURACY.md: the measured errors of every element-wise function.

    cargo run --release -- verify --exhaustive --resume verify.txt    first, for as long as there is time
    python3 docs/accuracy.py verify.txt

Functions that the file has whole (all 2^32 numbers of f32) stand in the first table, and so do those that it has nothing of and that
stand there already: who changes some kernels need verify only those again. All others, measured on 16 million numbers, stand in the second.
"""
import collections
import json
import pathlib
import re
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


class Table:
    """What `nonlin verify` prints: two rows of a function, and sentences below them."""

    def __init__(self, text=""):
        lines = text.splitlines()
        rules = [i for i, line in enumerate(lines) if line and set(line) <= set("─═")]
        self.heading, self.rows, self.remarks = lines[:1], {}, []
        if not rules:
            return
        self.columns = lines[rules[0] + 1]
        for line in lines[rules[1] + 1 : rules[2]]:
            words = line.split()
            if words[0] not in ("value", "slope"):
                name, *words = words
                self.rows[name] = []
            # Where the largest error is stands only where there is one.
            self.rows[name].append(words if len(words) == 8 else words[:3] + [""] + words[3:])
        self.remarks = lines[rules[2] + 1 :]

    def with_rows(self, other, order):
        """This table, and those rows of another that it lacks."""
        both = Table()
        both.heading, both.columns = self.heading, self.columns
        both.rows = {name: self.rows.get(name) or other.rows[name] for name in order}
        ties = [line for line in other.remarks if line.endswith("could not decide") and line.split(",")[0] not in self.rows]
        both.remarks = self.remarks[:-1] + ([""] if ties else []) + ties + self.remarks[-1:]
        return both

    def __str__(self):
        columns = ["function", "", *re.split("  +", self.columns.strip())[1:]]
        lines = [[name if i == 0 else "", *row] for name, rows in self.rows.items() for i, row in enumerate(rows)]
        widths = [max(len(line[i]) for line in [columns, *lines]) for i in range(len(columns))]
        show = lambda line: " " + "  ".join(f"{cell:<{w}}" if i < 2 else f"{cell:>{w}}" for i, (cell, w) in enumerate(zip(line, widths))) + " "
        rule = len(show(columns))
        body = [*self.heading, "─" * rule, show(columns), "═" * rule, *map(show, lines), "─" * rule, *self.remarks]
        return "".join(line + "\n" for line in body)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = sys.argv[1]
    listed = [f["name"] for f in json.loads(run("list", "--json")) if f["kind"] == "elementwise"]
    parts = collections.Counter()
    for line in pathlib.Path(path).read_text().splitlines():
        if " Exhaustive " in line.split(": ")[0]:
            parts[line.split("(")[0].split(" ")[0]] += 1
    page = ROOT / "docs/ACCURACY.md"
    before = re.search("## All 2\\^32.*?```text\n(.*?)```", page.read_text(), re.DOTALL) if page.exists() else None
    before = Table(before.group(1) if before else "")
    fresh = [name for name in listed if parts[name] >= PARTS]
    kept = [name for name in listed if name in before.rows and not parts[name]]
    whole = [name for name in listed if name in fresh or name in kept]
    rest = [name for name in listed if name not in whole]
    text = """# Accuracy

Every result beside the referee's (docs/ARCHITECTURE.md, "How an exact result comes about"). Written by
`python3 docs/accuracy.py verify.txt`; the bits, and so the errors, are the same on every instruction set.

`exact`, `f32`: how many results, of values or slopes, are not the real number rounded to nearest ("all" if none). `fast`: the largest error in units in the
last place, the argument where it is, and the share of results rounded to nearest. `16 bits`: exact results for all numbers
of `f16` and `bf16`. `f64`: the largest error at 3,000 arguments. Arguments beyond the reach of functions of angles are left out.
"""
    table = Table(run("verify", *fresh, "--exhaustive", "--resume", path)).with_rows(before, whole) if fresh else before
    if whole:
        text += f"""
## All 2^32 numbers of `f32`

`nonlin verify {" ".join(whole)} --exhaustive --resume verify.txt`

```text
{table}```
"""
    if rest:
        text += f"""
## 16 million numbers of `f32`, as many of every magnitude

`nonlin verify {" ".join(rest)}`

```text
{run("verify", *rest)}```
"""
    page.write_text(text)


main()
