//! `e^x`, `e^x - 1` and `tanh`: reduction by multiples of `ln 2`, one polynomial, exact scaling.

use super::{Machine, Sum};

/// `e^x` as `significand * scale.0 * scale.1`, the two powers of two not yet multiplied in.
///
/// A product `factor * e^x` whose exponential alone would be subnormal, or overflow, keeps all its
/// digits if the factor meets the significand first.
#[derive(Clone, Copy, Debug)]
pub struct Scaled<M> {
    /// Between about 0.7 and 1.42, with the digits that do not fit its type.
    pub significand: Sum<M>,
    /// Two powers of two whose product is the scale.
    pub scale: (M, M),
}

impl<M: Machine> Scaled<M> {
    /// `factor * e^x`, rounded into the subnormal range at most once.
    #[inline(always)]
    pub fn times(self, factor: M) -> M {
        self.rescale(factor * self.significand.high)
    }

    /// `e^x` itself, with the digits that do not fit its type.
    #[inline(always)]
    pub fn value(self) -> Sum<M> {
        Sum { high: self.rescale(self.significand.high), low: self.rescale(self.significand.low) }
    }

    /// `number * scale`.
    #[inline(always)]
    pub fn rescale(self, number: M) -> M {
        number * self.scale.0 * self.scale.1
    }
}

/// `x + low = n ln 2 + r` with `|r| <= ln(2)/2`; returns `n` and `r`. The first step is exact, so `r` is rounded once.
#[inline(always)]
fn reduce<M: Machine>(x: M, low: M) -> (M, M) {
    let n = x.mul_add(M::LOG2_E, M::ROUNDER) - M::ROUNDER;
    let r = n.mul_add(-M::LN2_HIGH, x);
    (n, r + n.mul_add(-M::LN2_LOW, low))
}

/// `e^(x.high + x.low)` with its scale apart; arguments beyond the type's range are cut off, so that
/// the result under- or overflows as it should and no power of two is out of range.
#[inline(always)]
pub(crate) fn exp_scaled<M: Machine>(x: Sum<M>) -> Scaled<M> {
    let high = x.high.at_least(M::EXP_FLOOR).at_most(M::EXP_CEILING);
    // The low part of a cut-off argument means nothing, and may be NaN.
    let low = M::select(x.high.above(M::EXP_FLOOR), x.low, M::default());
    let (n, r) = reduce(high, low);
    let tail = (r * r).mul_add(r.polynomial(M::EXP), r);
    let significand = Sum::ordered(M::constant(1.0), Sum::exactly(tail));
    let half = n.mul_add(M::constant(0.5), M::ROUNDER);
    let rest = (n - (half - M::ROUNDER)) + M::ROUNDER;
    Scaled { significand, scale: (M::power_of_two(half), M::power_of_two(rest)) }
}

/// `e^x`.
#[inline(always)]
pub(crate) fn exp<M: Machine>(x: M) -> M {
    exp_scaled(Sum::exactly(x)).value().high
}

/// `e^x - 1`.
#[inline(always)]
pub(crate) fn exp_m1<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    let half = M::constant(0.5);
    // At -80 the result is -1 to the last bit in both types.
    let (n, r) = reduce(x.at_least(M::constant(-80.0)).at_most(M::EXP_CEILING), M::default());
    let tail = (r * r).mul_add(r.polynomial(M::EXP), r);
    // Half the scale, so that 2^n does not overflow where e^x does not.
    let scale = M::power_of_two(n - one + M::ROUNDER);
    let halved = scale.mul_add(tail, scale - half);
    // Near 0 the polynomial is the result, subnormals included. The sum gives +0 for x = -0.
    M::select(n.abs().above(half), halved + halved, tail).copysign(x)
}

/// `tanh x`, through `e^(-2|x|) - 1`, which loses nothing near 0.
#[inline(always)]
pub(crate) fn tanh<M: Machine>(x: M) -> M {
    let two = M::constant(2.0);
    let decay = exp_m1(x.abs() * -two);
    Sum::exactly(decay).over(Sum::ordered(two, Sum::exactly(decay))).copysign(x)
}
