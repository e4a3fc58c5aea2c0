//! The logistic function, and it as a gate: `factor * sigmoid(t)`.

use super::exponential::{Scaled, decay_scaled, decay_scaled_plain};
use super::{Machine, Sum, drafts, thrifty};

/// `e^-|t|`, `1 + e^-|t|`, and whether `t` is on the positive half. An argument without a low part is spared
/// the work of one.
#[inline(always)]
fn decay<M: Machine>(t: M, low: Option<M>) -> (Scaled<M>, Sum<M>, bool) {
    let positive = t.above(M::default());
    let decay = match low {
        Some(low) => decay_scaled(Sum { high: -t.abs(), low: M::select(positive, -low, low) }),
        None => decay_scaled_plain(-t.abs()),
    };
    (decay, Sum::ordered(M::constant(1.0), decay.value()), positive)
}

/// `factor`, or 1 with its sign where `e^-|t|` is cut off: there the product is a signed zero whatever
/// the factor, infinity included.
#[inline(always)]
fn finite_factor<M: Machine>(factor: M, t: Sum<M>) -> M {
    M::select(t.high.abs().above(-M::EXP_FLOOR), M::constant(1.0).copysign(factor), factor)
}

/// `factor * sigmoid(t)` for an argument given as an unevaluated sum.
///
/// Both halves of the curve come from `e^-|t|`, which never overflows; on the negative half the scale
/// of the exponential is applied last, so the product keeps its digits where the sigmoid alone is
/// subnormal.
#[inline(always)]
pub(crate) fn gate<M: Machine>(factor: M, t: Sum<M>) -> M {
    if M::LEAN {
        return drafts::gate(factor, t.high);
    }
    let (decay, one_plus, positive) = decay(t.high, Some(t.low));
    let numerator = Sum::select(positive, Sum::exactly(M::constant(1.0)), decay.significand());
    let gate = numerator.over(one_plus);
    M::select(positive, factor * gate, decay.rescale(finite_factor(factor, t) * gate))
}

/// The slope of `x * sigmoid(t(x))`: `sigmoid(t) (1 + x t' sigmoid(-t))`, given `drift = x t'`, which
/// must not be larger than a few times `t`.
///
/// With `e = e^-|t|` it is `e (1 + e + drift) / (1 + e)^2` on the left, `(1 + e + e drift) / (1 + e)^2` on the right.
#[inline(always)]
pub(crate) fn gate_slope<M: Machine>(drift: Sum<M>, t: Sum<M>) -> M {
    gate_slope_parts(drift.high, Some(drift.low), t.high, Some(t.low))
}

/// The slope of `x * sigmoid(x)`.
#[inline(always)]
pub(crate) fn gate_slope_itself<M: Machine>(x: M) -> M {
    if M::LEAN {
        return drafts::gate_slope_itself(x);
    }
    if M::THRIFTY {
        return thrifty::silu_slope(x);
    }
    gate_slope_parts(x, None, x, None)
}

#[inline(always)]
fn gate_slope_parts<M: Machine>(drift: M, drift_low: Option<M>, t: M, t_low: Option<M>) -> M {
    // Far beyond the cut-off of the exponential; keeps infinity times zero away.
    let reach = M::constant(1e4);
    let (decay, one_plus, positive) = decay(t, t_low);
    let inside = reach.above(drift.abs());
    let drift = drift.at_least(-reach).at_most(reach);
    let e = M::select(positive, decay.rounded(), M::constant(1.0));
    let term = drift.product(e);
    let sum = Sum::difference(one_plus.high, -term.high);
    let term_low = match drift_low {
        Some(low) => M::select(inside, low, M::default()).mul_add(e, term.low),
        None => term.low,
    };
    let sum = Sum { high: sum.high, low: sum.low + (term_low + one_plus.low) };
    let left = decay.significand().scaled(sum.high);
    let left = Sum { high: left.high, low: decay.significand().high.mul_add(sum.low, left.low) };
    let slope = Sum::select(positive, sum, left).over(one_plus.squared());
    M::select(positive, slope, decay.rescale(slope))
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn sigmoid<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    if M::LEAN {
        return drafts::sigmoid(x);
    }
    if M::THRIFTY {
        return thrifty::sigmoid(x);
    }
    let decay = decay_scaled_plain(-x.abs()).value();
    Sum::select(x.above(M::default()), Sum::exactly(one), decay).over(Sum::ordered(one, decay))
}

/// `factor * sigmoid(t) * sigmoid(-t)`, that is `factor e^-|t| / (1 + e^-|t|)^2`.
#[inline(always)]
pub(crate) fn bell<M: Machine>(factor: M, t: Sum<M>) -> M {
    let (decay, one_plus, _) = decay(t.high, Some(t.low));
    decay.rescale(finite_factor(factor, t) * decay.significand().over(one_plus.squared()))
}

/// `factor * sigmoid(x) * sigmoid(-x)`, for a factor that is a power of two.
#[inline(always)]
pub(crate) fn bell_itself<M: Machine>(factor: f64, x: M) -> M {
    if M::LEAN {
        return drafts::bell(factor, x);
    }
    if M::THRIFTY {
        return thrifty::bell(factor, x);
    }
    let (decay, one_plus, _) = decay(x, None);
    decay.rescale(decay.significand().over(one_plus.squared()) * M::constant(factor))
}
