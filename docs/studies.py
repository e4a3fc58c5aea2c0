"""Writes docs/STUDIES.md: what the lab says about public data sets.

    cargo build --release && python3 docs/studies.py DATA

DATA is a folder with the data sets that data/README.md names besides those of data/. Needs nothing but Python; with `--sklearn INTERPRETER`, one
that has scikit-learn, its multilayer perceptron is tuned on the tables beside it. Takes about a quarter of an hour on two cores.
"""
import json
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FEW = ["--activations", "relu,leaky_relu,gelu,silu,mish,elu,selu,tanh,sigmoid"]
# What the command has besides the data, and the least that the project asks of the advised activation.
STUDIES = [
    ("data/penguins.csv", ["--target", "species"], 0.97),
    ("data/wine.csv", ["--target", "cultivar"], 0.95),
    ("data/breast_cancer.csv", ["--target", "diagnosis"], 0.95),
    ("data/titanic.csv", ["--target", "survived"], 0.76),
    ("data/diabetes.csv", ["--target", "progression"], 0.40),
    ("DATA/letter_recognition.csv.gz", ["--target", "lettr", *FEW, "--learning-rates", "0.003,0.01", "--epochs", "60", "--budget", "90s"], None),
    ("DATA/diamonds.csv.gz", ["--target", "price", "--rows", "8000", *FEW, "--learning-rates", "0.003,0.01", "--epochs", "60", "--budget", "60s"], None),
    ("DATA/digits_8x8.csv.gz", ["--target", "digit", *FEW, "--budget", "90s"], 0.97),
    ("DATA/mnist/train-images-idx3-ubyte.gz", ["--rows", "8000", "--net", "conv 6 5 pad 2 relu, max_pool 2, conv 16 5 relu, max_pool 2, 64 relu", "--activations", "relu,gelu,silu,tanh,sigmoid", "--learning-rates", "0.003", "--weight-decays", "0", "--epochs", "4", "--seeds", "5", "--budget", "150s"], None),
    ("DATA/yeast_multilabel.csv.gz", ["LABELS", *FEW, "--learning-rates", "0.003,0.01", "--budget", "60s"], None),
    ("DATA/japanese_vowels/JapaneseVowels_TRAIN.ts", ["--test", "DATA/japanese_vowels/JapaneseVowels_TEST.ts", "--net", "gru 32", "--activations", "tanh,relu,gelu,silu,elu", "--learning-rates", "0.003,0.01", "--weight-decays", "0", "--budget", "90s"], 0.95),
    ("DATA/gunpoint/gunpoint_train.csv", ["--test", "DATA/gunpoint/gunpoint_test.csv", "--target", "label", "--series", "--net", "conv 16 7 pad 3, batch_norm, relu, conv 16 5 pad 2, batch_norm, relu, global_average_pool", "--activations", "relu,gelu,silu,elu,tanh", "--learning-rates", "0.003,0.01", "--weight-decays", "0", "--batch-size", "8", "--patience", "60", "--budget", "90s"], 0.9),
    ("DATA/first_names.csv", ["--sequence", "name", "--target", "gender", "--rows", "2500", "--net", "embedding 8, gru 16", "--activations", "tanh,relu,gelu,silu", "--learning-rates", "0.01", "--weight-decays", "0", "--epochs", "20", "--budget", "90s"], None),
    ("DATA/seattle_weather.csv", ["--target", "weather", "--time", "date", *FEW, "--budget", "60s"], None),
]

HEAD = """# Studies

What `nonlin lab` says about public data sets; those that ship are in `data/`, the others are named there. Written by `python3 docs/studies.py DATA`; each
command can be repeated as it stands. With a budget in time, how many repeats there are depends on the machine.

| command | score | wanted | advised: test score, 95 % interval | decision | not shown worse | last in the ranking: test score | repeats, trainings, seconds |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

NOTES = """
The score is accuracy; R2 for `progression` and `price`, micro-averaged F1 for the labels of yeast. "Wanted" is the least that the project asks of the advised
activation. The verdict is "undecided" where neither a difference larger than the noise nor its absence is shown: that is the usual case, as it is in the published
record (of the 46 larger data sets of Klambauer et al. 2017, the difference between SELU and ReLU leaves its own noise interval in 5).
"""


def labels(data):
    import gzip

    with gzip.open(data / "yeast_multilabel.csv.gz", "rt") as file:
        return [word for name in file.readline().strip().split(",") if name.startswith("Class") for word in ("--target", name)]


def row(data, file, options, wanted):
    options = [word for option in options for word in (labels(data) if option == "LABELS" else [option])]
    real = [word.replace("DATA", str(data)) for word in [file, *options]]
    start = time.time()
    run = subprocess.run([ROOT / "target/release/nonlin", "lab", *real, "--no-store", "--json"], cwd=ROOT, capture_output=True, text=True)
    seconds = time.time() - start
    if run.returncode:
        sys.exit(f"{file}: {run.stderr}")
    result = json.loads(run.stdout)
    ranking, verdict = result["ranking"], result["verdict"]
    names = [ranked["activation"] for ranked in ranking]
    advised, last = ranking[names.index(verdict["advice"])], ranking[-1]
    low, high = advised["test_interval"]
    quoted = " ".join(f'"{word}"' if " " in word else word for word in [file, *options])
    if "LABELS" in quoted or options.count("--target") > 2:
        quoted = f"{file} --target Class1 ... --target Class{options.count('--target')} " + " ".join(w for w in options if not w.startswith("Class") and w != "--target")
    print(file, verdict["decision"], round(seconds), flush=True)
    return (
        f"| `nonlin lab {quoted}` | {result['metric']} | {'' if wanted is None else f'{wanted:.2f}'} "
        f"| `{advised['activation']}`: {advised['test']:.3f}, {low:.3f} to {high:.3f} | {verdict['decision']} "
        f"| {len(verdict['group'])} of {len(ranking)} | `{last['activation']}`: {last['test']:.3f} "
        f"| {len(result['seeds'])}, {sum(r['trials'] for r in ranking)}, {seconds:.0f} |"
    ), result


def kind(options):
    net = options[options.index("--net") + 1] if "--net" in options else ""
    return "cnn" if "conv" in net else "rnn" if "gru" in net else "mlp"


def measured(done):
    """The figures that `nonlin advise` has beside its rules."""
    lines = ["data,task,model,activation,test,best,in_group"]
    for (file, options, _), result in done:
        best = next(r["test"] for r in result["ranking"] if r["activation"] == result["verdict"]["advice"])
        for r in result["ranking"]:
            group = str(r["activation"] in result["verdict"]["group"]).lower()
            lines.append(f"{file.removeprefix('DATA/')},{result['task']},{kind(options)},{r['activation']},{r['test']:.4f},{best:.4f},{group}")
    (ROOT / "crates/nonlin-lab/src/advise/measured.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def pairing(results):
    """How wide the interval of a difference is, paired as the lab has it and as if the two were independent."""
    lines = []
    for file, result in results:
        scores = {r["activation"]: r["test_scores"] for r in result["ranking"]}
        if not {"relu", "gelu"} <= set(scores):
            continue
        a, b = scores["relu"], scores["gelu"]
        n = min(len(a), len(b))
        a, b = a[:n], b[:n]
        paired = statistics.stdev([x - y for x, y in zip(a, b)])
        apart = (statistics.variance(a) + statistics.variance(b)) ** 0.5
        lines.append(f"| {file} | {n} | {paired:.4f} | {apart:.4f} | {paired / apart:.2f} |")
    return (
        "\n## What pairing is worth\n\nThe standard deviation of ReLU's score less GELU's over the repeats, which an interval is as wide as: paired (the same split and random numbers for "
        "both), and as it would be of independent repeats.\n\n| data | repeats | paired | independent | ratio |\n| --- | --- | --- | --- | --- |\n" + "\n".join(lines) + "\n"
    )


CHECKS = [
    ("data/penguins.csv", ["--target", "species", "--activations", "gelu", "--hidden", "16", "--epochs", "60"]),
    ("DATA/digits_8x8.csv.gz", ["--target", "digit", "--activations", "relu", "--hidden", "32", "--epochs", "40", "--learning-rates", "0.003,0.01", "--weight-decays", "0"]),
    ("DATA/letter_recognition.csv.gz", ["--target", "lettr", "--rows", "4000", "--activations", "relu", "--hidden", "32", "--epochs", "15", "--learning-rates", "0.01", "--weight-decays", "0"]),
]


def checks(data):
    lines = []
    for file, options in CHECKS:
        real = [word.replace("DATA", str(data)) for word in [file, *options]]
        run = subprocess.run([ROOT / "target/release/nonlin", "lab", *real, "--self-check", "200", "--no-store", "--json"], cwd=ROOT, capture_output=True, text=True)
        check = json.loads(run.stdout)
        print(file, check, flush=True)
        lines.append(check_line(file, options, check))
    return check_table(lines)


def check_line(file, options, check):
    return (
        f"| `nonlin lab {file} {' '.join(options)} --self-check 200` | {check['false_winners']} of {check['studies']} | {check['false_losers']} of {check['studies']} "
        f"| {check['found']} of {check['gap_studies']} | {check['wrong']} |"
    )


def check_table(lines):
    return (
        "\n## The lab checked by itself\n\nThe same activation under three names, which differ in their random numbers alone, in 200 small studies: how many named a winner (promised: at most 5 %), "
        "or held one to be worse. Then two names in 100 studies, of which one loses two points of its right answers at random: how many found it, and how many named the wrong one.\n\n"
        "| command | false winners | false losers | gap of 2 points found | wrong one named |\n| --- | --- | --- | --- | --- |\n" + "\n".join(lines) + "\n"
    )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1]).resolve()
    done = [(study[0], *row(data, *study)) for study in STUDIES]
    measured([(study, result) for study, (_, _, result) in zip(STUDIES, done)])
    text = HEAD + "\n".join(line for _, line, _ in done) + "\n" + NOTES + pairing([(file, result) for file, _, result in done])
    page = ROOT / "docs/STUDIES.md"
    if "--no-checks" in sys.argv:
        _, mark, rest = page.read_text(encoding="utf-8").partition("\n## The lab checked by itself")
        text += mark + rest.partition("\n## Beside others")[0]
    else:
        text += checks(data)
    # What `benches/lab.py` printed is kept.
    _, mark, beside = page.read_text(encoding="utf-8").partition("\n## Beside others")
    page.write_text(text + mark + beside, encoding="utf-8")
