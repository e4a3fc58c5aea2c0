"""Which steps of a training are looked at."""


def is_sampled(step):
    """Steps 1, 2, 3, 4, 6, 8, 12, ..., 64, then every 64th, as in trainings of the engine: what goes wrong goes wrong early."""
    if step >= 64:
        return step % 64 == 0
    odd = step >> ((step & -step).bit_length() - 1)
    return odd == 1 or (odd == 3 and step > 0)
