"""Makes primitives.csv: the referee's primitives to 32 digits and more, each as the sum of two numbers of type f64.

    python3 crates/nonlin/tests/golden/primitives.py > crates/nonlin/tests/golden/primitives.csv

Needs mpmath. Arguments are numbers of type f64, taken as they are.
"""
from mpmath import atan, cos, erf, erfc, exp, expm1, log, log1p, mp, mpf, sin, sqrt, tanh

mp.prec = 1200

PRIMITIVES = {
    "exp": exp,
    "exp_m1": expm1,
    "ln": lambda x: log(x) if x > 1e-290 else None,
    "ln_1p": lambda x: log1p(x) if x > -1 else None,
    "sigmoid": lambda x: 1 / (1 + exp(-x)),
    "tanh": tanh,
    "softplus": lambda x: log1p(exp(x)),
    "normal_cdf": lambda x: erfc(-x / sqrt(mpf(2))) / 2,
    "sqrt": lambda x: sqrt(x) if x > 1e-45 else None,  # smaller ones no `f32` leads to
    "erf": erf,
    "sin": sin,
    "cos": cos,
    "atan": atan,
}
SIZES = [1e-300, 1e-40, 1e-18, 3e-11, 1e-9, 1e-5, 0.001, 0.1, 0.3465735, 0.34657361, 0.5, 0.75, 1.0, 1.5, 2.1213203, 2.1213204, 2.5,
         2.999999, 3.0, 3.1, 5.0, 7.3, 11.6, 18.75, 20.0, 22.0, 87.3, 103.9, 250.0, 1000.25, 4194303.5]
ANGLES = [float(mpf(n) * mp.pi / 2) for n in (1, 2, 3, 4, 101, 2670176)]
# Next to 1, next to the ends of the fractions that logarithms are reduced to, and far out.
LOGARITHMS = [0.9999999999999999, 1.0000000000000002, 0.99, 1.01, 0.7071067811865475, 0.7071067811865477, 1.4142135623730949, 1.4142135623730951, 0.71, 1.41,
              0.6, 1.9, 2.0, 2.718281828459045, 10.0, 1e10, 1e100, 3.3e-123, 1e280]

print("primitive,x,high,low")
for name, function in PRIMITIVES.items():
    for x in SIZES + [-x for x in SIZES] + (ANGLES if name in ("sin", "cos") else []) + (LOGARITHMS if name == "ln" else []):
        # The referee holds exponentials and tails from 300 and 30 on.
        if name in ("exp", "exp_m1", "ln_1p", "softplus", "normal_cdf", "sigmoid") and abs(x) > 30 and not (name == "ln_1p" and x > 0):
            continue
        y = function(mpf(x))
        if y is None:
            continue
        high = float(y)
        print(f"{name},{x!r},{high!r},{float(y - mpf(high))!r}")
