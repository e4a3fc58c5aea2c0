"""Makes golden.csv: values and slopes of every element-wise function with 50 digits, rounded to f64.

    python3 crates/nonlin/tests/golden/make.py > crates/nonlin/tests/golden/golden.csv

Needs mpmath. The formulas here are the textbook's, in arbitrary precision, and share nothing with the
Rust code but the functions' names and default parameters. Slopes at kinks are those from the left.
"""
from mpmath import atan, cos, erf, exp, expm1, log1p, mp, mpf, ncdf, npdf, pi, sign, sin, sqrt, tanh

mp.dps = 400  # enough for 1 - 10^-300

LAMBDA = mpf("1.0507009873554804934193349852946")
ALPHA = mpf("1.6732632423543772848170429916717")
THIRD = mpf(1) / 3


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x))


def clip(x, low, high):
    return min(max(x, low), high)


def phi(x):
    return ncdf(x) if abs(x) < 1e6 else mpf(x > 0)  # mpmath's erfc does not take larger ones


def leaky(a):
    a = mpf(a)  # the f64 nearest to it, as data of that type has it
    return (lambda x: x if x > 0 else a * x), (lambda x: mpf(1) if x > 0 else a)


def gated(gate, slope):
    return (lambda x: x * gate(x)), (lambda x: gate(x) + x * slope(x))


C = sqrt(2 / pi)
CUBIC = mpf("0.044715")


def cubic_gate(x):
    return sigmoid(2 * C * (x + CUBIC * x**3))


def cubic_gate_slope(x):
    g = cubic_gate(x)
    return 2 * C * (1 + 3 * CUBIC * x * x) * g * sigmoid(-2 * C * (x + CUBIC * x**3))


def mish_gate(x):
    y = exp(x)
    return y * (y + 2) / (y * (y + 2) + 2)


def mish_gate_slope(x):
    y = exp(x)
    return 4 * y * (y + 1) / (y * (y + 2) + 2) ** 2


def bell(x):
    return sigmoid(x) * sigmoid(-x)


def beyond_half(x):
    return mpf(x > 0.5 or x <= -0.5)


smooth_hinge = (lambda x: x if x > 1 else (x + 1) ** 2 / 4 if x > -1 else mpf(0)), (lambda x: clip((x + 1) / 2, 0, mpf(1)))

def sech_squared(x):
    return 4 * bell(2 * x)


def hard_half(x):
    return clip((x + 1) / 2, 0, mpf(1))


def elish_slope(x):
    return sigmoid(x) + x * bell(x) if x > 0 else sigmoid(x) * exp(x) + expm1(x) * bell(x)


def hard_elish_slope(x):
    if x <= -1 or x > 1:
        return mpf(x > 1)
    return x + mpf(1) / 2 if x > 0 else (exp(x) * (x + 1) + expm1(x)) / 2


def tanh_exp(x):
    return tanh(exp(x)) if x < 50 else mpf(1)


def tanh_exp_slope(x):
    return exp(x) * sech_squared(exp(x)) if x < 50 else mpf(0)


def smish_gate_slope(x):
    return sech_squared(log1p(sigmoid(x))) * bell(x) / (1 + sigmoid(x))


def srs_slope(x):
    return exp(-x / 3) * (1 + x / 3) / (x / 2 + exp(-x / 3)) ** 2


def soft_clip(x):
    # Symmetric about 1/2; on the left nothing cancels.
    return 1 - soft_clip(1 - x) if x > 0.5 else (log1p(exp(50 * x)) - log1p(exp(50 * (x - 1)))) / 50


def phish_slope(x):
    return tanh(x * phi(x)) + x * sech_squared(x * phi(x)) * (phi(x) + x * npdf(x))


def cloglog_slope(x):
    return exp(x - exp(x)) if x < 20 else mpf(0)


SERLU = mpf("1.07862"), mpf("1.07862") * mpf("2.90427")
XIELU = mpf(0.8)

def error_function(x):
    return erf(x) if abs(x) < 1e6 else mpf(1 if x > 0 else -1)


def error_slope(x):
    return 2 / sqrt(pi) * exp(-x * x) if abs(x) < 1e6 else mpf(0)


SCALED_B = mpf(2.0 / 3.0)
SCALED_A = mpf(1.7159)
QUICK = mpf("1.702")
SMU_ALPHA, SMU_MU = mpf("0.25"), mpf(10) ** 6


def smu(x):
    return ((1 + SMU_ALPHA) * x + (1 - SMU_ALPHA) * x * error_function(SMU_MU * (1 - SMU_ALPHA) * x)) / 2


def smu_slope(x):
    u = SMU_MU * (1 - SMU_ALPHA) * x
    return ((1 + SMU_ALPHA) + (1 - SMU_ALPHA) * (error_function(u) + u * error_slope(u))) / 2


def aria_gate(x):
    return (1 + exp(-2 * x)) ** mpf(-1.5)


def aria_gate_slope(x):
    return 3 * exp(-2 * x) * (1 + exp(-2 * x)) ** mpf(-2.5)


SINE_RELU = mpf(0.0025)
DEFORMED = mpf(0.9)


def pdelu_base(x):
    return max(1 + (1 - DEFORMED) * x, mpf(0))


def pdelu(x):
    # Near 0 the power of a number near 1 has no digits left in 400.
    if abs(x) < mpf("1e-100"):
        return x
    return pdelu_base(x) ** (1 / (1 - DEFORMED)) - 1



def isru(x):
    return x / sqrt(1 + x * x)


def isru_slope(x):
    return (1 + x * x) ** mpf(-1.5)


FUNCTIONS = {
    "step": (lambda x: mpf(x > 0), lambda x: mpf(0)),
    "linear": (lambda x: x, lambda x: mpf(1)),
    "affine": (lambda x: x, lambda x: mpf(1)),
    "sigmoid": (sigmoid, bell),
    "tanh": (tanh, lambda x: 4 * bell(2 * x)),
    "relu": (lambda x: max(x, mpf(0)), lambda x: mpf(x > 0)),
    "leaky_relu": leaky(0.01),
    "prelu": leaky(0.25),
    "elu": (lambda x: x if x > 0 else expm1(x), lambda x: mpf(1) if x > 0 else exp(x)),
    "celu": (lambda x: x if x > 0 else expm1(x), lambda x: mpf(1) if x > 0 else exp(x)),
    "selu": (lambda x: LAMBDA * (x if x > 0 else ALPHA * expm1(x)), lambda x: LAMBDA * (1 if x > 0 else ALPHA * exp(x))),
    "silu": gated(sigmoid, bell),
    "swish": gated(sigmoid, bell),
    "gelu": gated(phi, npdf),
    "gelu_tanh": gated(cubic_gate, cubic_gate_slope),
    "mish": gated(mish_gate, mish_gate_slope),
    "softplus": (softplus, sigmoid),
    "log_sigmoid": (lambda x: -softplus(-x), lambda x: sigmoid(-x)),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "relu6": (lambda x: clip(x, 0, mpf(6)), lambda x: mpf(0 < x <= 6)),
    "hard_sigmoid": (lambda x: clip(x + 3, 0, mpf(6)) / 6, lambda x: mpf(-3 < x <= 3) / 6),
    "hard_swish": (lambda x: x * clip(x + 3, 0, mpf(6)) / 6,
                   lambda x: mpf(0) if x <= -3 else (mpf(1) if x > 3 else x * THIRD + mpf(1) / 2)),
    "hard_tanh": (lambda x: clip(x, -1, mpf(1)), lambda x: mpf(-1 < x <= 1)),
    "thresholded_relu": (lambda x: x if x > 1 else mpf(0), lambda x: mpf(x > 1)),
    "threshold": (lambda x: max(x, mpf(0)), lambda x: mpf(x > 0)),
    "relu_squared": (lambda x: max(x, mpf(0)) ** 2, lambda x: 2 * max(x, mpf(0))),
    "clip": (lambda x: clip(x, -1, mpf(1)), lambda x: mpf(-1 < x <= 1)),
    "relu_keras": (lambda x: max(x, mpf(0)), lambda x: mpf(x > 0)),
    "rrelu": leaky((mpf(1 / 8) + mpf(1 / 3)) / 2),
    "hard_sigmoid_onnx": (lambda x: clip(mpf(0.2) * x + mpf(1) / 2, 0, mpf(1)),
                          lambda x: mpf(0.2) if 0 < mpf(0.2) * x + mpf(1) / 2 <= 1 else mpf(0)),
    "sparse_sigmoid": (lambda x: clip((x + 1) / 2, 0, mpf(1)), lambda x: mpf(-1 < x <= 1) / 2),
    "sparse_plus": smooth_hinge,
    "soft_shrink": (lambda x: sign(x) * max(abs(x) - mpf(1) / 2, mpf(0)), beyond_half),
    "hard_shrink": (lambda x: x if abs(x) > 0.5 else mpf(0), beyond_half),
    "shrink": (lambda x: x if abs(x) > 0.5 else mpf(0), beyond_half),
    "sqnl": (lambda x: sign(x) if abs(x) > 2 else x - sign(x) * x * x / 4, lambda x: max(1 - abs(x) / 2, mpf(0))),
    "smelu": smooth_hinge,
    "star_relu": (lambda x: mpf(0.8944) * max(x, mpf(0)) ** 2 - mpf(0.4472), lambda x: 2 * mpf(0.8944) * max(x, mpf(0))),
    "srelu": leaky(0.2),
    "hard_mish": (lambda x: x / 2 * clip(x + 2, 0, mpf(2)),
                  lambda x: mpf(1) if x > 0 else (x + 1 if x > -2 else mpf(0))),
    "lisht": gated(tanh, sech_squared),
    "penalized_tanh": (lambda x: tanh(x) * (1 if x > 0 else mpf(1) / 4), lambda x: sech_squared(x) * (1 if x > 0 else mpf(1) / 4)),
    "elish": (lambda x: (x if x > 0 else expm1(x)) * sigmoid(x), elish_slope),
    "hard_elish": (lambda x: (x if x > 0 else expm1(x)) * hard_half(x), hard_elish_slope),
    "tanhexp": gated(tanh_exp, tanh_exp_slope),
    "smish": gated(lambda x: tanh(log1p(sigmoid(x))), smish_gate_slope),
    "logish": gated(lambda x: log1p(sigmoid(x)), lambda x: bell(x) / (1 + sigmoid(x))),
    "serlu": (lambda x: SERLU[0] * x if x > 0 else SERLU[1] * x * exp(x),
              lambda x: SERLU[0] if x > 0 else SERLU[1] * (1 + x) * exp(x)),
    "pelu": (lambda x: x if x > 0 else expm1(x), lambda x: mpf(1) if x > 0 else exp(x)),
    "pdelu": (lambda x: x if x > 0 else pdelu(x),
              lambda x: mpf(1) if x > 0 else pdelu_base(x) ** (DEFORMED / (1 - DEFORMED))),
    "xielu": (lambda x: (XIELU * x * x if x > 0 else XIELU * (expm1(x) - x)) + x / 2,
              lambda x: (2 * XIELU * x if x > 0 else XIELU * expm1(x)) + mpf(1) / 2),
    "flatten_t_swish": (lambda x: max(x, mpf(0)) * sigmoid(x) + mpf(-0.2), lambda x: sigmoid(x) + x * bell(x) if x > 0 else mpf(0)),
    "srs": (lambda x: x / (x / 2 + exp(-x / 3)), srs_slope),
    "tanhshrink": (lambda x: x - tanh(x), lambda x: tanh(x) ** 2),
    "cloglog": (lambda x: -expm1(-exp(x)) if x < 20 else mpf(1), cloglog_slope),
    "soft_clipping": (soft_clip, lambda x: sigmoid(50 * x) * sigmoid(50 * (1 - x)) * -expm1(-50)),
    "phish": (lambda x: x * tanh(x * phi(x)), phish_slope),
    "softplus_beta": (lambda x: x if x > 20 else softplus(x), lambda x: mpf(1) if x > 20 else sigmoid(x)),
    "exponential": (exp, exp),
    "gaussian": (lambda x: exp(-x * x), lambda x: -2 * x * exp(-x * x)),
    "erf": (error_function, error_slope),
    "arctan": (atan, lambda x: 1 / (1 + x * x)),
    "bent_identity": (lambda x: (sqrt(x * x + 1) - 1) / 2 + x, lambda x: x / (2 * sqrt(x * x + 1)) + 1),
    "isru": (isru, isru_slope),
    "isrlu": (lambda x: x if x > 0 else isru(x), lambda x: mpf(1) if x > 0 else isru_slope(x)),
    "squareplus": (lambda x: (x + sqrt(x * x + 4)) / 2 if x > 0 else 2 / (sqrt(x * x + 4) - x),
                   lambda x: (1 + x / sqrt(x * x + 4)) / 2 if x > 0 else 2 / (sqrt(x * x + 4) - x) / sqrt(x * x + 4)),
    "scaled_tanh": (lambda x: SCALED_A * tanh(SCALED_B * x), lambda x: 4 * SCALED_A * SCALED_B * bell(2 * SCALED_B * x)),
    "dyt": (lambda x: tanh(x / 2), lambda x: 2 * bell(x)),
    "gelu_quick": gated(lambda x: sigmoid(QUICK * x), lambda x: QUICK * bell(QUICK * x)),
    "e_swish": (lambda x: mpf(1.5) * x * sigmoid(x), lambda x: mpf(1.5) * (sigmoid(x) + x * bell(x))),
    "acon_c": gated(sigmoid, bell),
    "aria2": gated(aria_gate, aria_gate_slope),
    "smu": (smu, smu_slope),
    "serf": gated(lambda x: error_function(softplus(x)), lambda x: error_slope(softplus(x)) * sigmoid(x)),
    "sine": (lambda x: sin(30 * x), lambda x: 30 * cos(30 * x)),
    "snake": (lambda x: x + sin(x) ** 2, lambda x: 1 + sin(2 * x)),
    "sine_relu": (lambda x: x if x > 0 else SINE_RELU * (sin(x) - cos(x)),
                  lambda x: mpf(1) if x > 0 else SINE_RELU * (cos(x) + sin(x))),
    "gcu": (lambda x: x * cos(x), lambda x: cos(x) - x * sin(x)),
}

MAGNITUDES = [0.0, 5e-324, 1e-310, 2.2250738585072014e-308, 1e-200, 1e-45, 1e-30, 1e-10, 1e-5, 0.01, 0.1, 0.25, 0.3, 0.5,
              0.7517915246935645, 0.9, 1.0, 1.1924, 1.2784645, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 5.5, 6.0, 7.0, 8.25, 10.0, 13.0,
              17.0, 20.0, 27.0, 36.5, 38.0, 50.0, 90.0, 120.0, 300.0, 700.0, 709.5, 745.0, 746.0, 1000.0, 1e10, 1e100, 1e308]


def f64(value):
    if abs(value) > mpf("1.8e308"):
        return "inf" if value > 0 else "-inf"
    return repr(float(value)) if abs(value) > mpf("1e-330") else "0.0"


print("function,x,value,slope")
for name, (value, slope) in FUNCTIONS.items():
    for x in sorted({s * m for m in MAGNITUDES for s in (-1.0, 1.0)}):
        v, d = value(mpf(x)), slope(mpf(x))
        print(f"{name},{x!r},{f64(v)},{f64(d)}")
