"""Operators under the transforms of ``torch.func``.

A gradient that is registered for an operator is unknown to these; that of a ``torch.autograd.Function`` is known. So under a transform operators are
called through one, which has the same gradient and the same rule for batches.

Not known to PyTorch are gradients forwards (``torch.func.jvp``, and ``torch.func.hessian``, which uses it: ``jacrev`` of ``jacrev`` does it too), and
``torch.compile`` of ``vmap`` of ``grad``; each alone may be compiled.
"""

import torch


def define(library, name, arguments, results):
    """Declares an operator; gives what is registered for, ``torch.ops.nonlin.NAME``."""
    library.define(f"{name}({arguments}) -> {results}", tags=(torch.Tag.pt2_compliant_tag,))
    return getattr(torch.ops.nonlin, name).default


def register_gradient(library, operator, keep, gradient, batched):
    """Registers gradient and rule for batches of an operator; gives what is called: the operator, or the way around it."""

    class Through(torch.autograd.Function):
        @staticmethod
        def forward(*arguments):
            return operator(*arguments)

        @staticmethod
        def setup_context(ctx, inputs, output):
            keep(ctx, inputs, output)

        @staticmethod
        def backward(ctx, *upstream):
            return gradient(ctx, *upstream)

        @staticmethod
        def vmap(info, places, *arguments):
            return batched(info, places, *arguments)

    torch.library.register_autograd(operator, gradient, setup_context=keep, lib=library)
    torch.library.register_vmap(operator, batched, lib=library)

    def call(*arguments):
        # What `torch.autograd.Function` asks itself; PyTorch has no public name for it.
        if torch._C._are_functorch_transforms_active():
            return Through.apply(*arguments)
        return operator(*arguments)

    return call
