"""The ``nonlin`` command."""

import signal
import sys

from nonlin import _nonlin


def engine(name, address, words, files):
    """The engine that ``nonlin lab --engine NAME`` names."""
    if name != "ray":
        raise _nonlin.NonlinError(f"`--engine {name}`: there are `local` and `ray`")
    from nonlin._ray import RayEngine

    return RayEngine(words, [str(file) for file in files], address)


def main():
    """What the words say; the exit status is the command's."""
    # A reader that goes away ends the program, not with a traceback.
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    sys.exit(_nonlin.command(sys.argv[1:], engine))
