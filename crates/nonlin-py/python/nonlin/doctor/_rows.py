"""Rows that a model was given, and the answers to them."""

import numpy as np

from nonlin.doctor._tensors import tensors_in, whole

#: Rows that are kept, and columns of pictures and sequences, of which every so-manyth is taken.
_MOST, _COLUMNS = 2000, 4096


class Rows:
    """The first rows of the steps that are looked at."""

    def __init__(self):
        self._inputs, self._answers, self._kept, self._named, self._new = [], [], 0, True, False

    @staticmethod
    def count(given):
        """Rows of a batch."""
        return next((max(len(tensor), 1) for tensor in tensors_in(list(given)) if tensor.dim()), 1)

    def add(self, given, loss):
        """A batch with its answers, if it is one of numbers."""
        inputs = next((tensor for tensor in tensors_in(list(given)) if tensor.dim() > 1), None)
        if inputs is None or not inputs.is_floating_point() or self._kept >= _MOST or not len(inputs):
            return
        rows = inputs.detach()[: _MOST - self._kept].flatten(1)
        if rows.shape[1] > _COLUMNS:
            rows = rows[:, :: -(-rows.shape[1] // _COLUMNS)]
        if self._inputs and rows.shape[1] != self._inputs[0].shape[1]:
            return
        self._named = inputs.dim() == 2
        self._inputs.append(whole(rows).reshape(rows.shape).copy())
        self._answers.append(answers_of(loss, len(inputs), len(rows)))
        self._kept += len(rows)
        self._new = True

    def hand_over(self, recorder):
        """Tells a recorder, if there is something new."""
        if not self._new:
            return
        self._new = False
        inputs = np.concatenate(self._inputs)
        # A row that was drawn twice is its own neighbour, and so says nothing of how rows and answers go together.
        once = np.sort(np.unique(inputs, axis=0, return_index=True)[1])
        inputs = np.ascontiguousarray(inputs[once])
        names = [f"column {place + 1}" for place in range(inputs.shape[1])] if self._named else []
        kinds = {None if answers is None else (answers.dtype.kind, answers.shape[1:]) for answers in self._answers}
        if None in kinds or len(kinds) != 1:
            recorder.data(inputs, names)
            return
        answers = np.concatenate(self._answers)[once]
        if answers.dtype.kind == "i":
            counted = answers >= 0
            recorder.data(np.ascontiguousarray(inputs[counted]), names, answers[counted].tolist())
        else:
            recorder.data(inputs, names, None, np.ascontiguousarray(answers))


def answers_of(loss, rows, kept):
    """Classes as integers, numbers as rows x outputs; None if the loss does not say, or has an answer for each place of a row."""
    targets = loss.targets if loss is not None else None
    if targets is None or not targets.dim() or len(targets) != rows:
        return None
    if not targets.is_floating_point():
        return whole_numbers(targets[:kept]) if targets.dim() == 1 else None
    if targets.dim() > 2 or targets.requires_grad:
        return None
    answers = whole(targets[:kept]).reshape(kept, -1).copy()
    if answers.shape[1] == 1 and loss.task == "binary" and np.isin(answers, (0.0, 1.0)).all():
        return answers[:, 0].astype(np.int64)
    return answers


def whole_numbers(targets):
    """Classes; one that is passed over (-100) is below 0."""
    return targets.detach().cpu().numpy().astype(np.int64)
