//! The exponential and its kin, the logarithm, and the normal distribution, as their series define them.

use super::digits::Digits;

/// `ln 2` in three parts; a multiple of the first by up to 2^11 is exact.
const LN_2: [f64; 3] = [0.693147180559663, 2.8235290563031577e-13, 1.94704509238075e-31];
/// `1 / sqrt(2 pi)`.
const DENSITY_AT_0: [f64; 3] = [0.3989422804014327, -2.49232720227773e-17, -3.424925447729621e-34];
/// `2 / sqrt(pi)`.
const ERF_SLOPE_AT_0: [f64; 3] = [std::f64::consts::FRAC_2_SQRT_PI, 1.533545961316588e-17, -4.765684596693686e-34];
/// `sqrt 2`.
const SQRT_2: [f64; 3] = [std::f64::consts::SQRT_2, -9.667293313452913e-17, 4.1386753086994136e-33];
/// Exponentials below this power are held at it.
const FLOOR: f64 = -600.0;
/// Exponentials above this power are held at it: far beyond the largest `f32`.
const CEILING: f64 = 300.0;
/// The normal tail is held from here on.
const TAIL_END: f64 = 34.6;
/// Up to here the normal distribution is summed from its middle, from here on from its tail.
const TAIL_BEGIN: f64 = 3.0;

/// From `last` down to `first`. (The compiler unrolls this form, and not one with an inclusive range.)
#[inline(always)]
pub(super) fn down(last: usize, first: usize) -> impl Iterator<Item = usize> {
    (0..(last + 1).saturating_sub(first)).map(move |k| last - k)
}

/// As many terms as a plain `f64` needs, written out: so long a loop the compiler would leave as it is, and then not
/// make SIMD of the loop around it.
const UNROLLED: usize = 36;
macro_rules! unrolled {
    ($k:ident in $($value:literal)* $body:block) => {
        $(
            let $k: usize = $value;
            $body
        )*
    };
}

#[inline(always)]
fn one<D: Digits>() -> D {
    D::exactly(1.0)
}

/// `2^n` for `|n| <= 1000`.
#[inline(always)]
fn power_of_two(n: f64) -> f64 {
    // Adding this leaves n, as an integer, in the low bits.
    let bits = (n + 6755399441055744.0).to_bits();
    f64::from_bits(bits.wrapping_add(1023) << 52)
}

/// `x = n ln 2 + r` with `|r| <= ln(2)/2`, `x` held between the floor and the ceiling.
#[inline(always)]
fn reduced<D: Digits>(x: D) -> (f64, D) {
    let x = x.held(FLOOR, CEILING);
    let n = (x.midpoint() * std::f64::consts::LOG2_E + 6755399441055744.0) - 6755399441055744.0;
    let rest = D::sum_of([LN_2[1], LN_2[2], 0.0]);
    (n, x - D::exactly(n * LN_2[0]) - D::exactly(n) * rest)
}

/// `(e^r - 1) / r = 1 + r/2 (1 + r/3 (1 + ...))`.
#[inline(always)]
fn exponential_quotient<D: Digits>(r: D) -> D {
    let mut sum = one::<D>();
    for k in down(D::terms(D::EXP_TERMS, r), 2) {
        sum = sum.step(r * D::reciprocal(k), one());
    }
    let size = r.midpoint();
    sum.truncated(8.0 * size * size)
}

/// `e^x`.
#[inline(always)]
pub(super) fn exp<D: Digits>(x: D) -> D {
    let (n, r) = reduced(x);
    exponential_quotient(r).step(r, one()).shifted(power_of_two(n))
}

/// `e^x - 1`.
#[inline(always)]
pub(super) fn exp_m1<D: Digits>(x: D) -> D {
    let (n, r) = reduced(x);
    let scale = power_of_two(n);
    let tail = exponential_quotient(r) * r;
    D::choose(n == 0.0, tail, tail.shifted(scale) + (D::exactly(scale) - one()))
}

/// `ln(1 + u)`: `ln(2^n (1 + f)) = n ln 2 + ln(1 + f)` with `f` from -0.3 to 0.42, and
/// `ln(1 + f) = 2 atanh(f / (2 + f)) = 2 s (1 + s^2/3 + s^4/5 + ...)`. From `1 + u = 1e-300` down it is held.
#[inline(always)]
pub(super) fn ln_1p<D: Digits>(u: D) -> D {
    let shifted = (one::<D>() + u).held(1e-300, 1e300);
    logarithm(shifted, |n| D::choose(n == 0.0, u, shifted.shifted(power_of_two(-n)) - one()))
}

/// `ln(x)`, held below 1e-300 and beyond 1e300.
#[inline(always)]
pub(super) fn ln<D: Digits>(x: D) -> D {
    let x = x.held(1e-300, 1e300);
    logarithm(x, |n| x.shifted(power_of_two(-n)) - one())
}

/// `ln(2^n (1 + f))`, where `f` is made of `n`.
#[inline(always)]
fn logarithm<D: Digits>(shifted: D, f: impl FnOnce(f64) -> D) -> D {
    // Adding a half of the significand's square root of two makes the exponent that of the nearest power of two.
    let bits = (shifted.midpoint() * std::f64::consts::SQRT_2).to_bits();
    // The exponent as a number: its bits behind those of 2^52.
    let n = f64::from_bits((bits >> 52) | 0x4330_0000_0000_0000) - (4503599627370496.0 + 1023.0);
    let f = f(n);
    let s = f / (D::exactly(2.0) + f);
    let w = s * s;
    let terms = D::terms(D::LOG_TERMS, w);
    let mut sum = D::reciprocal(2 * terms + 1);
    for k in down(terms - 1, 0) {
        sum = sum.step(w, D::reciprocal(2 * k + 1));
    }
    let logarithm = (s * sum.truncated(w.midpoint())).shifted(2.0);
    let whole = D::exactly(n * LN_2[0]) + D::exactly(n) * D::sum_of([LN_2[1], LN_2[2], 0.0]);
    D::choose(n == 0.0, logarithm, whole + logarithm)
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(super) fn sigmoid<D: Digits>(x: D) -> D {
    let e = exp(-x.size());
    D::choose(x.midpoint() > 0.0, one(), e) / (one::<D>() + e)
}

/// `-d / (2 + d)` with `d = e^(-2|x|) - 1`.
#[inline(always)]
pub(super) fn tanh<D: Digits>(x: D) -> D {
    let d = exp_m1(-x.size().shifted(2.0));
    let size = -d / (D::exactly(2.0) + d);
    // Next to 0 the cubic term is all there is besides x, and it is far below what the quotient can hold.
    let z = x.size();
    let tiny = z.midpoint() < 1e-10;
    let square = z * z;
    let cubic = square * z * D::reciprocal(3);
    let size = D::choose(tiny, (z - cubic).widened(cubic.midpoint() * square.midpoint()), size);
    D::choose(x.midpoint() < 0.0, -size, size)
}

/// `max(x, 0) + ln(1 + e^-|x|)`.
#[inline(always)]
pub(super) fn softplus<D: Digits>(x: D) -> D {
    let tail = ln_1p(exp(-x.size()));
    D::choose(x.midpoint() > 0.0, x + tail, tail)
}

/// `1 + w/3 (1 + w/5 (1 + w/7 (...)))`: the normal integral from 0 to `x`, over `x` times the density at `x`, for
/// `w = x^2`; that of the error function for `w = 2 x^2`.
#[inline(always)]
fn central_sum<D: Digits>(w: D) -> D {
    let mut sum = one::<D>();
    if D::terms(D::NORMAL_TERMS, w) < UNROLLED {
        return one::<D>().step(w * D::reciprocal(15), one()).step(w * D::reciprocal(3), one()).truncated(w.midpoint());
    }
    for k in down(D::NORMAL_TERMS, UNROLLED + 1) {
        sum = sum.step(w * D::reciprocal(2 * k + 1), one());
    }
    unrolled!(k in 36 35 34 33 32 31 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 {
        sum = sum.step(w * D::reciprocal(2 * k + 1), one());
    });
    sum.truncated(w.midpoint())
}

/// Mills' ratio `1 / (z + 1 / (z + 2 / (z + 3 / ...)))`: the normal tail beyond `z` over the density at `z`. The
/// convergents lie on either side of it in turn.
#[inline(always)]
fn mills_ratio<D: Digits>(z: D) -> D {
    // Numerators and denominators of the last two convergents.
    let (mut above, mut last_above) = (one::<D>(), D::exactly(0.0));
    let (mut below, mut last_below) = (z, one::<D>());
    unrolled!(k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 {
        let k = D::exactly(k as f64);
        (above, last_above) = (above.step(z, last_above * k), above);
        (below, last_below) = (below.step(z, last_below * k), below);
    });
    #[allow(clippy::range_plus_one, reason = "an inclusive range is not unrolled")]
    for k in UNROLLED + 1..D::FRACTION_STEPS + 1 {
        let k = D::exactly(k as f64);
        (above, last_above) = (above.step(z, last_above * k), above);
        (below, last_below) = (below.step(z, last_below * k), below);
    }
    let ratio = above / below;
    let distance = (ratio - last_above / last_below).midpoint().abs();
    ratio.widened(distance * 1.01)
}

/// The distribution function of the standard normal.
#[inline(always)]
pub(super) fn normal_cdf<D: Digits>(x: D) -> D {
    let z = x.size();
    let near = z.held(0.0, TAIL_BEGIN);
    let half = D::exactly(0.5);
    let integral = density(near) * near * central_sum(near * near);
    let far = z.held(TAIL_BEGIN, TAIL_END);
    let wanted = !D::BRANCHES || z.midpoint() >= TAIL_BEGIN;
    let tail = if wanted { density(far) * mills_ratio(far) } else { half };
    let tail = D::choose(z.midpoint() < TAIL_BEGIN, half - integral, tail);
    let beyond = D::choose(z.midpoint() < TAIL_BEGIN, half + integral, one::<D>() - tail);
    D::choose(x.midpoint() > 0.0, beyond, tail)
}

/// `e^(-z^2/2) / sqrt(2 pi)`.
#[inline(always)]
fn density<D: Digits>(z: D) -> D {
    exp(-(z * z).shifted(0.5)) * D::sum_of(DENSITY_AT_0)
}

/// The error function.
#[inline(always)]
pub(super) fn erf<D: Digits>(x: D) -> D {
    let z = x.size();
    let begin = TAIL_BEGIN * std::f64::consts::FRAC_1_SQRT_2;
    let near = z.held(0.0, begin);
    let square = near * near;
    let integral = exp(-square) * D::sum_of(ERF_SLOPE_AT_0) * near * central_sum(square.shifted(2.0));
    let far = z.held(begin, TAIL_END * std::f64::consts::FRAC_1_SQRT_2);
    let root = D::sum_of(SQRT_2);
    let wanted = !D::BRANCHES || z.midpoint() >= begin;
    let tail =
        if wanted { exp(-(far * far)) * D::sum_of(DENSITY_AT_0) * mills_ratio(far * root).shifted(2.0) } else { one() };
    let size = D::choose(z.midpoint() < begin, integral, one::<D>() - tail);
    D::choose(x.midpoint() < 0.0, -size, size)
}
