"""Which activation should my network use?"""

import html
import json
import os
import sys

from nonlin import _nonlin
from nonlin._data import files_of
from nonlin._nonlin import NonlinError
from nonlin._words import words


def lab(data, target=None, *, store=None, progress=None, engine="local", address=None, **options):
    """Trains a network per activation on your data and says which to use, or that it does not matter.

    data : a path (CSV, Parquet, NPY, NPZ, IDX, .ts, a folder of images), a table of pandas or polars, an array (rows x columns), or (X, y)
    target : the column to predict, or several for several yes-or-no labels; of an array its place
    store : a file that trials are kept in, so that the same call goes on where it was broken off; none unless given
    progress : True shows how it goes (the default on a terminal and in a notebook), False is silent, a function is called with what happens
    engine : "local", or "ray" for a cluster (``pip install "nonlin[ray]"``); the result does not depend on it
    address : of the Ray cluster; "auto" for the one that this machine belongs to
    options : those of ``nonlin lab`` by name: activations, seeds, budget, learning_rates, weight_decays, hidden, net, epochs, patience,
        batch_size, equivalence, threads, task, test, drop, categorical, numeric, group, time, rows, image, series, ...

    Returns a Study: ``.verdict``, ``.table``, ``.report("x.html")``, ``.best_model``. Raises nonlin.NonlinError with the command's own words if
    something does not fit.

        >>> nonlin.lab("penguins.csv", target="species", activations=["relu", "gelu", "x*tanh(x)"]).verdict
    """
    if engine not in ("local", "ray"):
        raise NonlinError(f"engine is `{engine}`; it must be `local` or `ray`")
    if not isinstance(options.get("activations", ""), str):
        options["activations"] = list(options["activations"])
    with files_of(data, target) as (paths, targets):
        asked = ["lab", *paths, *words({"target": targets, **options})]
        study = _nonlin.Study(asked)
        shown = Shown.of(progress, study.activations())
        made = None
        try:
            if engine == "ray":
                from nonlin._ray import RayEngine

                made = RayEngine(asked, paths_in(paths, options), address)
            outcome = study.run(told(study.command(), paths, data), shown, None if store is None else os.fspath(store), made)
        finally:
            shown and shown.ended()
            made and made.close()
        return Study(study, outcome)


def paths_in(paths, options):
    """All files that the words name."""
    test = options.get("test")
    return [*paths, *([os.fspath(test)] if test is not None else [])]


def told(command, paths, data):
    """What the study goes by: the command; a table by its kind, for its file is gone when the study is."""
    if isinstance(data, (str, os.PathLike)):
        return command
    kind = type(data[0] if isinstance(data, tuple) else data).__name__
    return command.replace(paths[0], f"<{kind}>")


class Judged:
    """What is said of the activations that were compared; ``json`` has it all."""

    @property
    def verdict(self):
        """The answer in a sentence."""
        return self.json["verdict"]["sentence"]

    @property
    def advice(self):
        """The activation to use."""
        return self.json["verdict"]["advice"]

    @property
    def decision(self):
        """``"better"``, ``"equivalent"`` or ``"undecided"``."""
        return self.json["verdict"]["decision"]

    @property
    def group(self):
        """The advised one and all that are not shown to be worse."""
        return self.json["verdict"]["group"]

    @property
    def table(self):
        """The ranking as a DataFrame of pandas, best first; as a list of dictionaries where there is no pandas."""
        return table_of(self.json["ranking"])

    def _repr_html_(self):
        return verdict_and_table(self.verdict, self.json)


class Study(Judged):
    """What came of a study."""

    def __init__(self, study, outcome):
        self._study, self._outcome = study, outcome
        self.json = json.loads(outcome.json())

    def report(self, path):
        """Writes the report: one HTML file with figures, or Markdown if the name ends in .md. Returns the path."""
        markdown = os.fspath(path).lower().endswith(".md")
        return write(path, self._outcome.markdown() if markdown else self._outcome.html())

    @property
    def best_model(self):
        """The network with the advised activation that did best, with all that new rows need."""
        from nonlin._model import Model

        return Model._of(self._outcome)

    def __str__(self):
        return self._study.preface() + "\n" + self._outcome.text()

    def __repr__(self):
        return f"<nonlin study of {self.json['data']}: {self.verdict}>"


def table_of(ranking):
    """The ranking, one activation a row."""
    rows = [
        {
            "activation": ranked["activation"],
            "validation": ranked["validation"],
            "test": ranked["test"],
            "low": ranked["test_interval"][0],
            "high": ranked["test_interval"][1],
            "behind": (ranked["behind"] or {"mean": 0.0})["mean"],
            "p": (ranked["behind"] or {"p": float("nan")})["p"],
            "learning_rate": ranked["learning_rate"],
            "weight_decay": ranked["weight_decay"],
            "epochs": ranked["epochs"],
            "repeats": ranked["repeats"],
        }
        for ranked in ranking
    ]
    try:
        import pandas
    except ImportError:
        return rows
    return pandas.DataFrame(rows)


def verdict_and_table(verdict, outcome):
    """For notebooks."""
    share = outcome["metric"] in ("accuracy", "micro_f1")

    def score(value):
        return f"{100 * value:.1f} %" if share else f"{value:.3f}"

    rows = "".join(
        f"<tr><td>{place}</td><td><code>{html.escape(ranked['activation'])}</code></td><td>{score(ranked['validation'])}</td>"
        f"<td>{score(ranked['test'])}</td><td>{score(ranked['test_interval'][0])} to {score(ranked['test_interval'][1])}</td>"
        f"<td>{ranked['repeats']}</td></tr>"
        for place, ranked in enumerate(outcome["ranking"], 1)
    )
    head = "".join(f"<th>{name}</th>" for name in ["", "activation", "validation", "test", "95 % interval", "repeats"])
    return f"<div><p><b>{html.escape(verdict)}</b></p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"


def write(path, content):
    """Writes a file as a whole: what stands there stays until all of the new is written."""
    content = content.encode() if isinstance(content, str) else content
    path = os.fspath(path)
    beside = f"{path}.{os.getpid()}.part"
    try:
        with open(beside, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    except OSError as error:
        raise NonlinError(f"cannot write `{path}`: {error.strerror}") from error
    finally:
        if os.path.exists(beside):
            os.remove(beside)
    return path


class Shown:
    """How a study goes, in a line of a terminal or a part of a notebook."""

    def __init__(self, activations):
        self.total = self.done = 0
        self.scores = {name: [] for name in activations}
        self.out = set()
        self.display = notebook_part() if is_notebook() else None

    @classmethod
    def of(cls, progress, activations):
        """What ``progress=`` asks for."""
        if callable(progress):
            return Called(progress)
        if progress or (progress is None and (is_notebook() or sys.stderr.isatty())):
            return cls(activations)
        return None

    def __call__(self, event):
        what, *rest = event
        if what == "started":
            self.total += int(rest[0])
        elif what == "finished":
            self.done += 1
        elif what == "scored":
            self.scores.setdefault(rest[0], []).append(rest[1])
        elif what == "dropped":
            self.out.add(rest[0])
        self.show()

    def leader(self):
        """The best mean validation score so far."""
        means = {name: sum(all_) / len(all_) for name, all_ in self.scores.items() if all_ and name not in self.out}
        return max(means.items(), key=lambda pair: pair[1], default=None)

    def show(self):
        """Writes the state over what stands there."""
        leader = self.leader()
        ahead = f", ahead on validation rows: {leader[0]} {leader[1]:.4f}" if leader else ""
        text = f"{self.done} of {self.total} trainings{ahead}"
        if self.display:
            bar = f"<progress value='{self.done}' max='{max(self.total, 1)}'></progress> {html.escape(text)}"
            self.display.update(bar)
        else:
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)

    def ended(self):
        """Leaves the terminal as it was."""
        if self.display:
            self.display.update("")
        else:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)


class Called:
    """A function of one's own that is told."""

    def __init__(self, function):
        self.function = function

    def __call__(self, event):
        self.function(event)

    def ended(self):
        pass


def is_notebook():
    """Whether results are shown in a notebook."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and shell.__class__.__name__ == "ZMQInteractiveShell"


def notebook_part():
    """A part of the notebook that can be written over."""
    from IPython.display import HTML, display

    handle = display(HTML(""), display_id=True)

    class Part:
        def update(self, text):
            handle.update(HTML(text))

    return Part()
