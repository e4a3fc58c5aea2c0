"""Data of any kind as files that the lab reads."""

import contextlib
import os
import pathlib
import tempfile

import numpy as np

from nonlin._nonlin import NonlinError


@contextlib.contextmanager
def files_of(data, target):
    """A folder's worth of files for ``data``, the paths of those to be read, and the names of the target columns.

    Paths are taken as they are. Tables of pandas, polars and anything with ``to_csv`` or ``write_csv`` are written to a temporary file; so is an
    array, or a pair of arrays (X, y).
    """
    if isinstance(data, (str, os.PathLike)):
        yield [os.fspath(data)], names_of(target)
        return
    with tempfile.TemporaryDirectory(prefix="nonlin-") as folder:
        path = pathlib.Path(folder) / "data.csv"
        yield [str(path)], written(data, target, path)


def names_of(target):
    """Target columns by name."""
    if target is None:
        return []
    return [target] if isinstance(target, str) else [str(name) for name in target]


def written(data, target, path):
    """Writes ``data`` as CSV and gives the names of the target columns."""
    if isinstance(data, tuple) and len(data) == 2:
        return pair(*data, path)
    if hasattr(data, "columns"):
        columns = [str(column) for column in data.columns]
        check_names(columns)
        missing = [name for name in names_of(target) if name not in columns]
        if missing:
            raise NonlinError(f"no column `{missing[0]}`; there are {', '.join(f'`{c}`' for c in columns[:20])}")
        if hasattr(data, "write_csv"):
            data.write_csv(path)
        else:
            data.to_csv(path, index=False)
        return names_of(target)
    array = np.asarray(data)
    if array.ndim != 2 or array.dtype.kind not in "fiub":
        raise NonlinError(
            f"data of type {type(data).__name__}: give a path, a table with named columns, an array of numbers "
            "(rows x columns), or a pair of arrays (X, y)"
        )
    named = [f"column_{place}" for place in range(array.shape[1])]
    if target is None:
        raise NonlinError("which column of the array is the target? Give `target=` its place, such as -1")
    places = [target] if isinstance(target, int) else list(target)
    for place in places:
        if not isinstance(place, int) or not -len(named) <= place < len(named):
            raise NonlinError(f"target {place!r} is no column of an array of {len(named)}: give a place from 0 on, or -1 for the last")
    save(path, named, array)
    return [named[place] for place in places]


def pair(x, y, path):
    """Writes inputs and answers."""
    if hasattr(x, "columns"):
        names = [str(column) for column in x.columns]
        check_names(names)
        x = x.to_numpy()
    else:
        x = np.asarray(x)
        names = [f"x{place}" for place in range(x.reshape(len(x), -1).shape[1] if x.ndim else 0)]
    y = np.asarray(y.to_numpy() if hasattr(y, "to_numpy") else y)
    if x.ndim < 1 or y.ndim not in (1, 2) or len(x) != len(y):
        raise NonlinError(f"X has shape {list(x.shape)} and y {list(y.shape)}: they must have equally many rows, and y at most two axes")
    x = x.reshape(len(x), -1)
    answers = y.reshape(len(y), -1)
    targets = ["target"] if answers.shape[1] == 1 else [f"target_{place}" for place in range(answers.shape[1])]
    save(path, [*names, *targets], x, answers)
    return targets


def save(path, names, *blocks):
    """Writes columns of blocks side by side. A missing number is an empty cell."""
    import csv

    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        lists = [block.tolist() for block in blocks]
        for rows in zip(*lists, strict=True):
            writer.writerow([cell(value) for row in rows for value in row])


def cell(value):
    """A number with all its digits; NaN and None are missing."""
    if value is None or value != value:
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def check_names(columns):
    """Fails if two columns have one name: which is meant could not be told."""
    seen = set()
    for column in columns:
        if column in seen:
            raise NonlinError(f"two columns are called `{column}`; rename one of them")
        seen.add(column)
