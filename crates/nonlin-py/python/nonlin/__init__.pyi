# Written by stubs.py.

from types import ModuleType
from typing import Literal

from nonlin._nonlin import FormulaError as FormulaError
from nonlin._nonlin import NonlinError as NonlinError
from nonlin._nonlin import __version__ as __version__
from nonlin._activation import Activation as Activation
from nonlin._activation import GatedUnit as GatedUnit
from nonlin._activation import RowFunction as RowFunction
from nonlin._activation import activation as activation
from nonlin._activation import formula as formula
from nonlin._activation import masked_softmax as masked_softmax
from nonlin._lab import lab as lab
from nonlin._compare import compare as compare
from nonlin._model import Model as Model

doctor: ModuleType
sklearn: ModuleType
torch: ModuleType

def names(kind: Literal["elementwise", "vector", "gated"] | None = None) -> list[str]:
    """The names of all functions; of one ``kind`` if given: ``"elementwise"``, ``"vector"`` or ``"gated"``."""
    ...

__all__ = ["Activation", "FormulaError", "GatedUnit", "Model", "NonlinError", "RowFunction", "__version__", "activation", "compare", "formula", "lab", "masked_softmax", "names"]

step: Activation
"""Binary step: where(x > 0, 1, 0), of range [0, 1]."""
linear: Activation
"""Linear (identity): x, of range (-∞, ∞)."""
affine: Activation
"""Affine: alpha * x + beta, of range (-∞, ∞)."""
sigmoid: Activation
"""Sigmoid (logistic function): 1 / (1 + exp(-x)), of range (0, 1)."""
tanh: Activation
"""Hyperbolic tangent: (exp(x) - exp(-x)) / (exp(x) + exp(-x)), of range (-1, 1)."""
relu: Activation
"""Rectified linear unit: max(x, 0), of range [0, ∞)."""
leaky_relu: Activation
"""Leaky ReLU: where(x > 0, x, a * x), of range (-∞, ∞)."""
prelu: Activation
"""Parametric ReLU: where(x > 0, x, a * x), of range (-∞, ∞)."""
elu: Activation
"""Exponential linear unit: where(x > 0, x, alpha * expm1(x)), of range (-1, ∞)."""
silu: Activation
"""Sigmoid linear unit (swish): x * sigmoid(x), of range [-0.278465, ∞)."""
swish: Activation
"""Swish with learnable beta: x * sigmoid(beta * x), of range [-0.278465, ∞)."""
gelu: Activation
"""Gaussian error linear unit: x * normal_cdf(x), of range [-0.169971, ∞)."""
gelu_tanh: Activation
"""GELU, tanh form: 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))), of range [-0.170041, ∞)."""
selu: Activation
"""Scaled exponential linear unit: 1.0507009873554805 * where(x > 0, x, 1.6732632423543772 * expm1(x)), of range (-1.758099, ∞)."""
celu: Activation
"""Continuously differentiable ELU: where(x > 0, x, alpha * expm1(x / alpha)), of range (-1, ∞)."""
mish: Activation
"""Mish: x * tanh(softplus(x)), of range [-0.308843, ∞)."""
softplus: Activation
"""Softplus: log1p(exp(x)), of range (0, ∞)."""
log_sigmoid: Activation
"""Logarithm of the sigmoid: -log1p(exp(-x)), of range (-∞, 0)."""
softsign: Activation
"""Softsign: x / (1 + abs(x)), of range (-1, 1)."""
relu6: Activation
"""ReLU capped at 6: min(max(x, 0), 6), of range [0, 6]."""
hard_sigmoid: Activation
"""Hard sigmoid (slope 1/6): min(max(x + 3, 0), 6) / 6, of range [0, 1]."""
hard_swish: Activation
"""Hard swish: x * (min(max(x + 3, 0), 6) / 6), of range [-0.375, ∞)."""
hard_tanh: Activation
"""Hard tanh: min(max(x, -1), 1), of range [-1, 1]."""
thresholded_relu: Activation
"""Thresholded ReLU: where(x > theta, x, 0), of range [0, ∞)."""
threshold: Activation
"""Threshold: where(x > t, x, v), of range [0, ∞)."""
relu_squared: Activation
"""Squared ReLU: max(x, 0) * max(x, 0), of range [0, ∞)."""
clip: Activation
"""Clip: min(max(x, low), high), of range [-1, 1]."""
relu_keras: Activation
"""ReLU with slope, cap and threshold (Keras): where(x > threshold, min(x, cap), slope * (x - threshold)), of range [0, ∞)."""
rrelu: Activation
"""Randomised leaky ReLU (inference form): where(x > 0, x, (lower + upper) / 2 * x), of range (-∞, ∞)."""
hard_sigmoid_onnx: Activation
"""Hard sigmoid (slope 0.2): min(max(alpha * x + beta, 0), 1), of range [0, 1]."""
sparse_sigmoid: Activation
"""Sparse sigmoid: min(max((x + 1) / 2, 0), 1), of range [0, 1]."""
sparse_plus: Activation
"""Sparse plus: where(x > -(1), where(x > 1, x, (x + 1) * (x + 1) / 4), 0), of range [0, ∞)."""
soft_shrink: Activation
"""Soft shrink: where(x > lambda, x - lambda, where(-lambda > x, x + lambda, 0)), of range (-∞, ∞)."""
hard_shrink: Activation
"""Hard shrink: where(abs(x) > lambda, x, 0), of range (-∞, ∞)."""
shrink: Activation
"""Shrink (ONNX): where(x > lambd, x - bias, where(-lambd > x, x + bias, 0)), of range (-∞, ∞)."""
sqnl: Activation
"""Square nonlinearity: min(max(x, -2), 2) - min(max(x, -2), 2) * abs(min(max(x, -2), 2)) / 4, of range [-1, 1]."""
smelu: Activation
"""Smooth ReLU of quadratic pieces: where(x > b, x, where(x > -b, (x + b) * (x + b) / (4 * b), 0)), of range [0, ∞)."""
star_relu: Activation
"""StarReLU: s * max(x, 0) * max(x, 0) + b, of range [-0.4472, ∞)."""
srelu: Activation
"""S-shaped ReLU: where(x > t_r, t_r + a_r * (x - t_r), where(x > t_l, x, t_l + a_l * (x - t_l))), of range (-∞, ∞)."""
hard_mish: Activation
"""Hard mish: x / 2 * min(max(x + 2, 0), 2), of range [-0.5, ∞)."""
lisht: Activation
"""Linearly scaled hyperbolic tangent: x * tanh(x), of range [0, ∞)."""
penalized_tanh: Activation
"""Penalized tanh: where(x > 0, tanh(x), a * tanh(x)), of range (-0.25, 1)."""
elish: Activation
"""Exponential linear squashing: where(x > 0, x, expm1(x)) * sigmoid(x), of range [-0.171573, ∞)."""
hard_elish: Activation
"""Hard exponential linear squashing: where(x > 0, x, expm1(x)) * min(max((x + 1) / 2, 0), 1), of range [-0.099673, ∞)."""
tanhexp: Activation
"""Tanh exponential (TeLU): x * tanh(exp(x)), of range [-0.353286, ∞)."""
smish: Activation
"""Smish: x * tanh(log1p(sigmoid(x))), of range [-0.249994, ∞)."""
logish: Activation
"""Logish: x * log1p(sigmoid(x)), of range [-0.252769, ∞)."""
serlu: Activation
"""Scaled exponentially regularised linear unit: 1.07862 * where(x > 0, x, 2.90427 * x * exp(x)), of range [-1.152421, ∞)."""
pelu: Activation
"""Parametric ELU: where(x > 0, a / b * x, a * expm1(x / b)), of range (-1, ∞)."""
pdelu: Activation
"""Parametric deformable exponential linear unit: where(x > 0, x, where((1 - t) * x > -(1), alpha * expm1(log1p((1 - t) * x) / (1 - t)), -alpha)), of range [-1, ∞)."""
xielu: Activation
"""Expanded integral of ELU: where(x > 0, a_p * x * x, a_n * (expm1(x) - x)) + b * x, of range [-0.205751, ∞)."""
flatten_t_swish: Activation
"""Flatten-T Swish: max(x, 0) * sigmoid(max(x, 0)) + t, of range [-0.2, ∞)."""
srs: Activation
"""Soft root sign: x / (x / alpha + exp((-x) / beta)), of range [-2.462484, 2)."""
softplus_beta: Activation
"""Softplus with beta: where(beta * x > threshold, x, log1p(exp(beta * x)) / beta), of range (0, ∞)."""
tanhshrink: Activation
"""Tanhshrink: x - tanh(x), of range (-∞, ∞)."""
cloglog: Activation
"""Complementary log-log: -expm1(-exp(x)), of range (0, 1)."""
soft_clipping: Activation
"""Soft clipping: (softplus(a * x) - softplus(a * (x - 1))) / a, of range (0, 1)."""
phish: Activation
"""Phish: x * tanh(x * normal_cdf(x)), of range [0, ∞)."""
exponential: Activation
"""Exponential: exp(x), of range (0, ∞)."""
gaussian: Activation
"""Gaussian: exp(-x * x), of range (0, 1]."""
erf: Activation
"""Error function: erf(x), of range (-1, 1)."""
arctan: Activation
"""Inverse tangent: atan(x), of range (-1.570796, 1.570796)."""
bent_identity: Activation
"""Bent identity: (sqrt(x * x + 1) - 1) / 2 + x, of range (-∞, ∞)."""
isru: Activation
"""Inverse square root unit: x / sqrt(1 + alpha * x * x), of range (-1, 1)."""
isrlu: Activation
"""Inverse square root linear unit: where(x > 0, x, x / sqrt(1 + alpha * x * x)), of range (-1, ∞)."""
squareplus: Activation
"""Squareplus: (x + sqrt(x * x + b)) / 2, of range (0, ∞)."""
scaled_tanh: Activation
"""Scaled tanh: a * tanh(b * x), of range (-1.7159, 1.7159)."""
dyt: Activation
"""Dynamic tanh: gamma * tanh(alpha * x) + beta, of range (-1, 1)."""
gelu_quick: Activation
"""GELU, sigmoid form: x * sigmoid(1.702 * x), of range [-0.16361, ∞)."""
e_swish: Activation
"""E-swish: beta * x * sigmoid(x), of range [-0.417697, ∞)."""
acon_c: Activation
"""ACON-C (activate or not): (p1 - p2) * x * sigmoid(beta * ((p1 - p2) * x)) + p2 * x, of range [-0.278465, ∞)."""
aria2: Activation
"""ARiA2 (adaptive Richards' curve): x * exp(-alpha * softplus(-beta * x)), of range [-0.069978, ∞)."""
smu: Activation
"""Smooth maximum unit: ((1 + alpha) * x + (1 - alpha) * x * erf(mu * (1 - alpha) * x)) / 2, of range (-∞, ∞)."""
serf: Activation
"""Serf (log-softplus error function): x * erf(softplus(x)), of range [-0.348437, ∞)."""
sine: Activation
"""Sine (SIREN): sin(w * x), of range [-1, 1]."""
snake: Activation
"""Snake: x + sin(a * x) * sin(a * x) / a, of range (-∞, ∞)."""
sine_relu: Activation
"""SineReLU: where(x > 0, x, epsilon * (sin(x) - cos(x))), of range [-0.003536, ∞)."""
gcu: Activation
"""Growing cosine unit: x * cos(x), of range (-∞, ∞)."""
softmax: RowFunction
"""Softmax: exp(x_i) / sum_j exp(x_j), of range (0, 1)."""
log_softmax: RowFunction
"""Logarithm of the softmax: x_i - log(sum_j exp(x_j)), of range (-∞, 0)."""
hardmax: RowFunction
"""Hardmax (argmax): 1 where x_i is the largest, else 0, of range [0, 1]."""
softmin: RowFunction
"""Softmin: exp(-x_i) / sum_j exp(-x_j), of range (0, 1)."""
quiet_softmax: RowFunction
"""Quiet softmax (softmax plus one): exp(x_i) / (1 + sum_j exp(x_j)), of range (0, 1)."""
sparsemax: RowFunction
"""Sparsemax: max(x_i - tau, 0), tau such that the sum is 1, of range [0, 1]."""
entmax15: RowFunction
"""Entmax with alpha 1.5: max(x_i / 2 - tau, 0)^2, tau such that the sum is 1, of range [0, 1]."""
entmax: RowFunction
"""Entmax (alpha-entmax): max((alpha - 1) * x_i - tau, 0)^(1 / (alpha - 1)), tau such that the sum is 1, of range [0, 1]."""
gumbel_softmax: RowFunction
"""Gumbel-softmax (concrete distribution): softmax((x_i + g_i) / temperature), g_i = -log(-log(u_i)), u_i uniform by the seed, of range (0, 1)."""
solu: RowFunction
"""Softmax linear unit: x_i * exp(x_i) / sum_j exp(x_j), of range (-∞, ∞)."""
squash: RowFunction
"""Squash: x_i * n / (1 + n^2), n = sqrt(sum_j x_j^2), of range (-1, 1)."""
maxout: RowFunction
"""Maxout: max(x_1, ..., x_pieces) of each group, of range (-∞, ∞)."""
crelu: RowFunction
"""Concatenated rectified linear unit: max(x_i, 0), then max(-x_i, 0), of range [0, ∞)."""
glu: GatedUnit
"""Gated linear unit: a * sigmoid(b), of range (-∞, ∞)."""
bilinear: GatedUnit
"""Bilinear gated unit: a * b, of range (-∞, ∞)."""
reglu: GatedUnit
"""ReLU gated linear unit: a * relu(b), of range (-∞, ∞)."""
geglu: GatedUnit
"""GELU gated linear unit: a * gelu(b), of range (-∞, ∞)."""
swiglu: GatedUnit
"""SiLU gated linear unit: a * silu(b), of range (-∞, ∞)."""
swiglu_clamped: GatedUnit
"""Clamped SwiGLU of the open-weights GPT models: (clip(a, -limit, limit) + 1) * min(b, limit) * sigmoid(alpha * min(b, limit)), of range [-41.999719, 55.999625]."""
