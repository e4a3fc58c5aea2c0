//! `ln(1 + u)`, and softplus `ln(1 + e^x)`.

use super::exponential::decay_scaled_plain;
use super::{Machine, Sum, thrifty};

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
    if M::THRIFTY {
        return thrifty::softplus(x);
    }
    let decay = decay_scaled_plain(-x.abs()).value();
    x.at_least(M::default()) + ln_1p_unit(decay)
}

/// `ln(1 + x)`, one number at a time: for the few places where no loop needs it.
pub(crate) fn ln_1p(x: f64) -> f64 {
    if x.abs() <= 0.5 || x.is_nan() {
        return ln_1p_unit(Sum::exactly(x));
    }
    if !(x > -1.0 && x < f64::INFINITY) {
        return if x > 0.0 {
            x
        } else if x == -1.0 {
            f64::NEG_INFINITY
        } else {
            f64::NAN
        };
    }
    // 1 + x = 2^exponent * fraction with the fraction from 1 to 2; no subnormals, for x is at least 2^-53 above -1.
    let shifted = 1.0 + x;
    #[allow(clippy::cast_possible_wrap, reason = "eleven bits")]
    let exponent = (shifted.to_bits() >> 52) as i64 - 1023;
    let fraction = f64::from_bits((shifted.to_bits() & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    let rounding = (x - (shifted - 1.0)) / shifted;
    (exponent as f64).mul_add(std::f64::consts::LN_2, ln_1p_unit(Sum::exactly(fraction - 1.0)) + rounding)
}

#[cfg(test)]
mod tests {
    #[test]
    fn logarithms_of_sums() {
        for i in -320..308 {
            let s = 1.37 * 10_f64.powi(i);
            for s in [s, -s, s - 0.75, s - 0.3] {
                let (got, want) = (super::ln_1p(s), s.ln_1p());
                assert!(
                    (got - want).abs() <= 5e-16 * want.abs() || (got.is_nan() && want.is_nan()),
                    "{s:e}: {got} {want}"
                );
            }
        }
        assert!(super::ln_1p(f64::NAN).is_nan());
        assert_eq!([-1.0, f64::INFINITY].map(super::ln_1p), [f64::NEG_INFINITY, f64::INFINITY]);
    }
}
