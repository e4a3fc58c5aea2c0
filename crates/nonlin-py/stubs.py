#!/usr/bin/env python3
"""Writes the type stubs beside the package: `python3 stubs.py`, in an interpreter that has nonlin installed; `--check` says whether they are as they
would be written.

Names, signatures and documentation are read from the package as it runs, functions from the registry. Types stand here: by the name of an argument,
which means the same everywhere, or by place and name where it does not. What has no type here is `Any`.
"""

import argparse
import ast
import importlib
import inspect
import json
import pathlib
import sys
import types

import nonlin

PACKAGE = pathlib.Path(__file__).parent / "python" / "nonlin"
HEAD = """# Written by stubs.py.

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray
"""
#: The type of numbers that an array has, and the result with it.
NUMBER = '\n_F = TypeVar("_F", bound=np.floating[Any])\n'

#: Modules, and what they have for others.
MODULES = {
    "_nonlin": None,
    "_activation": ["Activation", "RowFunction", "GatedUnit", "activation", "formula", "masked_softmax"],
    "_lab": ["lab", "Judged", "Study"],
    "_compare": ["compare", "Comparison"],
    "_model": ["Model"],
}
#: What they take from each other.
IMPORTS = {
    "_activation": "from nonlin import _nonlin",
    "_lab": "from nonlin._model import Model",
    "_compare": "from nonlin._lab import Judged",
}

#: Methods that take arrays and give one of their type.
ON_ARRAYS = {"__call__", "slope", "backward"}
#: `__call__` shows no signature: it has that of this method, less `dy`.
CALLED_AS = {"Elementwise": "slope", "RowFunction": "backward", "GatedUnit": "backward"}

PATH = "str | os.PathLike[str]"
FLOATS = "NDArray[np.float32]"
ARGUMENTS = {
    "x": "Any",
    "dy": "Any",
    "out": "Any",
    "keep": "Any",
    "axis": "int",
    "gate": 'Literal["first", "second"]',
    "accuracy": 'Literal["exact", "fast"] | None',
    "accurate.accuracy": 'Literal["exact", "fast"]',
    "threads": "int | None",
    "train.threads": "int",
    "parameters": "float",
    "__new__.parameters": "Mapping[str, float] | None",
    "text": "str",
    "activation.text": "str | Activation",
    "name": "str",
    "form": 'Literal["text", "unicode", "latex", "mathml"]',
    "slope": "bool",
    "target": "str",
    "lab.target": "str | int | Sequence[str] | Sequence[int] | None",
    "low": "float",
    "high": "float",
    "width": "int",
    "height": "int",
    "theme": 'Literal["light", "dark"]',
    "path": PATH,
    "data": "Any",
    "store": f"{PATH} | None",
    "progress": "Any",
    "engine": "Any",
    "lab.engine": 'Literal["local", "ray"]',
    "address": "str | None",
    "options": "Any",
    "make_model": "Callable[[Any], Any]",
    "train": "Callable[..., Any]",
    "Network.train.train": "Mapping[str, Any]",
    "pass_over.train": "Mapping[str, Any]",
    "validation": "Mapping[str, Any]",
    "validate": "Callable[[Any], float | tuple[float, float]]",
    "test": "Callable[[Any], float | tuple[float, float]]",
    "activations": "Iterable[Any]",
    "learning_rates": "Iterable[float] | None",
    "weight_decays": "Iterable[float] | None",
    "seeds": "int",
    "seed": "int",
    "metric": 'Literal["accuracy", "r2", "score"]',
    "validation_rows": "int | None",
    "test_rows": "int | None",
    "equivalence": "float",
    "budget": "float | str | None",
    "key": "str | None",
    "words": "Sequence[str]",
    "command": "str",
    "order": "str",
    "plan": "str",
    "asked": "Mapping[str, Any]",
    "bytes": "bytes",
    "inputs": FLOATS,
    "RowFunction.outputs.inputs": "int",
    "GatedUnit.outputs.inputs": "int",
    "thresholds": "str | None",
    "title": "str",
    "markdown": "bool",
    "about": "str",
    "step": "int",
    "rows": "int",
    "loss": "float",
}
RESULTS = {
    "with_parameters": "Self",
    "accurate": "Activation",
    "derivative": "Activation",
    "is_formula": "bool",
    "card": "dict[str, Any]",
    "_nonlin.card": "str",
    "to_text": "str",
    "latex": "str",
    "mathml": "str",
    "unicode": "str",
    "export": "str | bytes",
    "facts": "list[tuple[str, str]]",
    "_facts": "list[tuple[str, str]]",
    "moments": "dict[str, float]",
    "_moments": "tuple[float, float, float, float]",
    "svg": "str",
    "_svg": "str",
    "_formula": "str",
    "_export": "str | bytes",
    "name": "str",
    "text": "str",
    "formula": "str",
    "_activation.formula": "Activation",
    "activation": "Activation",
    "accuracy": 'Literal["exact", "fast"]',
    "parameters": "dict[str, float]",
    "learnable": "list[str]",
    "RowFunction.outputs": "int",
    "GatedUnit.outputs": "int",
    "Network.outputs": FLOATS,
    "groups": "list[tuple[str, str, list[float]]]",
    "train": "str",
    "pass_over": "float",
    "from_bytes": "Network",
    "to_bytes": "bytes",
    "_nonlin.Network.to_onnx": "bytes",
    "_nonlin.Model.to_onnx": "bytes",
    "to_onnx": PATH,
    "load": "Model",
    "_nonlin.Model.save": "None",
    "save": "str",
    "network": "str",
    "_nonlin.Model.predict": "tuple[str, list[str]]",
    "predict": "list[Any]",
    "predict_proba": "list[Any]",
    "target_names": "list[str]",
    "lab": "Study",
    "compare": "Comparison",
    "_nonlin.compare": "tuple[str, str]",
    "verdict": "str",
    "advice": "str",
    "decision": 'Literal["better", "equivalent", "undecided"]',
    "group": "list[str]",
    "table": "Any",
    "report": "str",
    "_lab.Study.report": PATH,
    "best_model": "Model",
    "preface": "str",
    "activations": "list[str]",
    "run": "Outcome",
    "carry_out": "str | None",
    "json": "str",
    "markdown": "str",
    "html": "str",
    "findings": "str",
    "lines": "str",
    "read": "Trace",
    "trace": "Trace",
    "names": "list[tuple[str, str]]",
    "find": "tuple[str, str]",
    "command": "int",
    "masked_softmax": "Any",
}
#: Attributes that instances get when they are made.
ATTRIBUTES = {"_lab.Study": ["json: dict[str, Any]"], "_compare.Comparison": ["json: dict[str, Any]"]}


def by_place(table, place, name=None, default="Any"):
    """The entry for the longest end of a dotted place that has one."""
    parts = [*place.split("."), *([name] if name else [])]
    keys = (".".join(parts[start:]) for start in range(len(parts)))
    return next((table[key] for key in keys if key in table), default)


def documented(thing, indent):
    """The first paragraph of the documentation, as a docstring on one line."""
    text = " ".join((inspect.getdoc(thing) or "").strip().split("\n\n")[0].split())
    if not text:
        return ""
    quote = 'r"""' if "\\" in text else '"""'
    return f'{indent}{quote}{text}"""\n'


def signature(thing, place):
    """Arguments with types, as they stand between the brackets."""
    written, keyword_only = [], False
    arguments = list(inspect.signature(thing).parameters.values())
    for at, one in enumerate(arguments):
        if one.name in ("self", "cls"):
            written.append(one.name)
            continue
        if one.kind is one.KEYWORD_ONLY and not keyword_only:
            written.append("*")
            keyword_only = True
        stars = {one.VAR_KEYWORD: "**", one.VAR_POSITIONAL: "*"}.get(one.kind, "")
        text = f"{stars}{one.name}: {by_place(ARGUMENTS, place, one.name)}"
        if one.default is not one.empty:
            plain = one.default is None or isinstance(one.default, (bool, int, float, str))
            told = json.dumps(one.default) if isinstance(one.default, str) else repr(one.default)
            text += f" = {told}" if plain else " = ..."
        written.append(text)
        following = arguments[at + 1] if at + 1 < len(arguments) else None
        if one.kind is one.POSITIONAL_ONLY and (following is None or following.kind is not one.POSITIONAL_ONLY):
            written.append("/")
    return ", ".join(written)


def function(thing, place, indent="", decorator="", name=None):
    """A function or method."""
    name = name or thing.__name__
    result = by_place(RESULTS, place, default="None" if place.startswith("_nonlin.Recorder") else "Any")
    body = documented(thing, indent + "    ")
    rest = f"\n{body}{indent}    ...\n" if body else " ...\n"
    return f"{decorator and indent + decorator}{indent}def {name}({signature(thing, place)}) -> {result}:{rest}"


def on_arrays(cls, name, place, indent):
    """A method that gives an array of the type it is given; what is no array of floats may come back as something else."""
    call = name == "__call__"
    shown = signature(getattr(cls, CALLED_AS[cls.__name__] if call else name), place)
    shown = shown.replace("dy: Any, ", "") if call else shown
    typed = shown
    for argument in ("x", "dy"):
        typed = typed.replace(f"{argument}: Any", f"{argument}: NDArray[_F]")
    typed = typed.replace("out: Any = None", "out: NDArray[_F] | None = None")
    doc = documented(getattr(cls, name), indent + "    ") if not call else ""
    end = f"\n{doc}{indent}    ...\n" if doc else " ...\n"
    return (
        f"{indent}@overload\n{indent}def {name}({typed}) -> NDArray[_F]:{end}"
        f"{indent}@overload\n{indent}def {name}({shown}) -> Any: ...\n"
    )


def class_of(cls, place):
    """A class with its methods and properties."""
    bases = [base.__name__ for base in cls.__bases__ if base is not object and not base.__name__.startswith("_Named")]
    if place.startswith("_activation."):
        bases = [f"_nonlin.{base}" for base in bases]
    text = f"class {cls.__name__}{f'({bases[0]})' if bases else ''}:\n" + documented(cls, "    ")
    text += "".join(f"    {line}\n" for line in ATTRIBUTES.get(place, []))
    for name, thing in members(cls):
        text += member(cls, name, thing, f"{place}.{name}")
    return text if text.count("\n") > 1 else text.rstrip("\n") + " ...\n"


def members(cls):
    """What a class has of its own, or from a base that is not shown, by name."""
    shown = {}
    for of in reversed(cls.__mro__):
        if of is cls or of.__name__ == "_Named":
            shown.update(vars(of))
    plain = {name: thing for name, thing in shown.items() if not name.startswith("__") or name in ("__call__", "__new__", "__init__")}
    public = cls.__module__ != "nonlin._nonlin"
    return sorted((name, thing) for name, thing in plain.items() if not (public and name.startswith("_") and name != "__init__"))


def member(cls, name, thing, place):
    """One of a class's methods or properties."""
    indent = "    "
    if name == "__new__":
        made = signature(cls, place)
        return f"{indent}def __new__(cls{made and ', ' + made}) -> Self: ...\n"
    if name == "__init__":
        # Of what the package makes itself there is nothing to be called.
        return ""
    if name in ON_ARRAYS and cls.__name__ in CALLED_AS:
        return on_arrays(cls, name, place, indent)
    if isinstance(thing, (property, types.GetSetDescriptorType)):
        result = by_place(RESULTS, place)
        body = documented(thing, indent * 2)
        return f"{indent}@property\n{indent}def {name}(self) -> {result}:" + (f"\n{body}{indent * 2}...\n" if body else " ...\n")
    if isinstance(thing, staticmethod):
        return function(thing.__func__, place, indent, "@staticmethod\n", name)
    if isinstance(thing, classmethod):
        return function(thing.__func__, place, indent, "@classmethod\n", name)
    return function(thing, place, indent, name=name)


def module(name, exported):
    """The stub of a module."""
    loaded = importlib.import_module(f"nonlin.{name}")
    exported = sorted(n for n in vars(loaded) if not n.startswith("__")) if exported is None else exported
    parts = []
    for one in sorted(exported, key=lambda one: not (inspect.isclass(getattr(loaded, one)) and issubclass(getattr(loaded, one), Exception))):
        thing = getattr(loaded, one)
        place = f"{name}.{one}"
        parts.append(class_of(thing, place) if inspect.isclass(thing) else function(thing, place))
    if name == "_nonlin":
        parts.insert(0, "__version__: str\n")
    body = "\n".join(parts)
    head = HEAD + (f"{IMPORTS[name]}\n" if name in IMPORTS else "") + (NUMBER if "_F" in body else "")
    return tidy(head + "\n" + body)


def package():
    """The stub of the package: what it exports, and every function of the registry."""
    lines = ["# Written by stubs.py.", "", "from types import ModuleType", "from typing import Literal", ""]
    for name, exported in MODULES.items():
        names = [one for one in exported or ["FormulaError", "NonlinError", "__version__"] if one in nonlin.__all__]
        lines += [f"from nonlin.{name} import {one} as {one}" for one in sorted(names)]
    # Not imported: a type checker would read all of PyTorch for everyone who has it. `import nonlin.torch` tells it more.
    lines += ["", *(f"{name}: ModuleType" for name in sorted(nonlin._LATER))]
    lines += ["", 'def names(kind: Literal["elementwise", "vector", "gated"] | None = None) -> list[str]:']
    lines += [documented(nonlin.names, "    ").rstrip("\n"), "    ..."]
    lines += ["", f"__all__ = {json.dumps(sorted(nonlin.__all__))}", ""]
    for name in nonlin.names():
        one = getattr(nonlin, name)
        about = f"{one.card['title']}: {one.card['formula']}, of range {one.card['range']}.".replace("\\", "\\\\").replace('"', '\\"')
        lines += [f"{name}: {type(one).__name__}", f'"""{about}"""']
    return "\n".join(lines) + "\n"


def tidy(text):
    """Without the imports that are not used."""
    tree = ast.parse(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = text.split("\n")
    for node in reversed(tree.body):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            kept = [n for n in node.names if (n.asname or n.name) in used]
            source = f"from {node.module} import " if isinstance(node, ast.ImportFrom) else "import "
            told = ", ".join(f"{n.name} as {n.asname}" if n.asname else n.name for n in kept)
            lines[node.lineno - 1 : node.end_lineno] = [source + told] if kept else []
    return "\n".join(lines)


def stubs():
    """Every stub by the name of its file."""
    written = {f"{name}.pyi": module(name, exported) for name, exported in MODULES.items()}
    return {"__init__.pyi": package(), **written}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if a stub is not as it would be written")
    check = parser.parse_args().check
    written = stubs()
    stale = [name for name, text in written.items() if not (PACKAGE / name).exists() or (PACKAGE / name).read_text(encoding="utf-8") != text]
    if check and stale:
        sys.exit(f"{', '.join(stale)}: not as stubs.py writes them; run it")
    for name in stale:
        (PACKAGE / name).write_text(written[name], encoding="utf-8")
    (PACKAGE / "py.typed").touch()


if __name__ == "__main__":
    main()
