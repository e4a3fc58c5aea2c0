"""For the Trainer of Hugging Face Transformers."""

from nonlin.doctor._callbacks import Watching

try:
    from transformers import TrainerCallback as Base
except ImportError:
    raise ImportError("TrainerCallback needs Hugging Face Transformers: pip install transformers") from None


class TrainerCallback(Watching, Base):
    """Looks into a model while ``Trainer.train`` trains it.

        >>> d = nonlin.doctor.TrainerCallback()
        >>> Trainer(model, arguments, train_dataset=rows, callbacks=[d]).train()
        >>> print(d); d.findings; d.report("inside.html")

    initial : False if the weights were trained before; None: unless the model came from a checkpoint (``from_pretrained``)

    The Trainer does not tell its callbacks of an exception: after one, ``d.close()`` takes the hooks out. A model that the Trainer compiles
    (``torch_compile=True``) is not looked into.
    """

    def __init__(self, *, initial=None, thresholds=None):
        super().__init__(thresholds)
        self._initial, self._compiled = initial, False

    def on_train_begin(self, args, state, control, model=None, **others):
        self._compiled = bool(getattr(args, "torch_compile", False))
        initial = not (getattr(model, "name_or_path", "") or state.global_step) if self._initial is None else self._initial
        self._begin(model, initial, called=True, clip=getattr(args, "max_grad_norm", None))
        if self._compiled:
            self.close()

    def on_train_end(self, args, state, control, **others):
        self.close()

    @property
    def not_seen(self):
        if self._compiled:
            return ["the model: the Trainer compiles it (`torch_compile=True`); train a while without"]
        return super().not_seen
