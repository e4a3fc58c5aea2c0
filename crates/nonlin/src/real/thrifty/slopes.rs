//! Slopes of gates.

use super::cosh::CoshPlusOne;
use super::{Cubic, FLOOR};
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
