"""What the callbacks of trainers have in common: the answers of what watches for them."""

from nonlin._nonlin import NonlinError
from nonlin.doctor._findings import Examination, rules_of
from nonlin.doctor._watch import Watch


class Watching(Examination):
    """An ``Examination`` of a training that a trainer runs: it may be asked while that goes on, and after it."""

    def __init__(self, thresholds=None):
        super().__init__(None, "training", "nonlin.doctor", thresholds)
        self._watch, self._raising, self._path = None, [], thresholds

    def raise_on(self, *what):
        """Raises nonlin.doctor.Found at the step where it arises: ``"nan"``, any rule's name, ``"serious"`` or ``"notice"``. Returns itself."""
        self._raising += rules_of(what)
        return self

    def close(self):
        """Stops watching; a trainer that ends does it by itself."""
        if self._watch is not None and self._watch.is_watching:
            self._watch.__exit__(None, None, None)

    def _begin(self, model, initial, called, clip=None):
        self.close()
        self._title = type(model).__name__
        self._watch = Watch(model, initial=initial, thresholds=self._path, called=called).raise_on(*self._raising)
        self._watch.__enter__()
        if clip:
            self._watch.clipped(clip)

    def __repr__(self):
        return f"<nonlin {type(self).__name__}, not begun>" if self._watch is None else super().__repr__()

    @property
    def trace(self):
        if self._watch is None:
            raise NonlinError("nothing was seen yet: the training has not begun")
        return self._watch.trace

    @property
    def not_seen(self):
        return [] if self._watch is None else self._watch.not_seen
