"""The lab from Python: the same study as the command's, on data of every kind."""

import json
import pathlib
import subprocess
import sys

import numpy as np
import pytest

import nonlin

DATA = pathlib.Path(__file__).parents[3] / "data"
PENGUINS = DATA / "penguins.csv"
SMALL = {"activations": ["relu", "tanh"], "seeds": 4, "epochs": 10, "learning_rates": [0.01], "weight_decays": [0]}


@pytest.fixture(scope="module")
def study():
    return nonlin.lab(PENGUINS, target="species", **SMALL)


def command(*words, status=0):
    """What the command of this package prints."""
    done = subprocess.run([sys.executable, "-c", "from nonlin._command import main; main()", *words], capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def without_times(outcome):
    return {**outcome, "ranking": [{**ranked, "seconds": 0} for ranked in outcome["ranking"]]}


def test_is_the_study_of_the_command(study):
    words = ["lab", str(PENGUINS), "--target", "species", "--activations", "relu,tanh", "--seeds", "4", "--epochs", "10"]
    printed = json.loads(command(*words, "--learning-rates", "0.01", "--weight-decays", "0", "--no-store", "--json"))
    assert without_times(printed) == without_times(study.json)


def test_result(study, tmp_path):
    assert study.verdict.startswith("Use `") and study.advice in {"relu", "tanh"} and study.advice in study.group
    assert len(study.table) == 2 and "accuracy on unseen rows" in str(study) and "<table>" in study._repr_html_()
    report = study.report(tmp_path / "x.html")
    assert "<svg" in pathlib.Path(report).read_text() and study.verdict.split("`")[1] in pathlib.Path(report).read_text()
    assert pathlib.Path(study.report(tmp_path / "x.md")).read_text().startswith("# ")
    with pytest.raises(nonlin.NonlinError, match="cannot write"):
        study.report(tmp_path / "none" / "x.html")


def test_best_model(study, tmp_path):
    model = study.best_model
    said = model.predict(PENGUINS)
    header, *lines = [line.replace('"', '').split(",") for line in PENGUINS.read_text().splitlines()]
    truth = [line[header.index("species")] for line in lines]
    assert np.mean([a == b for a, b in zip(said, truth, strict=True)]) > 0.9
    again = nonlin.Model.load(model.save(tmp_path / "m.safetensors"))
    assert again.predict(PENGUINS) == said and 0.3 < min(again.predict_proba(PENGUINS)) <= 1
    assert pathlib.Path(model.to_onnx(tmp_path / "m.onnx")).stat().st_size > 1000


def test_tables_and_arrays_are_data():
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    by = [
        nonlin.lab(pandas.read_csv(PENGUINS), target="species", **SMALL),
        nonlin.lab(polars.read_csv(PENGUINS, null_values="NA"), target="species", **SMALL),
    ]
    scores = [study.json["ranking"][0]["test_scores"] for study in by]
    assert scores[0] == scores[1] == nonlin.lab(PENGUINS, target="species", **SMALL).json["ranking"][0]["test_scores"]
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3)).astype(np.float32)
    y = (x[:, 0] > 0).astype(int)
    pair = nonlin.lab((x, y), **SMALL)
    whole = nonlin.lab(np.column_stack([x, y]), target=-1, **SMALL)
    assert pair.json["task"] == whole.json["task"] == "binary"
    assert pair.json["ranking"][0]["test_scores"] == whole.json["ranking"][0]["test_scores"]


def test_a_store_makes_nothing_twice(tmp_path):
    told = []
    store = tmp_path / "trials.db"
    first = nonlin.lab(PENGUINS, target="species", store=store, progress=told.append, **SMALL)
    assert told[0] == ("started", 2 * 2) and sum(event[0] == "finished" for event in told) == 8
    again = nonlin.lab(PENGUINS, target="species", store=store, **SMALL)
    assert again.json == first.json
    assert "tanh" in command("studies", "--store", str(store))


def test_what_does_not_fit_is_said_in_the_words_of_the_command(tmp_path):
    pandas = pytest.importorskip("pandas")
    raises = lambda words: pytest.raises(nonlin.NonlinError, match=words)  # noqa: E731
    with raises("no-such.csv"):
        nonlin.lab("no-such.csv", target="x")
    with raises("did you mean `species`"):
        nonlin.lab(PENGUINS, target="specis")
    with raises("unknown function `tnh`"):
        nonlin.lab(PENGUINS, target="species", activations=["x*tnh(x)"])
    with raises("unexpected argument '--colour'"):
        nonlin.lab(PENGUINS, target="species", colour="red")
    with raises("two columns are called `a`"):
        nonlin.lab(pandas.DataFrame([[1, 2, 3]], columns=["a", "a", "y"]), target="y")
    with raises("no column `z`; there are `a`"):
        nonlin.lab(pandas.DataFrame({"a": [1, 2]}), target="z")
    with raises("equally many rows"):
        nonlin.lab((np.zeros((3, 2)), np.zeros(4)))
    with raises("engine is `dask`"):
        nonlin.lab(PENGUINS, target="species", engine="dask")
    with raises("which column of the array"):
        nonlin.lab(np.zeros((3, 2)))
    targets = pandas.DataFrame({"a": range(40), "y": [float("nan")] * 40})
    with raises("y"):
        nonlin.lab(targets, target="y")


def test_interruption_comes_through_and_loses_nothing(tmp_path):
    code = f"""
import os, signal, threading, nonlin
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever began this may have told it to pass Ctrl-C over
threading.Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    nonlin.lab({str(PENGUINS)!r}, target="species", store={str(tmp_path / "t.db")!r}, seeds=20, learning_rates=[0.01])
except KeyboardInterrupt:
    print("interrupted")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "interrupted", done.stderr
    listed = json.loads(command("studies", "--store", str(tmp_path / "t.db"), "--json"))
    assert listed[0]["trials"] > 0 and listed[0]["ended"] is None


class TestCompare:
    """A model of one's own: here a least-squares fit on features made with the activation."""

    rng = np.random.default_rng(5)
    x = rng.normal(size=(600, 4))
    y = np.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2] + 0.1 * rng.normal(size=600)

    def make_model(self, activation):
        return {"f": nonlin.activation(activation), "w": np.random.normal(size=(4, 60)), "b": np.random.normal(size=60)}

    def features(self, model, x):
        return model["f"](x @ model["w"] + model["b"])

    def train(self, model, learning_rate):
        h = self.features(model, self.x[:300])
        model["v"] = np.linalg.solve(h.T @ h + learning_rate * np.eye(60), h.T @ self.y[:300])
        return 1

    def score(self, model, rows):
        error = self.features(model, self.x[rows]) @ model["v"] - self.y[rows]
        return 1 - error.var() / self.y[rows].var()

    def compared(self, **options):
        validate, test = (lambda model: self.score(model, slice(300, 450))), (lambda model: self.score(model, slice(450, 600)))
        options = {"activations": ["step", "tanh", "gelu"], "learning_rates": [0.1, 10.0], "metric": "r2", "seeds": 8, **options}
        return nonlin.compare(self.make_model, self.train, validate, test, **options)

    def test_verdict(self):
        comparison = self.compared()
        assert comparison.advice in {"tanh", "gelu"} and "step" not in comparison.group
        assert "repeats on the same rows" in str(comparison) and len(comparison.table) == 3
        assert comparison.json == {**self.compared().json, "ranking": comparison.json["ranking"]}

    def test_store(self, tmp_path):
        calls = []
        options = {"store": str(tmp_path / "c.db"), "key": "features-v1", "progress": lambda *event: calls.append(event[0])}
        first = self.compared(**options)
        make_model, TestCompare.make_model = TestCompare.make_model, lambda *_: pytest.fail("made twice")
        try:
            assert self.compared(**options).json == first.json
        finally:
            TestCompare.make_model = make_model
        assert "step" in command("studies", "show", "1", "--store", options["store"])
        with pytest.raises(nonlin.NonlinError, match="store= needs key="):
            self.compared(store=options["store"])

    def test_exceptions_come_through(self):
        def train(model):
            raise ZeroDivisionError("mine")

        with pytest.raises(ZeroDivisionError, match="mine"):
            nonlin.compare(self.make_model, train, lambda m: 0.5, lambda m: 0.5)
        with pytest.raises(nonlin.NonlinError, match="`validate` returned 'good'"):
            nonlin.compare(self.make_model, lambda model: None, lambda m: "good", lambda m: 0.5)
        with pytest.raises(nonlin.NonlinError, match="takes no `learning_rate`"):
            nonlin.compare(self.make_model, lambda model: None, lambda m: 0.5, lambda m: 0.5, learning_rates=[0.1])

    def test_divergence_is_no_result(self):
        validate = lambda model: float("nan") if model["f"].name == "gelu" else self.score(model, slice(300, 450))  # noqa: E731
        comparison = nonlin.compare(
            self.make_model, self.train, validate, lambda m: self.score(m, slice(450, 600)), activations=["tanh", "relu", "gelu"],
            learning_rates=[1.0], metric="r2", seeds=4,
        )
        assert comparison.json["unfinished"][0]["activation"] == "gelu"
