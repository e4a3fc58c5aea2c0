"""For Lightning's Trainer."""

import sys

from nonlin.doctor._callbacks import Watching


def base():
    """The Callback of the package that is in use: `lightning`, or `pytorch_lightning`, which is the same by another name."""
    if "pytorch_lightning" in sys.modules and "lightning.pytorch" not in sys.modules:
        from pytorch_lightning import Callback
    else:
        try:
            from lightning.pytorch import Callback
        except ImportError:
            try:
                from pytorch_lightning import Callback
            except ImportError:
                raise ImportError("LightningCallback needs Lightning: pip install lightning") from None
    return Callback


class LightningCallback(Watching, base()):
    """Looks into a LightningModule while ``Trainer.fit`` trains it.

        >>> d = nonlin.doctor.LightningCallback()
        >>> Trainer(callbacks=[d]).fit(module, data)
        >>> print(d); d.findings; d.report("inside.html")

    initial : False if the weights were trained before; None: unless the trainer resumes from a checkpoint

    A step is looked at from the batch on to ``backward``, so it does not matter which of its parts ``training_step`` calls.
    """

    def __init__(self, *, initial=None, thresholds=None):
        super().__init__(thresholds)
        self._initial = initial

    def on_train_start(self, trainer, pl_module):
        initial = not trainer.global_step if self._initial is None else self._initial
        by_length = trainer.gradient_clip_algorithm in (None, "norm")
        self._begin(pl_module, initial, called=False, clip=trainer.gradient_clip_val if by_length else None)

    def on_train_batch_start(self, trainer, pl_module, batch, batch_idx):
        self._watch.batch(batch)

    def on_train_end(self, trainer, pl_module):
        self.close()

    def on_exception(self, trainer, pl_module, exception):
        self.close()
