//! Slopes of gates.

use super::cosh::cosh_plus_one;
use super::{CEILING, Cubic, FLOOR, SHIFT, power, power_and_exponent, tail, unit};
use crate::real::Machine;

/// `factor * sigmoid(x) * sigmoid(-x)`, for a power of two.
#[inline(always)]
pub(crate) fn bell<M: Machine>(factor: f64, x: M) -> M {
    let z = x.abs().at_most(M::constant(-FLOOR));
    // One and a half times, so that the sum is rounded least where the rounding of the quotient weighs most.
    let (one, below) = cosh_plus_one(z, 1.5);
    M::constant(factor) * one / below
}

/// The slope of `x sigmoid(x)`.
#[inline(always)]
pub(crate) fn silu_slope<M: Machine>(x: M) -> M {
    let x = x.at_least(M::constant(FLOOR)).at_most(M::constant(CEILING));
    let (scale, tail) = power(-x, SHIFT);
    gate_slope(scale, tail, (x, None), x)
}

/// The slope of `x sigmoid(t(x))`, given `e = e^-t = scale (1 + tail)`, times [`unit`], and `drift = x t'`, as a sum and as one
/// number. It is `1/(1 + e) + drift e/(1 + e)^2`; on the left, where these nearly cancel, `(1 + drift)/(1 + e) - drift/(1 + e)^2`.
///
/// What the first quotient leaves, and the second term, are divided by the same reciprocal: so the second costs no
/// quotient of its own, and the result is rounded once.
#[inline(always)]
fn gate_slope<M: Machine>(scale: M, tail: M, (drift, drift_low): (M, Option<M>), drift_rounded: M) -> M {
    let (one, unit) = (M::constant(1.0), unit::<M>());
    // The smaller first, which on the right makes that `e`.
    let (small, large) = (scale.at_most(unit), scale.at_least(unit));
    let small = scale.mul_add(tail, small);
    let below = small + large;
    let minus_below_low = (below - large) - small;
    let left = scale.above(unit);
    let reciprocal = one / below;
    let first = M::select(left, drift + one, one);
    let quotient = first * reciprocal;
    let remainder = (-quotient).mul_add(below, first);
    let remainder = drift_low.map_or(remainder, |low| remainder + M::select(left, low, M::default()));
    let second = drift_rounded.mul_add(M::select(left, -unit, small), minus_below_low);
    let rest = second.mul_add(reciprocal, remainder);
    rest.mul_add(reciprocal, quotient) * unit
}

/// What the slope of [`gate_of_cubic`](super::gate_of_cubic) needs besides its argument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CubicSlope {
    /// `t / ln 2`.
    pub(crate) argument: Cubic,
    /// `t'`: in `x^2`, so `a` and `3 b`.
    pub(crate) derivative: Cubic,
    /// Where the slope rounds to zero.
    pub(crate) floor: f64,
    /// From there on the slope is 1.
    pub(crate) ceiling: f64,
}

/// The slope of `x sigmoid(t(x))`, with `t` odd.
#[inline(always)]
pub(crate) fn gate_of_cubic_slope<M: Machine>(x: M, cubic: CubicSlope) -> M {
    let x = x.at_least(M::constant(cubic.floor)).at_most(M::constant(cubic.ceiling));
    let (factor, square) = cubic.argument.factor(x);
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = (-x).mul_add(factor.high, rounder);
    let f = -x.mul_add(factor.low, x.mul_add(factor.high, rounded - rounder));
    let derivative = cubic.derivative.factor_of_square(square);
    let drift = x.product(derivative.high);
    let drift_low = x.mul_add(derivative.low, drift.low);
    let scale = M::power_of_two_biased(rounded);
    gate_slope(scale, tail(f * M::LN2_HIGH), (drift.high, Some(drift_low)), drift.high + drift_low)
}

/// Left of this the slope of Mish is an exponential and what corrects it.
const MISH_LEFT: f64 = -0.5;

/// The slope of `x tanh(ln(1 + e^x))`. With `e = e^x` and `d = e^2 + 2e + 2` it is `e (x + 1)` less `e^2 (...) / d^2` on
/// the left, where it has few roundings, and elsewhere a short number near it plus `(...) / d^2`: on either side what is
/// divided is small beside the result, but for its zero.
#[inline(always)]
pub(crate) fn mish_slope<M: Machine>(x: M) -> M {
    let (one, two, four) = (M::constant(1.0), M::constant(2.0), M::constant(4.0));
    let unit = unit::<M>();
    // At 16 it is 1 to the last bit.
    let x = x.at_least(M::constant(FLOOR)).at_most(M::constant(16.0));
    let (n, lifted, tail) = power_and_exponent(x, -SHIFT);
    let scale = lifted * unit;
    let e = scale.mul_add(tail, scale);
    // From e^x - 1, so that about 0 the large part of `d` is exact.
    let m = scale.mul_add(tail, scale - one);
    let m_plus_four = m + four;
    let d = m.mul_add(m_plus_four, M::constant(5.0));
    let d_low = m.mul_add(m_plus_four, M::constant(5.0) - d);
    let x_fourfold = x * four;

    // The scale of the product is lifted, for at -105 it would be subnormal.
    let factor = x.mul_add(unit, unit);
    let product = lifted * factor.mul_add(tail, factor);
    let square = e * e;
    let inner = square.mul_add((x + one).mul_add(e, one), (x_fourfold + two) * (d - one));

    let near = n.mul_add(M::constant(0.25), M::constant(0.5625)).at_most(one);
    // s - near = (d ((1 - near) d - 2) + 4 x (e^2 + e)) / d^2; its slope in `d`, times that, is about 2.8 where `d_low` counts.
    let drift = x_fourfold.mul_add(e.mul_add(e, e), d_low * M::constant(2.8));
    let above = d.mul_add(one - near, -two).mul_add(d, drift);

    let right = x.above(M::constant(MISH_LEFT));
    let small = M::select(right, above, -square * inner);
    small.mul_add(one / (d * d), M::select(right, near, product))
}
