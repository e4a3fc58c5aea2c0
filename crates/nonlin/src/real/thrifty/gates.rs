//! `x` times something between 0 and 1.

use super::{CEILING, FLOOR, SHIFT, one_plus, one_plus_exp_of_minus, power, tail, unit};
use crate::real::{Machine, Sum, Wide};

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn sigmoid<M: Machine>(x: M) -> M {
    let x = x.at_least(M::constant(FLOOR)).at_most(M::constant(CEILING));
    unit::<M>() / one_plus_exp_of_minus(x)
}

/// `x / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn silu<M: Machine>(x: M) -> M {
    let x = x.at_least(M::constant(FLOOR));
    let near = x.at_most(M::constant(CEILING));
    quotient(x, near, one_plus_exp_of_minus(near))
}

/// `near / below * unit`, plus what `x` has beyond `near`, where the quotient is 1: dividing first keeps subnormals exact,
/// and `near` keeps that from overflowing. The difference is that way round for the sign of -0.
#[inline(always)]
fn quotient<M: Machine>(x: M, near: M, below: M) -> M {
    (near / below).mul_add(unit(), -(near - x))
}

/// `a x + b x^3`, for [`gate_of_cubic`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cubic {
    /// The upper part of `a`, with 20 bits: `a + b x^2` of 24 bits is exact less this.
    pub(crate) a: f64,
    /// The rest of `a`.
    pub(crate) a_low: f64,
    /// `b`, of the sign of `a`.
    pub(crate) b: Wide,
}

impl Cubic {
    /// `a + b x^2` and `x^2`, for `x` of 24 bits.
    #[inline(always)]
    pub(super) fn factor<M: Machine>(self, x: M) -> (Sum<M>, Sum<M>) {
        let square = x.product(x);
        (self.factor_of_square(square), square)
    }

    /// `a + b x^2` from `x^2`.
    #[inline(always)]
    pub(super) fn factor_of_square<M: Machine>(self, square: Sum<M>) -> Sum<M> {
        let (a, a_low, b) = (M::constant(self.a), M::constant(self.a_low), M::wide(self.b));
        let high = b.high.mul_add(square.high, a);
        let rest = b.high.mul_add(square.low, b.low.mul_add(square.high, a_low));
        Sum { high, low: b.high.mul_add(square.high, a - high) + rest }
    }
}

/// `x / (1 + 2^-(a x + b x^3))`, where `x` is cut off at `floor`, where the result rounds to zero, and the
/// quotient is 1 from `ceiling` on; both under 16.
///
/// In the tail the exponential turns an error of its argument into a relative error a hundred times as large, so the
/// argument has eight bits more than the type; to the base 2 the reduction needs nothing but a subtraction.
#[inline(always)]
pub(crate) fn gate_of_cubic<M: Machine>(x: M, floor: f64, ceiling: f64, argument: Cubic) -> M {
    let x = x.at_least(M::constant(floor));
    let near = x.at_most(M::constant(ceiling));
    let (factor, _) = argument.factor(near);
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = (-near).mul_add(factor.high, rounder);
    let f = -near.mul_add(factor.low, near.mul_add(factor.high, rounded - rounder));
    let below = one_plus(M::power_of_two_biased(rounded), tail(f * M::LN2_HIGH));
    quotient(x, near, below)
}

/// Where the gate of Mish is 1 to the last bit; a little under 16, for the reason given at [`CEILING`].
const MISH_CEILING: f64 = 15.99999904632568;

/// `x tanh(ln(1 + e^x)) = x n / (n + 2)` with `n = e^x (e^x + 2)`; on the right `x - 2 x / (n + 2)`.
///
/// One reciprocal whose remainder is made good, for on the left every rounding would count.
#[inline(always)]
pub(crate) fn mish<M: Machine>(x: M) -> M {
    let (zero, two) = (M::default(), M::constant(2.0));
    let near = x.at_least(M::constant(FLOOR)).at_most(M::constant(MISH_CEILING));
    let (scale, tail) = power(near, -SHIFT);
    let e = scale.mul_add(tail, scale);
    let e_low = scale.mul_add(tail, scale - e);
    let doubled = e + e;
    let small = e * unit();
    let n = e.mul_add(small, doubled);
    let n_low = e_low.mul_add(two, e.mul_add(small, doubled - n));
    let below = n.mul_add(unit(), two);
    let below_low = n.mul_add(unit(), two - below);
    let reciprocal = M::constant(1.0) / below;
    let positive = x.above(zero);
    let above = M::select(positive, M::constant(-2.0) / unit(), n);
    let gate = above * reciprocal;
    let above_low = M::select(positive, zero, n_low);
    let remainder = (-gate).mul_add(below, above) + (-gate).mul_add(below_low, above_low);
    let product = (near * reciprocal).mul_add(remainder, near * gate);
    // The sign of -0 is that of the last term.
    product.mul_add(unit(), x.at_least(M::constant(-0.0)))
}
