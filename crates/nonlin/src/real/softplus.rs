//! Softplus, `ln(1 + e^x)`.

use super::exponential::decay_scaled_plain;
use super::{Machine, Sum, drafts, thrifty};

/// `ln(1 + u) = 2 atanh(u / (2 + u))` for `-1/2 <= u <= 1`.
#[inline(always)]
fn ln_1p_unit<M: Machine>(u: Sum<M>) -> M {
    let two = M::constant(2.0);
    let doubled = Sum { high: u.high + u.high, low: u.low + u.low };
    let s = doubled.over(Sum::ordered(two, u));
    let w = s * s * M::constant(0.25);
    // atanh(s)/s starts with 1: the rest is a small correction.
    let correction = w * w.polynomial(M::ATANH.split_first().map_or(&[], |(_, rest)| rest));
    s.mul_add(correction, s)
}

/// `max(x, 0) + ln(1 + e^-|x|)`: no overflow, and no digit lost where the result is tiny.
#[inline(always)]
pub(crate) fn softplus<M: Machine>(x: M) -> M {
    if M::LEAN {
        return drafts::softplus(x);
    }
    if M::THRIFTY {
        return thrifty::softplus(x);
    }
    let decay = decay_scaled_plain(-x.abs()).value();
    x.at_least(M::default()) + ln_1p_unit(decay)
}
