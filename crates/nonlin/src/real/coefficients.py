"""Makes coefficients.rs: polynomials for the primitives, fitted with 60 digits.

    python3 crates/nonlin/src/real/coefficients.py > crates/nonlin/src/real/coefficients.rs

Needs mpmath. Each polynomial interpolates its function at Chebyshev nodes (within a small factor of
the minimax error) and takes the lowest degree whose measured error is under the tolerance.
"""
from mpmath import atan, atanh, cos, diff, erf, erfc, exp, expm1, findroot, log, log1p, lu_solve, matrix, mp, mpf, npdf, pi, polyval, sin, sqrt

mp.dps = 60
LN2 = log(2)


def nodes(low, high, n):
    return [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]


def fit(function, low, high, degree):
    """Monomial coefficients, constant first, of the interpolant at Chebyshev nodes (Newton's form, expanded)."""
    xs = nodes(low, high, degree + 1)
    table = [function(x) for x in xs]
    for level in range(1, degree + 1):
        for i in range(degree, level - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (xs[i] - xs[i - level])
    coefficients = [mpf(0)]
    for i in range(degree, -1, -1):
        shifted = [mpf(0)] + coefficients
        coefficients = [s - xs[i] * c for s, c in zip(shifted, coefficients + [mpf(0)])]
        coefficients[0] += table[i]
    return coefficients[: degree + 1]


def worst(function, coefficients, weight, low, high):
    points = [low + (high - low) * mpf(i) / 400 for i in range(401)]
    return max(abs((polyval(coefficients[::-1], x) - function(x)) * weight(x)) for x in points)


def lowest(function, weight, low, high, tolerance):
    for degree in range(2, 40):
        coefficients = fit(function, low, high, degree)
        error = worst(function, coefficients, weight, low, high)
        if error < tolerance:
            return coefficients, error
    raise SystemExit("no degree is enough")


def best(function, weight, low, high, degree, points=1200):
    """The polynomial of this degree with the least weighted error (Remez exchange), and that error.

    The weight may vanish within the interval, but must not change its sign."""
    grid = [(low + high) / 2 - (high - low) / 2 * cos(pi * mpf(i) / points) for i in range(points + 1)]
    wanted, weights = [function(x) for x in grid], [weight(x) for x in grid]
    count = degree + 2
    # Starting points where the weight is not nothing.
    places = [round(points * mpf(i) / (count - 1)) for i in range(count)]
    places = [p if weights[p] > max(weights) / 10**4 else p + points // 25 for p in map(int, places)]
    for _ in range(12):
        system, right = matrix(count, count), matrix(count, 1)
        for i, p in enumerate(places):
            for j in range(degree + 1):
                system[i, j] = grid[p] ** j * weights[p]
            system[i, degree + 1] = (-1) ** i
            right[i] = wanted[p] * weights[p]
        solution = lu_solve(system, right)
        coefficients = [solution[j] for j in range(degree + 1)]
        errors = [(polyval(coefficients[::-1], x) - f) * w for x, f, w in zip(grid, wanted, weights)]
        # The largest error of each run of one sign.
        runs = []
        for i, e in enumerate(errors):
            if runs and (errors[runs[-1]] > 0) == (e > 0):
                runs[-1] = max(runs[-1], i, key=lambda i: abs(errors[i]))
            else:
                runs.append(i)
        while len(runs) > count:
            runs.pop(0 if abs(errors[runs[0]]) < abs(errors[runs[-1]]) else -1)
        if len(runs) < count or max(map(abs, errors)) < abs(solution[degree + 1]) * mpf("1.01"):
            break
        places = runs
    return coefficients, max(map(abs, errors))


def shortest(function, weight, low, high, tolerance):
    """As `lowest`, but with the least error for its degree."""
    for degree in range(2, 40):
        coefficients, error = best(function, weight, low, high, degree)
        if error < tolerance:
            return coefficients, error
    raise SystemExit("no degree is enough")


def exp_tail(r):
    """(e^r - 1 - r) / r^2"""
    return mpf(1) / 2 + r / 6 if abs(r) < mpf(10) ** -25 else (expm1(r) - r) / r**2


def atanh_ratio(w):
    """atanh(sqrt w) / sqrt w"""
    return 1 + w / 3 if w < mpf(10) ** -30 else atanh(sqrt(w)) / sqrt(w)


def ln_1p_tail(u):
    """(ln(1 + u) - u) / u^2"""
    return -mpf(1) / 2 + u / 3 if u < mpf(10) ** -20 else (log1p(u) - u) / u**2


def mills(k):
    """(z + k) * Q(z) e^(z^2/2) as a function of t = (z - k)/(z + k), Q the normal upper tail."""
    def function(t):
        z = k * (1 + t) / (1 - t)
        return (z + k) * exp(z * z / 2) * erfc(z / sqrt(2)) / 2
    return function


def normal_centre(w):
    """(Phi(x) - 1/2) / x as a function of w = x^2."""
    x = sqrt(w)
    return npdf(0) * (1 - w / 6) if w < mpf(10) ** -30 else erf(x / sqrt(2)) / (2 * x)


def normal_slope_centre(w):
    """(Phi(x) + x phi(x) - 1/2) / x as a function of w = x^2."""
    return normal_centre(w) + npdf(sqrt(w))


def rust(name, doc, coefficients, error, kind):
    digits = 10 if kind == "f32" else 18
    body = "".join(f"    {mp.nstr(c, digits, min_fixed=-100, max_fixed=100)},\n" for c in coefficients)
    text = body.replace("    ", "    ")
    print(f"/// {doc} Degree {len(coefficients) - 1}; error {mp.nstr(error, 2)}.")
    print(f"pub(super) const {name}: [{kind}; {len(coefficients)}] = [\n{text}];\n")


print("//! Polynomial coefficients, constant term first. Made by `coefficients.py` beside this file: do not edit.\n")
print("use super::Wide;\n")
LN_1P_SHORT_F32 = (
    -0.49999917, 0.33330476, -0.24958596, 0.19695485, -0.15355574, 0.106808476, -0.05766723, 0.020205963, -0.0033187864,
)
HALF_LN2 = LN2 / 2 * mpf("1.0001")
# `short` is for THRIFTY kernels; in f64 those are only ever rounded to f32, and so are all of the third kind. What the drafts of the
# best-known functions are made of is as short as their margin (2^-43) allows.
for tag, kind, tolerance, short, reach, k in (
    ("F32", "f32", mpf(2) ** -27, mpf(2) ** -28, 15, mpf("2.0")),
    ("F64", "f64", mpf(2) ** -57.5, mpf(2) ** -48, 40, mpf("3.75")),
    ("LEAN", "f64", mpf(2) ** -47, None, 15, mpf("3.75")),
):
    if short:
        c, e = lowest(exp_tail, lambda r: r * r / exp(r), -HALF_LN2, HALF_LN2, tolerance)
    else:
        c, e = shortest(exp_tail, lambda r: r * r / exp(r), -HALF_LN2, HALF_LN2, mpf(2) ** -45.7)
    rust(f"EXP_{tag}", "`(e^r - 1 - r) / r^2` on `|r| <= ln(2) / 2`, relative to `e^r`.", c, e, kind)
    if short:
        c, e = shortest(exp_tail, lambda r: r * r / exp(r), -HALF_LN2, HALF_LN2, short)
        rust(f"EXP_SHORT_{tag}", "The same for kernels with error to spare.", c, e, kind)
    c, e = lowest(atanh_ratio, lambda w: 1, mpf(0), mpf(1) / 9, tolerance)
    rust(f"ATANH_{tag}", "`atanh(s) / s` in `w = s^2` on `0 <= w <= 1/9`.", c, e, kind)
    if short:
        c, e = shortest(ln_1p_tail, lambda u: u * u / log1p(u) if u else mpf(0), mpf(0), mpf(1), mpf(2) ** (-27 if kind == "f32" else -47))
        doc = "`(ln(1 + u) - u) / u^2` on `0 <= u <= 1`, relative to `ln(1 + u)`, for the same kernels."
        if kind == "f32":
            # Neighbours of the best numbers, found by trying some 75,000 on all arguments of softplus: its roundings add up to 1.92 ULP
            # with these, to 2.03 with the best themselves.
            assert max(abs(mine / float(theirs) - 1) for mine, theirs in zip(LN_1P_SHORT_F32, c)) < 2e-5
            c, doc = LN_1P_SHORT_F32, doc + " The last bits are chosen for softplus as a whole."
        rust(f"LN_1P_SHORT_{tag}", doc, c, e, kind)
    function = mills(k)
    high = (reach - k) / (reach + k)
    if short:
        c, e = lowest(function, lambda t: 1 / function(t), mpf(-1), high, tolerance)
    else:
        c, e = shortest(function, lambda t: 1 / function(t), mpf(-1), high, mpf(2) ** -43.7)
    constant, c = c[0], c[1:]
    print("/// The constant term that the next polynomial lacks.")
    print(f"pub(super) const MILLS_CONSTANT_{tag}: Wide = Wide {{ high: {float(constant)!r}, low: {float(constant - mpf(float(constant)))!r} }};\n")
    rust(f"MILLS_{tag}", f"`((z + k) Q(z) e^(z^2/2) - constant) / t` in `t = (z - k)/(z + k)`, `k = {mp.nstr(k, 4)}`, `0 <= z <= {reach}`.", c, e, kind)
    high = mpf("1.5625")
    c, e = lowest(normal_centre, lambda w: 1 / normal_centre(w), mpf(0), high, tolerance)
    rust(f"NORMAL_CENTRE_{tag}", "`(Phi(x) - 1/2) / x` in `w = x^2` on `0 <= w <= 1.5625`.", c, e, kind)
    c, e = lowest(normal_slope_centre, lambda w: 1 / normal_centre(w), mpf(0), high, tolerance)
    rust(f"NORMAL_SLOPE_CENTRE_{tag}", "`(Phi(x) + x phi(x) - 1/2) / x` in `w = x^2` on `0 <= w <= 1.5625`.", c, e, kind)

# For GELU in f32. Mills' ratio as v/2 + (v - root) p(v - middle) in v = 1/(z + 2.5), with the root of the difference.
def ratio(v):
    z = 1 / v - mpf("2.5")
    return exp(z * z / 2) * erfc(z / sqrt(2)) / 2


def beyond_half(w):
    u = w + middle - exact_root
    return (ratio(w + middle) - (w + middle) / 2) / u if abs(u) > mpf(10) ** -20 else diff(lambda v: ratio(v) - v / 2, exact_root)


low, high = 1 / (mpf("14.3") + mpf("2.5")), 1 / mpf("2.5")
exact_root = findroot(lambda v: ratio(v) - v / 2, mpf("0.1"))
with mp.workprec(24):
    root, middle = +exact_root, (low + high) / 2
c, e = best(beyond_half, lambda w: abs(w + middle - root) / ratio(w + middle), low - middle, high - middle, 9, points=801)
print("/// Where Mills' ratio, `Q(z) e^(z^2/2)` with `Q` the normal upper tail, is half of `v = 1/(z + 2.5)`.")
print(f"pub(super) const MILLS_ROOT: f64 = {mp.nstr(root, 12)};\n")
print("/// The middle of that `v`'s range, for `0 <= z <= 14.3`.")
print(f"pub(super) const MILLS_MIDDLE: f64 = {mp.nstr(middle, 12)};\n")
rust("GELU_MILLS", "`(ratio - v/2) / (v - MILLS_ROOT)` in `v - MILLS_MIDDLE`, relative to the ratio.", c, e, "f32")
centre = mpf("0.08")
c, e = best(lambda r: exp_tail(r / 2) / 2, lambda r: r * r / exp(r / 2), 2 * (centre - HALF_LN2), 2 * (centre + HALF_LN2), 4)
rust("GELU_EXP", "`(2 e^(r/2) - 2 - r) / r^2` on `|r/2 - 0.08| <= ln(2) / 2`, relative to `2 e^(r/2)`.", c, e, "f32")
c, e = best(normal_slope_centre, sqrt, mpf(0), mpf("0.25"), 3)
rust("GELU_SLOPE_CENTRE", "`(Phi(x) + x phi(x) - 1/2) / x` in `w = x^2` on `|x| <= 0.5`, the error that of the slope.", c, e, "f32")


def odd_rest(function, limit):
    """(f(r) - r) / r^3 of an odd function as a function of w = r^2; `limit` is its value at 0."""
    def rest(w):
        r = sqrt(w)
        return limit if w < mpf(10) ** -30 else (function(r) - r) / r**3
    return rest


def cos_rest(w):
    """(cos r - 1 + r^2/2) / r^4 as a function of w = r^2."""
    return mpf(1) / 24 - w / 720 if w < mpf(10) ** -20 else (cos(sqrt(w)) - 1 + w / 2) / w**2


def erf_rest(w):
    """(erf(x)/x - 2/sqrt(pi)) / x^2 as a function of w = x^2."""
    x = sqrt(w)
    return -2 / sqrt(pi) * (mpf(1) / 3 - w / 10) if w < mpf(10) ** -20 else (erf(x) / x - 2 / sqrt(pi)) / w


def erfc_tail(k):
    """(z + k) erfc(z) e^(z^2) as a function of t = (z - k)/(z + k)."""
    def function(t):
        z = k * (1 + t) / (1 - t)
        return (z + k) * erfc(z) * exp(z * z)
    return function


def parts(number, bits, count):
    """The number as an unevaluated sum of `count` numbers of `bits` bits, each rounded to nearest."""
    result = []
    for _ in range(count):
        with mp.workprec(bits):
            part = +number
        result.append(part)
        number -= part
    return result


REACH = mpf(1)  # pi/4, and a little for arguments with a low part
for tag, kind, bits, tolerance, beyond, k in (
    ("F32", "f32", 24, mpf(2) ** -28.5, mpf(4), mpf("1.5")),
    ("F64", "f64", 53, mpf(2) ** -57.5, mpf(6), mpf(2)),
    ("LEAN", "f64", None, mpf(2) ** -47, mpf(4), mpf("1.5")),
):
    if bits:
        print("/// `pi / 2`, the sum of these.")
        print(f"pub(super) const HALF_PI_{tag}: [{kind}; 3] = [std::{kind}::consts::FRAC_PI_2, {', '.join(mp.nstr(p, 20) for p in parts(pi / 2, bits, 3)[1:])}];\n")
    c, e = lowest(odd_rest(sin, -mpf(1) / 6), lambda w: w, mpf(0), REACH**2, tolerance)
    rust(f"SIN_{tag}", "`(sin r - r) / r^3` in `w = r^2` on `|r| <= 1`, relative to `r`.", c, e, kind)
    c, e = lowest(cos_rest, lambda w: w * w, mpf(0), REACH**2, tolerance)
    rust(f"COS_{tag}", "`(cos r - 1 + r^2/2) / r^4` in `w = r^2` on `|r| <= 1`.", c, e, kind)
    c, e = lowest(odd_rest(atan, -mpf(1) / 3), lambda w: w, mpf(0), (sqrt(2) - 1) ** 2 * mpf("1.0001"), tolerance)
    rust(f"ATAN_{tag}", "`(atan t - t) / t^3` in `w = t^2` on `|t| <= tan(pi/8)`, relative to `t`.", c, e, kind)
    c, e = lowest(erf_rest, lambda w: w, mpf(0), mpf(1), tolerance)
    rust(f"ERF_{tag}", "`(erf(x)/x - 2/sqrt(pi)) / x^2` in `w = x^2` on `|x| <= 1`, relative to `x`.", c, e, kind)
    function = erfc_tail(k)
    c, e = lowest(function, lambda t: erfc(k * (1 + t) / (1 - t)) / function(t), (1 - k) / (1 + k), (beyond - k) / (beyond + k), tolerance)
    rust(f"ERFC_{tag}", f"`(z + k) erfc(z) e^(z^2)` in `t = (z - k)/(z + k)`, `k = {mp.nstr(k, 4)}`, `1 <= z <= {beyond}`, the error that of `erfc`.", c, e, kind)
