//! `ln(1 + u)`, and softplus `ln(1 + e^x)`.

use super::exponential::exp_scaled;
use super::{Machine, Sum};

/// `ln(1 + u) = 2 atanh(u / (2 + u))` for `0 <= u <= 1`.
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
    let decay = exp_scaled(Sum::exactly(-x.abs())).value();
    x.at_least(M::default()) + ln_1p_unit(decay)
}

/// `ln(1 + s)` for `s >= 0`, one number at a time; NaN stays NaN, infinity stays infinite.
pub(crate) fn ln_1p(s: f64) -> f64 {
    if !(s > 1.0 && s.is_finite()) {
        return if s > 1.0 { s } else { ln_1p_unit(Sum::exactly(s)) };
    }
    // 1 + s = 2^exponent * fraction with the fraction between 1 and 2.
    let shifted = 1.0 + s;
    let exponent = (shifted.to_bits() >> 52) as i32 - 1023;
    let fraction = f64::from_bits((shifted.to_bits() & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
    let rounding = s - (shifted - 1.0);
    f64::from(exponent) * std::f64::consts::LN_2 + ln_1p_unit(Sum::exactly(fraction - 1.0)) + rounding / shifted
}

#[cfg(test)]
mod tests {
    #[test]
    fn logarithms_of_sums() {
        for i in -320..308 {
            let s = 1.37 * 10_f64.powi(i);
            let want = s.ln_1p();
            assert!((super::ln_1p(s) - want).abs() <= 4e-16 * want, "{s:e}");
        }
        assert!(super::ln_1p(f64::NAN).is_nan());
    }
}
