"""Writes the transcripts of docs/DOCTOR.md anew: five networks that do not learn, what the doctor says, what is changed, and what that does.

    cargo build --release
    python3 docs/doctor.py PYTHON

PYTHON is an interpreter with PyTorch and onnx, for the two models that come from there. The data are those of data/.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
NONLIN = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/nonlin"
PAGE = ROOT / "docs/DOCTOR.md"
# As the page calls the folder for files that the commands write.
FOLDER = "runs"

TWENTY = ", ".join(["16 sigmoid"] * 20)

PARTS = [
    (
        "A network of twenty sigmoids that does not move",
        "It stays at the share of the commonest class. Nothing is wrong with data, rate or weights: each layer passes on a quarter of the gradient.",
        [f'nonlin train data/penguins.csv --target species --net "{TWENTY}" --doctor --fix'],
    ),
    (
        "A ReLU network with most units dead after a high learning rate",
        "The units are dead because of the rate, so the rate is what is changed, and the activation stays.",
        ['nonlin train data/titanic.csv --target survived --net "32 relu, 32 relu, 32 relu" --learning-rate 1 --epochs 100 --patience 100 --doctor --fix'],
    ),
    (
        "A recurrent network that explodes",
        "Whether somebody survived, by the letters of the name. With ReLU as its state a recurrent layer multiplies by the same weights at each of up to 62 letters, and nothing holds it.",
        ['nonlin train data/titanic.csv --target survived --sequence name --net "embedding 8, rnn 64 relu all, rnn 64 relu" --learning-rate 0.1 --epochs 20 --doctor --fix'],
    ),
    (
        "NaN from bad data",
        "Eight cells are missing in four columns of the penguins, and whoever reads them as NaN has a network of NaN: `docs/doctor/nan_in_rows.py` trains one in PyTorch, as it is and with the gaps filled.",
        [
            f"python3 docs/doctor/nan_in_rows.py {FOLDER}",
            f"nonlin doctor {FOLDER}/gaps.onnx --data {FOLDER}/gaps.csv",
            f"nonlin doctor {FOLDER}/filled.onnx --data {FOLDER}/filled.csv",
        ],
    ),
    (
        "Softmax applied twice in PyTorch",
        "The layers end in `Softmax`, and `LogSoftmax` comes after them for the loss. The loss falls, the classes come out right, and yet no answer is ever sure: `docs/doctor/softmax_twice.py` trains it with both and with one.",
        [
            f"python3 docs/doctor/softmax_twice.py {FOLDER}",
            f"nonlin doctor {FOLDER}/twice.onnx",
            f"nonlin doctor {FOLDER}/once.onnx",
        ],
    ),
]

HEAD = """Written by `python3 docs/doctor.py PYTHON`; all commands run as they stand, on data that ship. Of `nonlin train` what it says of data and layers is left out here (`[...]`).
"""


def run(command, python, folder):
    words = shlex.split(command)
    words[0] = {"nonlin": str(NONLIN), "python3": python}[words[0]]
    words = [re.sub(rf"^{FOLDER}\b", folder, word) for word in words]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    # Progress and warnings go to standard error; a command that failed says there why.
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr}")
    text = done.stdout.replace(folder, FOLDER)
    if words[1] == "train":
        text = "[...]\n" + text[text.index("\ntrained on") + 1 :] if "\ntrained on" in text else text
    lines = "\n".join(line.rstrip() for line in text.rstrip().splitlines())
    status = f"\n$ echo $?\n{done.returncode}" if command.startswith("nonlin") else ""
    return f"```text\n$ {command}\n{lines}{status}\n```\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    text = HEAD
    with tempfile.TemporaryDirectory() as folder:
        for title, about, commands in PARTS:
            shown = "\n".join(run(command, sys.argv[1], folder) for command in commands)
            text += f"\n### {title}\n\n{about}\n\n{shown}"
            print(title, flush=True)
    page = PAGE.read_text(encoding="utf-8")
    marked = re.compile("(<!-- transcripts: begin -->\n).*?(<!-- transcripts: end -->)", re.DOTALL)
    assert marked.search(page), "docs/DOCTOR.md has no place for the transcripts"
    PAGE.write_text(marked.sub(lambda found: f"{found[1]}{text}{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
