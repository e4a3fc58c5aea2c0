//! Kernels for [`THRIFTY`](Machine::THRIFTY) types: as few and as short steps as 2 ULP of `f32` allow.
//!
//! What limits such a loop is how many steps the processor keeps in flight, so a step that is not on the way to the
//! result costs nearly as much as one that is: the scale of an exponential comes out of the rounding by one
//! shift, low parts that the bound does not need are left out, and `1 + e^-x` is summed in the order
//! that keeps the 1 in any case.
//!
//! Results are good over the range of `f32`: a type that reaches further gets zero where `f32` would. Of
//! the precision only [`EXP_SHORT`](Machine::EXP_SHORT) and the parts of `ln 2` depend; GELU's polynomials are for `f32`.

mod cosh;
mod gates;
mod gelu;
mod slopes;

pub(crate) use gates::{Cubic, gate_of_cubic, mish, sigmoid, silu};
pub(crate) use gelu::{gelu, gelu_slope};
pub(crate) use slopes::{CubicSlope, bell, gate_of_cubic_slope, mish_slope, silu_slope};

use super::Machine;

/// The exponent of a power of two that `1 + e^-x` is held times: `e^109` does not overflow then, nor is `e^-64` subnormal.
const SHIFT: f64 = -32.0;
/// Where the results of gates round to zero.
const FLOOR: f64 = -109.0;
/// A little under 64, so that neither `x - CEILING` nor that plus `CEILING` is ever half way between two numbers
/// where it is not exact: then `(x - CEILING) + CEILING` is `x`.
const CEILING: f64 = 63.999996185302734;

/// `2^SHIFT`.
#[inline(always)]
fn unit<M: Machine>() -> M {
    M::constant(1.0 / 4_294_967_296.0)
}

/// `e^r - 1` for `|r| <= ln(2)/2`.
#[inline(always)]
fn tail<M: Machine>(r: M) -> M {
    (r * r).mul_add(r.polynomial(M::EXP_SHORT), r)
}

/// `2^shift e^x = 2^n (1 + tail)`: `2^n`, and `tail`. The power must be a normal number.
#[inline(always)]
fn power<M: Machine>(x: M, shift: f64) -> (M, M) {
    let (_, scale, tail) = power_and_exponent(x, shift);
    (scale, tail)
}

/// [`power`], and before it `x / ln 2` rounded to an integer.
#[inline(always)]
fn power_and_exponent<M: Machine>(x: M, shift: f64) -> (M, M, M) {
    let rounder = M::ROUNDER + M::BIAS + M::constant(shift);
    let rounded = x.mul_add(M::LOG2_E, rounder);
    let n = rounded - rounder;
    let r = n.mul_add(-M::LN2_HIGH, x);
    let r = if M::LEAN { r } else { n.mul_add(-M::LN2_LOW, r) };
    (n, M::power_of_two_biased(rounded), tail(r))
}

/// [`Machine::polynomial`] with coefficients of `f32`, the only type that reads it.
#[inline(always)]
fn polynomial<M: Machine>(x: M, coefficients: &[f32]) -> M {
    let coefficient = |&c: &f32| M::constant(f64::from(c));
    let (pairs, odd) = coefficients.as_chunks::<2>();
    let pair = |[even, odd]: &[f32; 2]| coefficient(odd).mul_add(x, coefficient(even));
    let square = x * x;
    let mut pairs = pairs.iter().rev();
    let leading = odd.first().map(coefficient).or_else(|| pairs.next().map(pair)).unwrap_or_default();
    pairs.fold(leading, |sum, terms| sum.mul_add(square, pair(terms)))
}

/// `1 + e^-x`, times [`unit`]; `x` between [`FLOOR`] and [`CEILING`].
#[inline(always)]
fn one_plus_exp_of_minus<M: Machine>(x: M) -> M {
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = x.mul_add(-M::LOG2_E, rounder);
    let n = rounded - rounder;
    let r = -n.mul_add(M::LN2_LOW, n.mul_add(M::LN2_HIGH, x));
    one_plus(M::power_of_two_biased(rounded), tail(r))
}

/// `unit + scale (1 + tail)`; whichever is the larger, the other is not lost before the tail is added.
#[inline(always)]
fn one_plus<M: Machine>(scale: M, tail: M) -> M {
    scale.mul_add(tail, unit()) + scale
}

/// `tanh x = (1 - e^-2|x|) / (1 + e^-2|x|)`, the upper and the lower rounded once each.
#[inline(always)]
pub(crate) fn tanh<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    let z = x.abs().at_most(M::constant(20.0));
    let rounder = M::ROUNDER + M::BIAS;
    let rounded = z.mul_add(M::constant(-2.0 * std::f64::consts::LOG2_E), rounder);
    // Without the low part of ln 2: the more multiples of it, the less the exponential matters.
    let tail = tail(-(rounded - rounder).mul_add(M::LN2_HIGH, z + z));
    let scale = M::power_of_two_biased(rounded);
    ((-scale).mul_add(tail, one - scale) / scale.mul_add(tail, scale + one)).or_sign(x)
}

/// `e^x - 1` for `x <= 0`; the sign of zero is lost.
#[inline(always)]
pub(crate) fn exp_m1_decay<M: Machine>(x: M) -> M {
    // At -80 the result is -1 to the last bit.
    let (scale, tail) = power(x.at_least(M::constant(-80.0)), 0.0);
    scale.mul_add(tail, scale - M::constant(1.0))
}

/// `ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)`.
#[inline(always)]
pub(crate) fn softplus<M: Machine>(x: M) -> M {
    // The scale is lifted, for at -105 it would be subnormal.
    let (scale, tail) = power(-x.abs().at_most(M::constant(105.0)), -SHIFT);
    let e = scale.mul_add(tail, scale) * unit();
    let logarithm = (e * e).mul_add(e.polynomial(M::LN_1P_SHORT), e);
    x.at_least(M::default()) + logarithm
}
