//! `e^x`, `e^x - 1`, `tanh x` and `ln(1 + u)` as unevaluated sums: a few
//! bits more than the type holds, so that a function built of several of them is rounded only once.

use super::{Machine, Sum, Wide};
use std::ops::Neg;

/// `e^x` as `significand * scale.0 * scale.1`, the two powers of two not yet multiplied in, so that a factor
/// may meet the significand before the product leaves the type's range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scaled<M> {
    /// Between about 0.7 and 1.42.
    pub(crate) significand: Sum<M>,
    scale: (M, M),
}

impl<M: Machine> Scaled<M> {
    /// `number * scale`.
    #[inline(always)]
    pub(crate) fn rescale(self, number: M) -> M {
        number * self.scale.0 * self.scale.1
    }

    /// `sum * scale` as one number.
    #[inline(always)]
    pub(crate) fn rescale_sum(self, sum: Sum<M>) -> M {
        self.rescale(sum.rounded())
    }

    /// `e^x` itself.
    #[inline(always)]
    pub(crate) fn value(self) -> Sum<M> {
        Sum { high: self.rescale(self.significand.high), low: self.rescale(self.significand.low) }
    }
}

/// `x = n ln 2 + r`, `x` cut off at `floor` and `ceiling`; returns `n` and `r`.
#[inline(always)]
fn reduce<M: Machine>(x: Sum<M>, floor: M, ceiling: M) -> (M, Sum<M>) {
    let high = x.high.at_least(floor).at_most(ceiling);
    // The low part of a cut-off argument means nothing, and may be NaN.
    let low = M::select(x.high.above(floor) & ceiling.above(x.high), x.low, M::default());
    let n = high.mul_add(M::LOG2_E, M::ROUNDER) - M::ROUNDER;
    (n, Sum::difference(n.mul_add(-M::LN2_HIGH, high), -n.mul_add(-M::LN2_LOW, low)))
}

/// `x = n ln 2 + r`, cut off likewise; returns `n` and `e^r - 1`.
#[inline(always)]
fn reduced<M: Machine>(x: Sum<M>, floor: M, ceiling: M) -> (M, Sum<M>) {
    let (n, r) = reduce(x, floor, ceiling);
    let tail = Sum::ordered(r.high, Sum::exactly(r.high * r.high * r.high.polynomial(M::EXP)));
    (n, Sum { high: tail.high, low: tail.low + r.low.mul_add(tail.high, r.low) })
}

/// `e^x`, its scale apart; arguments beyond the type's range are cut off.
#[inline(always)]
pub(crate) fn exp<M: Machine>(x: Sum<M>) -> Scaled<M> {
    // Lower than elsewhere, for the scale is held in two halves: even times a huge factor nothing is left.
    let floor = M::EXP_FLOOR * M::constant(1.33);
    let (n, tail) = reduced(x, floor, M::EXP_CEILING);
    let significand = Sum::ordered(M::constant(1.0), tail);
    let half = n.mul_add(M::constant(0.5), M::ROUNDER);
    let rest = (n - (half - M::ROUNDER)) + M::ROUNDER;
    Scaled { significand, scale: (M::power_of_two(half), M::power_of_two(rest)) }
}

/// `1 / k!` from `k = 4`.
const FACTORIALS: [f64; 14] = [
    0.041666666666666664,
    0.008333333333333333,
    0.001388888888888889,
    0.0001984126984126984,
    2.48015873015873e-05,
    2.7557319223985893e-06,
    2.755731922398589e-07,
    2.505210838544172e-08,
    2.08767569878681e-09,
    1.6059043836821613e-10,
    1.1470745597729725e-11,
    7.647163731819816e-13,
    4.779477332387385e-14,
    2.8114572543455206e-15,
];

/// `e^x` with about ten bits more than the type holds, for `x` whose exponential and its reciprocal are normal.
#[inline(always)]
pub(crate) fn exp_long<M: Machine>(x: M) -> Sum<M> {
    let (n, r) = reduce(Sum::exactly(x), M::EXP_FLOOR * M::constant(0.66), -M::EXP_FLOOR * M::constant(0.66));
    let square = r.squared();
    let sixth = M::wide(SIXTH);
    let tail = square.high * square.high * polynomial(r.high, &FACTORIALS[..6], &FACTORIALS);
    let third = square.by(r).by(sixth).plus(Sum::exactly(tail));
    let half = Sum { high: square.high * M::constant(0.5), low: square.low * M::constant(0.5) };
    let sum = Sum::ordered(M::constant(1.0), r.plus(half.plus(third)));
    let scale = M::power_of_two(n + M::ROUNDER);
    Sum { high: sum.high * scale, low: sum.low * scale }
}

/// 1/6.
const SIXTH: Wide = Wide { high: 0.16666666666666666, low: 9.25185853854297e-18 };

/// A polynomial, constant term first, with coefficients for single and for double precision.
#[inline(always)]
pub(crate) fn polynomial<M: Machine>(x: M, single: &[f64], double: &[f64]) -> M {
    let coefficients = if M::PRECISION == f32::MANTISSA_DIGITS { single } else { double };
    coefficients.iter().rev().fold(M::default(), |sum, &c| sum.mul_add(x, M::constant(c)))
}

/// `e^-|x|`, its scale apart.
#[inline(always)]
pub(crate) fn decay<M: Machine>(x: Sum<M>) -> Scaled<M> {
    exp(Sum::select(x.high.above(M::default()), x.neg(), x))
}

/// `e^x - 1` for `x` up to 80. The sign of zero is lost.
#[inline(always)]
pub(crate) fn exp_m1<M: Machine>(x: Sum<M>) -> Sum<M> {
    // At -80 the result is -1 to the last bit in both types.
    let reach = M::constant(80.0);
    let (n, tail) = reduced(x, -reach, reach);
    let scale = M::power_of_two(n + M::ROUNDER);
    Sum::difference(scale, M::constant(1.0)).plus(Sum { high: tail.high * scale, low: tail.low * scale })
}

/// `tanh x` for `x` from 0 up.
#[inline(always)]
pub(crate) fn tanh<M: Machine>(x: Sum<M>) -> Sum<M> {
    let two = M::constant(2.0);
    let decay = exp_m1(Sum { high: x.high * -two, low: x.low * -two });
    decay.neg().quotient(Sum::ordered(two, decay))
}

/// `ln(1 + u) / u * numerator` for `0 <= u <= 1`: what `ln(1 + u)` is with `numerator = u`, and with
/// the scale of a tiny `u` apart if `numerator` is `u` without it.
#[inline(always)]
pub(crate) fn ln_1p<M: Machine>(u: Sum<M>, numerator: Sum<M>) -> Sum<M> {
    // 2 atanh(u / (2 + u))
    let two = M::constant(2.0);
    let below = Sum::ordered(two, u);
    let half = u.high / below.high;
    let w = half * half;
    let correction = w * w.polynomial(M::ATANH.split_first().map_or(&[], |(_, rest)| rest));
    let s = Sum { high: numerator.high * two, low: numerator.low * two }.quotient(below);
    Sum::ordered(s.high, Sum::exactly(s.high.mul_add(correction, s.low)))
}

/// `sech^2 x = 1 - tanh^2 x` as `4 e^-2|x| / (1 + e^-2|x|)^2`.
#[inline(always)]
pub(crate) fn sech_squared<M: Machine>(x: Sum<M>) -> Sum<M> {
    let (one, four) = (M::constant(1.0), M::constant(4.0));
    let decay = decay(Sum { high: x.high + x.high, low: x.low + x.low });
    let below = Sum::ordered(one, decay.value()).squared();
    let ratio = decay.significand.scaled(four).quotient(below);
    Sum { high: decay.rescale(ratio.high), low: decay.rescale(ratio.low) }
}
