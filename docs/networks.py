"""Writes the table of docs/NETWORKS.md anew: trains a network on each data set and puts down what it reaches.

    cargo build --release
    python3 docs/networks.py DATA

DATA is a folder with `mnist/`, `japanese_vowels/`, `gunpoint/` and `digits_8x8.csv.gz`.
"""
import json
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/NETWORKS.md"
MNIST = "mnist/train-images-idx3-ubyte.gz"
VOWELS = "japanese_vowels/JapaneseVowels_TRAIN.ts --test DATA/japanese_vowels/JapaneseVowels_TEST.ts"
GUNPOINT = "gunpoint/gunpoint_train.csv --test DATA/gunpoint/gunpoint_test.csv --target label --series"

# What, what it is to reach on test data, and how it is trained.
TRAININGS = [
    ("MNIST, multilayer perceptron", 0.978, f'{MNIST} --net "128 gelu, 64 gelu" --epochs 10 --batch-size 64 --schedule one-cycle --learning-rate 0.003 --label-smoothing 0.05'),
    ("MNIST, LeNet", 0.989, f'{MNIST} --net "conv 6 5 pad 2 relu, max_pool 2, conv 16 5 relu, max_pool 2, 120 relu, 84 relu" --epochs 10 --batch-size 64 --schedule one-cycle --learning-rate 0.004'),
    ("japanese_vowels, GRU", 0.95, f'{VOWELS} --net "gru 64 bidirectional, dropout 0.3" --learning-rate 0.005'),
    ("japanese_vowels, LSTM", 0.95, f'{VOWELS} --net "lstm 64" --learning-rate 0.005'),
    ("gunpoint, convolutions", 0.9, f'{GUNPOINT} --net "conv 32 7 pad 3, batch_norm, relu, conv 64 5 pad 2, batch_norm, relu, conv 32 3 pad 1, batch_norm, relu, global_average_pool" --epochs 600 --patience 300 --learning-rate 0.002 --batch-size 8'),
    ("digits, multilayer perceptron", 0.97, 'digits_8x8.csv.gz --target digit --net "128 relu, dropout 0.3" --schedule cosine --learning-rate 0.003'),
    ("digits, convolutions", 0.97, 'digits_8x8.csv.gz --target digit --image 8x8 --net "conv 16 3 pad 1 relu, max_pool 2, conv 32 3 pad 1 relu, 64 relu"'),
]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = ["| network | on test data | wanted | rows trained on, epochs, seconds | `nonlin train DATA/...` |", "| --- | --- | --- | --- | --- |"]
    for what, wanted, arguments in TRAININGS:
        words = shlex.split(arguments.replace("DATA", sys.argv[1]))
        command = [str(ROOT / "target/release/nonlin"), "train", f"{sys.argv[1]}/{words[0]}", *words[1:], "--json"]
        answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
        scores, epochs = answer["scores"], answer["record"]["epochs"]
        lines.append(f"| {what} | {scores['test']:.4f} | {wanted} | {scores['train_rows']}, {epochs}, {scores['seconds']:.1f} | `{arguments}` |")
        print(lines[-1], flush=True)
    text = "`python3 docs/networks.py DATA`; accuracy on rows that nothing was chosen by.\n\n" + "\n".join(lines)
    page = PAGE.read_text(encoding="utf-8")
    marked = re.compile("(<!-- accuracy: begin -->\n).*?(<!-- accuracy: end -->)", re.DOTALL)
    PAGE.write_text(marked.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
