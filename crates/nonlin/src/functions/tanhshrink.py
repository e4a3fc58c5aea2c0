"""Prints the coefficients in tanhshrink.rs: ((x - tanh x) / x^3 - 1/3) / w in w = x^2, on 0 <= w <= 1.

    python3 crates/nonlin/src/functions/tanhshrink.py

Needs mpmath; fits as real/coefficients.py does.
"""
import contextlib
import io
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parent.parent / "real"))
sys.dont_write_bytecode = True
with contextlib.redirect_stdout(io.StringIO()):
    from coefficients import lowest
from mpmath import mpf, nstr, sqrt, tanh


def series(w):
    x = sqrt(w)
    return (x - tanh(x)) / x**3


def rest(w):
    return 17 * w / 315 - mpf(2) / 15 if w < mpf(10) ** -12 else (series(w) - mpf(1) / 3) / w


for tolerance in (mpf(2) ** -28.5, mpf(2) ** -57.5):
    coefficients, error = lowest(rest, lambda w: 3 * w if w < mpf(10) ** -12 else w / series(w), mpf(0), mpf(1), tolerance)
    print(f"error {nstr(error, 2)}", *(repr(float(c)) for c in coefficients), sep="\n    ")
