//! GELU and its slope.
//!
//! Both are an exponential times a factor that comes from Mills' ratio `M(z) = Q(z) e^(z^2/2)`, with `Q` the normal upper
//! tail. That is a polynomial in `v = 1/(z + k)`, taken about `v/2`, which is exact: the nearer the ratio to it, the less
//! the polynomial's own roundings matter.

use super::polynomial;
use crate::real::coefficients::{GELU_EXP, GELU_MILLS, GELU_SLOPE_CENTRE, MILLS_MIDDLE, MILLS_ROOT};
use crate::real::{DENSITY_AT_0, Machine};

/// `k`.
const CENTRE: f64 = 2.5;
/// The middle of the reduced exponents. That of [`GELU_EXP`] is 0.08; of the ways to combine them this one's roundings add up to least.
const EXP_MIDDLE: f64 = 0.06;
/// Up to here the slope is a polynomial, for about its 1/2 at zero the other way's roundings add up to more than 2 ULP.
const SLOPE_CENTRE: f64 = 0.5;
/// Where the exponent of a power of two is lifted to, so that it is not subnormal, and that power's reciprocal.
const LIFT: (f64, f64) = (64.0, 1.0 / 18_446_744_073_709_551_616.0);

/// Mills' ratio.
struct Mills<M> {
    /// `v`.
    v: M,
    /// By which share the reciprocal is too small.
    off: M,
    /// The polynomial.
    factor: M,
    /// What it is multiplied with.
    from_root: M,
    /// The ratio, with the reciprocal as it is.
    ratio: M,
}

impl<M: Machine> Mills<M> {
    #[inline(always)]
    fn of(z: M) -> Self {
        let one = M::constant(1.0);
        let centre = M::constant(CENTRE);
        let below = z + centre;
        let half = one / (below + below);
        let v = half + half;
        let off = (-v).mul_add(z - (below - centre), (-v).mul_add(below, one));
        let factor = polynomial(v - M::constant(MILLS_MIDDLE), &GELU_MILLS);
        let from_root = v - M::constant(MILLS_ROOT);
        Self { v, off, factor, from_root, ratio: from_root.mul_add(factor, half) }
    }
}

/// `e^(-z^2/2 + share/2)` as `2^n (1 + tail/2)`, the power lifted by `lift`: that, and `tail`.
///
/// In twice the exponent the reduction needs no halves; and it is not cut in the middle but where the upper end's
/// roundings, for which `1 + tail` is large, weigh as much as the lower end's.
#[inline(always)]
fn bell<M: Machine>(z: M, lift: f64, share: Option<(M, M)>) -> (M, M) {
    let square = z.product(z);
    let rounder = M::ROUNDER + M::BIAS + M::constant(lift);
    let shifted = square.high + M::constant(2.0 * EXP_MIDDLE);
    let rounded = shifted.mul_add(M::LOG2_E * M::constant(-0.5), rounder);
    let n = rounded - rounder;
    // Exact: both have few enough bits.
    let r = n.mul_add(-(M::LN2_HIGH + M::LN2_HIGH), -square.high);
    let small = n.mul_add(-(M::LN2_LOW + M::LN2_LOW), -square.low);
    let small = share.map_or(small, |(off, rate)| off.mul_add(rate, small));
    let r = r + small;
    (M::power_of_two_biased(rounded), (r * r).mul_add(polynomial(r, &GELU_EXP), r))
}

/// `x Phi(x)`, that is `max(x, 0) - z Q(z)` with `z = |x|`.
#[inline(always)]
pub(crate) fn gelu<M: Machine>(x: M) -> M {
    let z = x.abs().at_most(M::NORMAL_REACH);
    let mills = Mills::of(z);
    // How the ratio changes with the reciprocal, by one power of it and a little more, goes into the exponent; the line is
    // within a twentieth of that power.
    let rate = mills.v.mul_add(M::constant(4.8), M::constant(2.2));
    let (scale, tail) = bell(z, LIFT.0 - 1.0, Some((mills.off, rate)));
    let doubled = mills.ratio + mills.ratio;
    let doubled_low = (mills.from_root + mills.from_root).mul_add(mills.factor, mills.v - doubled);
    let rest = mills.ratio.mul_add(tail, doubled_low);
    let scaled = z * scale;
    let share = scaled.mul_add(doubled, scaled * rest);
    (-share).mul_add(M::constant(LIFT.1), x.at_least(M::constant(-0.0)))
}

/// `Phi(x) + x phi(x)`: `e^(-z^2/2) (M(z) - z phi(0))` on the left, 1 less that on the right, and `1/2` plus an odd
/// polynomial about 0.
#[inline(always)]
pub(crate) fn gelu_slope<M: Machine>(x: M) -> M {
    let z = x.abs().at_most(M::NORMAL_REACH);
    let mills = Mills::of(z);
    // The slope of the ratio in the reciprocal where that counts; it falls off with the ratio.
    let ratio = (mills.v * mills.off).mul_add(M::constant(2.4), mills.ratio);
    let (scale, tail) = bell(z, LIFT.0, None);
    let density = M::wide(DENSITY_AT_0);
    let difference = z.mul_add(-density.high, z.mul_add(-density.low, ratio));
    let beyond = (difference * M::constant(0.5)).mul_add(tail, difference) * scale * M::constant(LIFT.1);
    let outside = M::select(x.above(M::default()), M::constant(1.0) - beyond, beyond);
    let inside = x.mul_add(polynomial(z * z, &GELU_SLOPE_CENTRE), M::constant(0.5));
    M::select(z.above(M::constant(SLOPE_CENTRE)), outside, inside)
}
