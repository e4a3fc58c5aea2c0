"""Trainings made on a Ray cluster: each a task, with the data put once into the object store.

Racing and the store of results stay with the driver. A task that is lost with its node is made again by Ray; as a trial follows from its order alone,
nothing is counted twice and the verdict is the local one's, to the byte.
"""

import os
import pathlib
import socket
import tempfile
import threading

from nonlin import _nonlin
from nonlin._nonlin import NonlinError

#: Seconds after which a cluster counts as not there.
REACHED_WITHIN = 10
#: Data sets that a worker has open, by their reference: it makes many trainings of one.
_OPEN = {}


class RayEngine:
    """An engine for studies: ``train(activation, order)`` from as many threads as ``at_once`` says."""

    def __init__(self, words, paths, address):
        self.ray = imported()
        self.begun = not self.ray.is_initialized()
        if self.begun:
            self.connect(address)
        self.at_once = max(1, int(self.ray.cluster_resources().get("CPU", 1)))
        self.data = self.ray.put((list(words), contents(paths)))
        # A lost node is not the training's fault; an exception of the training itself is not tried again.
        self.task = self.ray.remote(num_cpus=1, max_retries=-1, retry_exceptions=False)(carry_out)
        self.lock = threading.Lock()
        self.made = 0

    def connect(self, address):
        """Joins the cluster, or begins one of this machine alone."""
        try:
            answers(address)
            self.ray.init(address=address, log_to_driver=False, configure_logging=False, include_dashboard=False)
        except (OSError, RuntimeError, ValueError) as error:
            raise NonlinError(
                f"no Ray cluster at `{address}`: {first_line(error)}; start one with `ray start --head`, or leave the address out to use this machine alone"
            ) from error

    def train(self, activation, order):
        """One trial as text."""
        reference = self.task.options(name=f"nonlin {activation}").remote([self.data], order)
        try:
            text = self.ray.get(reference)
        except self.ray.exceptions.RayTaskError as error:
            raise NonlinError(f"on the cluster: {first_line(error.cause or error)}") from error
        with self.lock:
            self.made += 1
        return text

    def close(self):
        """Leaves the cluster if this engine joined it."""
        del self.data
        if self.begun:
            self.ray.shutdown()


def answers(address):
    """Fails within seconds where nobody listens: Ray itself would ask for minutes."""
    host, colon, port = (address or "").removeprefix("ray://").rpartition(":")
    if colon and port.isdigit():
        socket.create_connection((host, int(port)), timeout=REACHED_WITHIN).close()


def carry_out(data, order):
    """Makes one training, on whichever node this runs."""
    import ray

    (reference,) = data
    study = _OPEN.get(reference.hex())
    if study is None:
        words, files = ray.get(reference)
        with tempfile.TemporaryDirectory(prefix="nonlin-") as folder:
            moved = unpacked(files, folder)
            study = _nonlin.Study([pointed(word, moved) for word in words])
        _OPEN.clear()
        _OPEN[reference.hex()] = study
    return study.carry_out(order)


def contents(paths):
    """The files of some paths, folders with all that is in them: path, name inside it, bytes."""
    files = []
    for path in paths:
        root = pathlib.Path(path)
        inside = sorted(file for file in root.rglob("*") if file.is_file()) if root.is_dir() else [root]
        try:
            files += [(path, os.fspath(file.relative_to(root.parent)), file.read_bytes()) for file in inside]
        except OSError as error:
            raise NonlinError(f"{error.filename}: {error.strerror}") from error
    return files


def unpacked(files, folder):
    """Writes files into a folder: by path, where each is now."""
    roots = {}
    for path, name, content in files:
        # Each in a folder of its own: two of one name must not meet.
        root = roots.setdefault(path, pathlib.Path(folder) / str(len(roots)))
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return {path: os.fspath(root / pathlib.Path(path).name) for path, root in roots.items()}


def pointed(word, moved):
    """A word of the command with the place where its file is now: `PATH`, or `--test=PATH`."""
    option, equals, path = word.partition("=")
    if equals and option.startswith("--") and path in moved:
        return f"{option}={moved[path]}"
    return moved.get(word, word)


def imported():
    """Ray, or what to do without it."""
    try:
        import ray
    except ImportError:
        raise NonlinError('the engine `ray` needs Ray: pip install "nonlin[ray]"') from None
    return ray


def first_line(error):
    """The first line of what an exception says."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
