//! `e^x`, `e^x - 1` and `tanh`: reduction by multiples of `ln 2`, one polynomial, exact scaling.

use super::{Machine, Sum, drafts, fine, thrifty};

/// `e^x` as `(1 + tail) * scale.0 * scale.1`, the two powers of two not yet multiplied in.
///
/// A product `factor * e^x` whose exponential alone would be subnormal, or overflow, keeps all its
/// digits if the factor meets `1 + tail` first.
#[derive(Clone, Copy, Debug)]
pub struct Scaled<M> {
    /// `e^r - 1` for the reduced argument: between about -0.3 and 0.42.
    pub tail: M,
    /// Two powers of two whose product is the scale.
    pub scale: (M, M),
}

impl<M: Machine> Scaled<M> {
    /// `1 + tail`, with the digits that do not fit its type.
    #[inline(always)]
    pub fn significand(self) -> Sum<M> {
        Sum::ordered(M::constant(1.0), Sum::exactly(self.tail))
    }

    /// `factor * e^x`; `factor (1 + tail)` is rounded once, and into the subnormal range at most once.
    #[inline(always)]
    pub fn times(self, factor: M) -> M {
        self.rescale(factor.mul_add(self.tail, factor))
    }

    /// `factor * e^x / scale.1`, rounded once: for decaying exponentials never subnormal where `factor` is not tiny.
    #[inline(always)]
    pub fn lifted_times(self, factor: M) -> M {
        let factor = factor * self.scale.0;
        factor.mul_add(self.tail, factor)
    }

    /// `e^x` itself, with the digits that do not fit its type.
    #[inline(always)]
    pub fn value(self) -> Sum<M> {
        let significand = self.significand();
        Sum { high: self.rescale(significand.high), low: self.rescale(significand.low) }
    }

    /// `e^x` rounded.
    #[inline(always)]
    pub fn rounded(self) -> M {
        self.rescale(self.tail + M::constant(1.0))
    }

    /// `number * scale`.
    #[inline(always)]
    pub fn rescale(self, number: M) -> M {
        number * self.scale.0 * self.scale.1
    }
}

/// `x + low = n ln 2 + r` with `|r| <= ln(2)/2`; returns `n`, `n + ROUNDER`
/// and `r`. The first step is exact, so `r` is rounded once.
#[inline(always)]
fn reduce<M: Machine>(x: M, low: M) -> (M, M, M) {
    let rounded = x.mul_add(M::LOG2_E, M::ROUNDER);
    let n = rounded - M::ROUNDER;
    let r = n.mul_add(-M::LN2_HIGH, x);
    (n, rounded, r + n.mul_add(-M::LN2_LOW, low))
}

/// `e^(x.high + x.low)` for `x <= 0`, with its scale apart; arguments too low are cut off, so that the result
/// underflows as it should.
#[inline(always)]
pub(crate) fn decay_scaled<M: Machine>(x: Sum<M>) -> Scaled<M> {
    let high = x.high.at_least(M::EXP_FLOOR);
    // The low part of a cut-off argument means nothing, and may be NaN.
    scaled(reduce(high, M::select(high.above(M::EXP_FLOOR), x.low, M::default())))
}

/// `e^(x.high + x.low)` for any `x`, with its scale apart; arguments beyond the type's range are cut off, so that
/// the result under- or overflows as it should.
#[inline(always)]
pub(crate) fn exp_scaled<M: Machine>(x: Sum<M>) -> Scaled<M> {
    let high = x.high.at_least(M::EXP_FLOOR).at_most(M::EXP_CEILING);
    // The low part of a cut-off argument means nothing, and may be NaN.
    let (n, _, r) = reduce(high, M::select(high.above(M::EXP_FLOOR), x.low, M::default()));
    // In two steps, for 2^n alone may overflow, or be subnormal.
    let half = n.mul_add(M::constant(0.5), M::ROUNDER);
    let rest = (n - (half - M::ROUNDER)) + M::ROUNDER;
    Scaled { tail: exp_m1_reduced(r), scale: (M::power_of_two(half), M::power_of_two(rest)) }
}

/// [`decay_scaled`] of a number as it is.
#[inline(always)]
pub(crate) fn decay_scaled_plain<M: Machine>(x: M) -> Scaled<M> {
    scaled(reduce(x.at_least(M::EXP_FLOOR), M::default()))
}

#[inline(always)]
fn scaled<M: Machine>((_, rounded, r): (M, M, M)) -> Scaled<M> {
    Scaled { tail: exp_m1_reduced(r), scale: (M::lifted_power_of_two(rounded), M::DROP) }
}

/// `2^-n e^x / DROP`, where `shift` is `ROUNDER - n`: for `x` between [`EXP_FLOOR`](Machine::EXP_FLOOR) and a
/// little over 0 beside `n ln 2`, and small beside `ROUNDER`.
///
/// The power of two is part of the reduction, so it costs nothing, and loses no digit as a subtraction from `x` would.
#[inline(always)]
pub(crate) fn shifted_exp<M: Machine>(x: M, shift: M) -> M {
    let rounded = x.mul_add(M::LOG2_E, shift);
    let n = rounded - shift;
    let r = n.mul_add(-M::LN2_LOW, n.mul_add(-M::LN2_HIGH, x));
    let scale = M::lifted_power_of_two(rounded);
    let terms = if M::THRIFTY { M::EXP_SHORT } else { M::EXP };
    scale.mul_add((r * r).mul_add(r.polynomial(terms), r), scale)
}

/// `e^r - 1` for `|r| <= ln(2)/2`.
#[inline(always)]
fn exp_m1_reduced<M: Machine>(r: M) -> M {
    (r * r).mul_add(r.polynomial(M::EXP), r)
}

/// `e^x`.
#[inline(always)]
pub(crate) fn exp<M: Machine>(x: M) -> M {
    if M::LEAN {
        return drafts::exp(x.at_least(M::EXP_FLOOR).at_most(M::EXP_CEILING));
    }
    exp_scaled(Sum::exactly(x)).rounded()
}

/// `e^x` for `x <= 0`.
#[inline(always)]
pub(crate) fn exp_decay<M: Machine>(x: M) -> M {
    if M::LEAN {
        return drafts::exp(x.at_least(M::EXP_FLOOR));
    }
    decay_scaled_plain(x).rounded()
}

/// `e^x - 1`.
#[inline(always)]
pub(crate) fn exp_m1<M: Machine>(x: M) -> M {
    let half = M::constant(0.5);
    let (n, _, r) = reduce(x.at_least(M::constant(-80.0)).at_most(M::EXP_CEILING), M::default());
    let tail = exp_m1_reduced(r);
    // Half the scale, so that 2^n does not overflow where e^x does not.
    let scale = M::power_of_two(n - M::constant(1.0) + M::ROUNDER);
    let halved = scale.mul_add(tail, scale - half);
    // Near 0 the polynomial is the result, subnormals included. The sum gives +0 for x = -0.
    M::select(n.abs().above(half), halved + halved, tail).copysign(x)
}

/// `e^x - 1` for `x <= 0`, but -0 may come out as 0.
#[inline(always)]
pub(crate) fn exp_m1_decay<M: Machine>(x: M) -> M {
    if M::THRIFTY {
        return thrifty::exp_m1_decay(x);
    }
    // At -80 the result is -1 to the last bit in both types.
    let (_, rounded, r) = reduce(x.at_least(M::constant(-80.0)), M::default());
    let scale = M::power_of_two(rounded);
    scale.mul_add(exp_m1_reduced(r), scale - M::constant(1.0))
}

/// `tanh x`, through `e^(-2|x|) - 1`, which loses nothing near 0.
#[inline(always)]
pub(crate) fn tanh<M: Machine>(x: M) -> M {
    if M::THRIFTY {
        return thrifty::tanh(x);
    }
    fine::tanh(Sum::exactly(x.abs())).rounded().copysign(x)
}
