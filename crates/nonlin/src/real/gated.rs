//! The logistic function and its kin with factors and arguments of twice the precision, for functions
//! that scale them.

use super::exponential::{Scaled, exp_scaled};
use super::{Machine, Real, Sum};

/// `e^-|t|`, `1 + e^-|t|`, and whether `t` is on the positive half.
#[inline(always)]
fn decay<M: Machine>(t: Sum<M>) -> (Scaled<M>, Sum<M>, bool) {
    let positive = t.high.above(M::default());
    let low = M::select(positive, -t.low, t.low);
    let decay = exp_scaled(Sum { high: -t.high.abs(), low });
    (decay, Sum::ordered(M::constant(1.0), decay.value()), positive)
}

/// `factor * scaled` where the exponential of `exponent` is not cut off, else a zero of its sign.
#[inline(always)]
pub(crate) fn damped<M: Machine>(factor: Sum<M>, share: Sum<M>, decay: Scaled<M>, exponent: M) -> M {
    let cut = exponent.abs().above(-M::EXP_FLOOR);
    let sign = Sum::exactly(M::constant(1.0).copysign(factor.high));
    decay.rescale(product(Sum::select(cut, sign, factor), share))
}

/// `factor * share`, rounded; a factor of 0 keeps its sign, and one of infinity gives infinity.
#[inline(always)]
fn product<M: Machine>(factor: Sum<M>, share: Sum<M>) -> M {
    let ordinary = nonzero(factor.high) & M::LARGEST.above(factor.high.abs());
    M::select(ordinary, factor.by(share).rounded(), factor.high * share.high)
}

/// `factor * sigmoid(t)`; the factor may be infinite.
#[inline(always)]
pub(crate) fn gate<M: Machine>(factor: Sum<M>, t: Sum<M>) -> M {
    let (decay, one_plus, positive) = decay(t);
    let numerator = Sum::select(positive, Sum::exactly(M::constant(1.0)), decay.significand());
    let share = numerator.ratio(one_plus);
    let left = damped(factor, share, decay, t.high);
    M::select(positive, product(factor, share), left)
}

/// `factor * sigmoid(t) * sigmoid(-t)`.
#[inline(always)]
pub(crate) fn bell<M: Machine>(factor: Sum<M>, t: Sum<M>) -> M {
    let (decay, one_plus, _) = decay(t);
    damped(factor, decay.significand().ratio(one_plus.squared()), decay, t.high)
}

/// The slope of `x * sigmoid(t(x))`, `sigmoid(t) (1 + t sigmoid(-t))` for `t` proportional to `x`, times `factor`.
#[inline(always)]
pub(crate) fn gate_slope<M: Machine>(factor: M, t: Sum<M>) -> M {
    // Far beyond the cut-off of the exponential; keeps infinity times zero away.
    let reach = M::constant(1e4);
    let high = t.high.at_least(-reach).at_most(reach);
    let t = Sum { high, low: M::select(reach.above(high.abs()), t.low, M::default()) };
    let (decay, one_plus, positive) = decay(t);
    let e = Sum::select(positive, decay.value(), Sum::exactly(M::constant(1.0)));
    let sum = one_plus.plus(t.by(e));
    let above = Sum::select(positive, sum, decay.significand().by(sum));
    let slope = above.ratio(one_plus.squared()).times(factor);
    M::select(positive, slope, decay.rescale(slope))
}

/// `ln(1 + e^-|t|)`: the exponential, and the logarithm with the exponential's scale taken out.
#[inline(always)]
pub(crate) fn log_decay<M: Machine>(t: Sum<M>) -> (Scaled<M>, Sum<M>) {
    let (decay, one_plus, _) = decay(t);
    // ln(1 + e) = 2 atanh(e / (2 + e))
    let two_plus = Sum::ordered(M::constant(1.0), one_plus);
    let s = decay.significand().shifted(M::constant(2.0)).ratio(two_plus);
    let half = decay.rescale(s.high) * M::constant(0.5);
    let w = half * half;
    let rest = w * w.polynomial(M::ATANH.split_first().map_or(&[], |(_, rest)| rest));
    (decay, Sum::ordered(s.high, Sum { high: s.high * rest, low: s.low }))
}

/// `tanh t`.
#[inline(always)]
pub(crate) fn tanh<M: Machine>(t: Sum<M>) -> Sum<M> {
    let one = M::constant(1.0);
    let sign = one.copysign(t.high);
    let exponent = t.shifted(M::constant(-2.0) * sign);
    let e = exp_scaled(exponent).value();
    // e - 1 without cancellation near 0.
    let r = exponent.high;
    let near = Sum::ordered(r, Sum { high: r * r * r.polynomial(M::EXP), low: exponent.low });
    let fall = Sum::select(M::constant(-0.34).above(r), e.plus(Sum::exactly(-one)), near);
    fall.shifted(-sign).ratio(Sum::ordered(M::constant(2.0), fall))
}

/// `tanh(t)` times `outer`, for `t = inner * x`: the product with every digit, tiny arguments included.
#[inline(always)]
pub(crate) fn scaled_tanh<M: Machine>(outer: M, inner: M, x: M) -> Sum<M> {
    let reach = M::constant(1e30);
    let x = x.at_least(-reach).at_most(reach);
    let t = x.product(inner);
    let tiny = M::constant(1e-9).above(t.high.abs());
    let small = outer.product(inner).times(x);
    let scaled = tanh(t).scaled(outer);
    Sum::select(tiny, Sum { high: small, low: M::constant(-0.0) }, scaled)
}

/// Whether a number is other than 0, and not NaN.
#[inline(always)]
pub(crate) fn nonzero<M: Machine>(x: M) -> bool {
    Real::abs(x).above(M::default())
}
