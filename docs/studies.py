"""Writes docs/STUDIES.md: what the lab says about the data sets of data/.

    cargo build --release && python3 docs/studies.py

Needs nothing but Python. Takes about a minute on two cores.
"""
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
STUDIES = [
    ("penguins.csv", "species", 0.97),
    ("wine.csv", "cultivar", 0.95),
    ("breast_cancer.csv", "diagnosis", 0.95),
    ("titanic.csv", "survived", 0.76),
    ("diabetes.csv", "progression", 0.40),
]

HEAD = """# Studies

What `nonlin lab` says about the data sets that ship in `data/`, with its defaults: every element-wise activation, two hidden layers
of 64, five repeats, four learning rates to choose from. Written by `python3 docs/studies.py`; each command can be repeated as it stands.

| command | score | wanted | advised: test score, 95 % interval | decision | not shown worse | `step`: test score, place | seconds |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

NOTES = """
The score is accuracy, for `progression` R2. "Wanted" is the least that the project asks of the advised activation.
`step` is last, or among the last, wherever hidden layers matter; its slope is zero everywhere, so only the output layer learns, on
random features. On `titanic` random features are enough: none of the 22 is shown to be worse than another.
"""


def row(file, target, wanted):
    command = ["lab", f"data/{file}", "--target", target]
    run = subprocess.run([ROOT / "target/release/nonlin", *command, "--json"], cwd=ROOT, check=True, capture_output=True)
    result = json.loads(run.stdout)
    ranking, verdict = result["ranking"], result["verdict"]
    names = [ranked["activation"] for ranked in ranking]
    advised = ranking[names.index(verdict["advice"])]
    step = ranking[names.index("step")]
    low, high = advised["test_interval"]
    seconds = sum(ranked["seconds"] for ranked in ranking)
    return (
        f"| `nonlin {' '.join(command)}` | {result['metric']} | {wanted:.2f} "
        f"| `{advised['activation']}`: {advised['test']:.3f}, {low:.3f} to {high:.3f} | {verdict['decision']} "
        f"| {len(verdict['group'])} of {len(ranking)} | {step['test']:.3f}, {names.index('step') + 1} of {len(ranking)} | {seconds:.0f} |"
    )


if __name__ == "__main__":
    rows = [row(*study) for study in STUDIES]
    (ROOT / "docs/STUDIES.md").write_text(HEAD + "\n".join(rows) + "\n" + NOTES, encoding="utf-8")
