"""What the doctor says, and where it is written."""

import html
import json
import os
from dataclasses import dataclass, fields

from nonlin import _nonlin
from nonlin._lab import write
from nonlin._nonlin import NonlinError


@dataclass(frozen=True)
class Finding:
    """Something wrong, and the way out."""

    #: The rule that found it: ``"dead_units"``; docs/DOCTOR.md has all of them.
    rule: str
    #: The layer, or whatever else it is about.
    place: str
    #: What is wrong, with the evidence in numbers.
    what: str
    #: What to change.
    remedy: str
    #: ``"serious"``: the network does not learn, or much less than it could; ``"notice"``: worth a look.
    severity: str
    #: ``"certain"``: it follows from what was seen; ``"likely"``: it was measured, and the threshold is a judgement.
    certainty: str
    #: The step, from 1, where it was first seen; None if it can be seen before the first.
    step: int | None = None
    #: The places of the layers that it is about, from 0.
    layers: tuple = ()
    #: The change, as something that a program can make.
    change: dict | None = None
    #: The rule of an earlier finding that this one most likely follows from: mend that first.
    because: str | None = None

    @property
    def evidence(self):
        """The numbers, which stand in ``what``."""
        return self.what

    def __str__(self):
        return f"{self.rule} ({self.severity}): {self.place}: {self.what}. So: {self.remedy}."


class Found(NonlinError):
    """Raised by ``raise_on``: ``error.finding`` is what was found."""

    def __init__(self, finding):
        super().__init__(str(finding))
        self.finding = finding


def findings_of(trace, thresholds=None):
    """The findings of a trace, the first cause first."""
    known = {field.name for field in fields(Finding)}
    found = json.loads(trace.findings(thresholds))
    return [Finding(**{key: value for key, value in one.items() if key in known} | {"layers": tuple(one["layers"])}) for one in found]


def rules_of(what):
    """Rules and severities by name; ``"nan"`` is what people call one of them. Raises nonlin.NonlinError for what is none."""
    asked = {"not_finite" if one in ("nan", "inf") else one for one in what}
    known = getattr(_nonlin, "rules", None)
    if known is not None:
        for one in asked - {"serious", "notice", *known()}:
            raise NonlinError(f"no rule is called `{one}`; there are {', '.join(f'`{rule}`' for rule in known())}, `serious` and `notice`")
    return asked


class Examination:
    """What was seen inside a network, and what the doctor says of it.

    ``print`` shows it as ``nonlin doctor`` does; a notebook shows the findings.
    """

    def __init__(self, trace, title, command, thresholds=None):
        self._trace, self._title, self._command = trace, title, command
        self._thresholds = read_thresholds(thresholds)

    @property
    def trace(self):
        """All that was seen, of which ``lines()`` is the text of a ``.jsonl`` file."""
        return self._trace

    @property
    def findings(self):
        """What is wrong, the first cause first: a list of ``Finding``."""
        return findings_of(self.trace, self._thresholds)

    @property
    def serious(self):
        """Of the findings those because of which the network does not learn, or much less than it could."""
        return [finding for finding in self.findings if finding.severity == "serious"]

    @property
    def not_seen(self):
        """What could not be looked at, as sentences."""
        return []

    def report(self, path):
        """Writes the report: one HTML file with figures, or Markdown if the name ends in .md. Returns the path."""
        markdown = os.fspath(path).lower().endswith(".md")
        return write(path, self.trace.report(self._title, self._command, markdown, self._thresholds))

    def save(self, path):
        """Writes the trace, which ``nonlin doctor FILE.jsonl`` and ``nonlin.doctor.check`` read. Returns the path.

        Raises nonlin.NonlinError if the name does not end in ``.jsonl``, or the file cannot be written.
        """
        if not os.fspath(path).lower().endswith(".jsonl"):
            raise NonlinError(f"`{os.fspath(path)}`: the name of a trace ends in .jsonl")
        return write(path, self.trace.lines())

    def __str__(self):
        unseen = "".join(f"\nNot seen: {sentence}" for sentence in self.not_seen)
        return self.trace.text(self._thresholds) + unseen

    def __repr__(self):
        findings = self.findings
        serious = sum(finding.severity == "serious" for finding in findings)
        return f"<nonlin examination of {self._title}: {len(findings)} findings, {serious} serious>"

    def _repr_html_(self):
        rows = "".join(
            f"<tr><td><code>{html.escape(finding.rule)}</code><br>{finding.severity}</td><td>{html.escape(finding.place)}</td>"
            f"<td>{html.escape(finding.what)}</td><td>{html.escape(finding.remedy)}</td></tr>"
            for finding in self.findings
        )
        unseen = "".join(f"<p>Not seen: {html.escape(sentence)}</p>" for sentence in self.not_seen)
        if not rows:
            return f"<div><p>Nothing found.</p>{unseen}</div>"
        head = "".join(f"<th>{name}</th>" for name in ["finding", "where", "what", "what to change"])
        return f"<div><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{unseen}</div>"


def read_thresholds(path):
    """The text of a file of thresholds, checked."""
    if path is None:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except OSError as error:
        raise NonlinError(f"{os.fspath(path)}: {error.strerror}") from error
    _nonlin.Recorder("{}").trace().findings(text)
    return text
