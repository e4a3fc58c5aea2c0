"""Why does my network not learn?

    >>> with nonlin.doctor.watch(model) as d:
    ...     for x, y in batches:                    # the loop as it is
    ...         loss = criterion(model(x), y)
    ...         optimiser.zero_grad(); loss.backward(); optimiser.step()
    >>> print(d); d.findings; d.report("inside.html")
    >>> nonlin.doctor.check("model.onnx", rows)     # a model as it is, with rows taken through it

========================  ============================================================
``watch``                 an ordinary training loop of PyTorch
``LightningCallback``     ``Trainer(callbacks=[...])`` of Lightning
``TrainerCallback``       ``Trainer(callbacks=[...])`` of Hugging Face Transformers
``KerasCallback``         ``model.fit(callbacks=[...])`` of Keras 3
``check``                 an ONNX model, or a trace that was saved
========================  ============================================================
"""

import importlib

from nonlin.doctor._check import check
from nonlin.doctor._findings import Examination, Finding, Found

#: Parts that need a framework, by the file that they are in: read when they are first asked for.
_LATER = {
    "watch": "_watch",
    "Watch": "_watch",
    "LightningCallback": "_lightning",
    "TrainerCallback": "_transformers",
    "KerasCallback": "_keras",
}


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(f"module 'nonlin.doctor' has no attribute '{name}'")
    globals()[name] = getattr(importlib.import_module(f"nonlin.doctor.{_LATER[name]}"), name)
    return globals()[name]


def __dir__():
    return sorted({*globals(), *_LATER})


__all__ = ["Examination", "Finding", "Found", "check", *_LATER]
