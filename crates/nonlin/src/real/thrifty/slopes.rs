//! Slopes of gates.

use super::cosh::CoshPlusOne;
use super::{Cubic, FLOOR, SHIFT, power_and_exponent, unit};
use crate::real::{Machine, Sum};

/// `factor * sigmoid(x) * sigmoid(-x)`, for a power of two.
#[inline(always)]
pub(crate) fn bell<M: Machine>(factor: f64, x: M) -> M {
    let z = x.abs().at_most(M::constant(-FLOOR));
    // One and a half times, so that the sum is rounded least where the rounding of the quotient weighs most.
    let below = CoshPlusOne::of(z, 1.5);
    M::constant(factor) * below.one / below.sum.high
}

/// The slope of `x sigmoid(x)`: on the left `(1 + x + e^x) / (e^-x + 2 + e^x)`, on the right 1 less that of `-x`.
#[inline(always)]
pub(crate) fn silu_slope<M: Machine>(x: M) -> M {
    let z = x.abs().at_most(M::constant(-FLOOR));
    let below = CoshPlusOne::of(z, 1.0);
    let above = (-below.one).mul_add(z, below.one + below.decay);
    mirrored(x, quotient(above, below.decay * below.decay_tail, below.sum))
}

/// What the slope of [`gate_of_cubic`](super::gate_of_cubic) needs besides its argument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CubicSlope {
    /// `t / ln 2`.
    pub(crate) argument: Cubic,
    /// `t'`: in `x^2`, so `a` and `3 b`.
    pub(crate) derivative: Cubic,
    /// Beyond it the slope is 0 or 1, though `e^t` is still far from overflowing.
    pub(crate) reach: f64,
}

/// The slope of `x sigmoid(t(x))`, with `t` odd: on the left `(1 + x t' + e^t) / (e^-t + 2 + e^t)`.
#[inline(always)]
pub(crate) fn gate_of_cubic_slope<M: Machine>(x: M, cubic: CubicSlope) -> M {
    let z = x.abs().at_most(M::constant(cubic.reach));
    let (factor, square) = cubic.argument.factor(z);
    let rounder = CoshPlusOne::<M>::rounder();
    let rounded = z.mul_add(factor.high, rounder);
    let f = z.mul_add(factor.high, -(rounded - rounder));
    let small = z * factor.low * M::LN2_HIGH;
    let r = f.mul_add(M::LN2_HIGH, small);
    let r_low = small - f.mul_add(-M::LN2_HIGH, r);
    let below = CoshPlusOne::reduced(rounded, Sum { high: r, low: r_low }, 1.0);
    let drift = cubic.derivative.factor_of_square(square);
    let z = z * below.one;
    let small = (-z).mul_add(drift.low, below.decay * below.decay_tail);
    let above = (-z).mul_add(drift.high, below.one + below.decay);
    mirrored(x, quotient(above, small, below.sum))
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

/// `(above + small) / below`; what the first quotient leaves, and what is small, is divided again by the same reciprocal.
#[inline(always)]
fn quotient<M: Machine>(above: M, small: M, below: Sum<M>) -> M {
    let reciprocal = M::constant(1.0) / below.high;
    let quotient = above * reciprocal;
    let rest = (-quotient).mul_add(below.low, small) + (-quotient).mul_add(below.high, above);
    rest.mul_add(reciprocal, quotient)
}

/// A slope that is `left` on the left, and 1 less that on the right.
#[inline(always)]
fn mirrored<M: Machine>(x: M, left: M) -> M {
    M::select(x.above(M::default()), M::constant(1.0) - left, left).nan_from(x)
}
