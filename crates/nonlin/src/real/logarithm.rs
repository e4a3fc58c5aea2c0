//! `ln x` and `ln(1 + x)`: the power of two taken off by its bits, the rest by one series. No branches.

use super::{Machine, Sum, fine};

/// The bits of 1.
const ONE: u64 = 0x3FF0_0000_0000_0000;
/// The bits of `sqrt(1/2)`: fractions are taken from here up to `sqrt 2`, so that the logarithm of 1 is their own.
const LOWEST: u64 = 0x3FE6_A09E_667F_3BCD;
/// The bits of the exponent.
const EXPONENT: u64 = 0xFFF0_0000_0000_0000;
/// More than any subnormal number needs to become a normal one: 2^54.
const LIFT: f64 = 18014398509481984.0;

/// `ln(x.high + x.low)` for a normal positive number, with `lift` taken off it.
///
/// The two parts of `n ln 2 + ln(1 + f)` are kept as sums, for with `n = -1` they cancel by half.
#[inline(always)]
fn ln_sum(x: Sum<f64>, lift: f64) -> f64 {
    let bits = x.high.to_bits();
    let shifted = bits.wrapping_add(ONE - LOWEST);
    // The exponent as a number: its bits behind those of 2^52.
    let n = f64::from_bits((shifted >> 52) | 0x4330_0000_0000_0000) - (4503599627370496.0 + 1023.0);
    let power = shifted & EXPONENT;
    let fraction = f64::from_bits(bits.wrapping_sub(power).wrapping_add(ONE));
    // Nothing is left of a low part where 2^-n would be subnormal.
    let inverse = f64::from_bits((2 * ONE).saturating_sub(power));
    let f = Sum::difference(fraction - 1.0, -(x.low * inverse));
    let logarithm = fine::ln_1p(f, f);
    let n = n - lift;
    let whole = n.product(f64::LN2_HIGH);
    let whole = Sum { high: whole.high, low: n.mul_add(f64::LN2_LOW, whole.low) };
    whole.plus(logarithm).rounded()
}

/// The natural logarithm: minus infinity at 0, NaN below.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    let subnormal = x < f64::MIN_POSITIVE;
    let (factor, lift) = if subnormal { (LIFT, 54.0) } else { (1.0, 0.0) };
    ends(x, ln_sum(Sum::exactly(x * factor), lift))
}

/// `ln(1 + x)`, without cancellation near 0: minus infinity at -1, NaN below.
#[inline(always)]
pub(crate) fn ln_1p(x: f64) -> f64 {
    let shifted = Sum::difference(1.0, -x);
    ends(shifted.high, ln_sum(shifted, 0.0)).copysign(x)
}

/// The logarithm of `x`, where `inside` is that of every finite positive number.
#[inline(always)]
fn ends(x: f64, inside: f64) -> f64 {
    let from_zero = if x > 0.0 { inside } else { f64::NEG_INFINITY };
    let finite = if x < f64::INFINITY { from_zero } else { x };
    if x < 0.0 { f64::NAN } else { finite }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) -> bool {
        // The standard library is off by an ULP itself.
        (got - want).abs() <= 2.3e-16 * want.abs() || got == want || (got.is_nan() && want.is_nan())
    }

    #[test]
    fn logarithms() {
        for i in -320..308 {
            for step in 0..40 {
                let x = (1.0 + 0.225 * f64::from(step)) * 10_f64.powi(i);
                assert!(near(ln(x), x.ln()), "{x:e}: {} {}", ln(x), x.ln());
                for x in [x, -x, x - 0.75, x - 0.3] {
                    assert!(near(ln_1p(x), x.ln_1p()), "{x:e}: {} {}", ln_1p(x), x.ln_1p());
                }
            }
        }
    }

    #[test]
    fn ends_and_zeros() {
        let inf = f64::INFINITY;
        assert_eq!([0.0, -0.0, inf, 1.0].map(ln).map(f64::to_bits), [-inf, -inf, inf, 0.0].map(f64::to_bits));
        assert_eq!([0.0, -0.0, inf, -1.0].map(ln_1p).map(f64::to_bits), [0.0, -0.0, inf, -inf].map(f64::to_bits));
        assert!([-inf, -1.0, -5e-324, f64::NAN].iter().all(|&x| ln(x).is_nan()));
        assert!([-inf, -2.0, -1.0_f64.next_up(), f64::NAN].iter().all(|&x| ln_1p(x).is_nan()));
        assert_eq!([5e-324, f64::MAX].map(ln), [-744.4400719213812, 709.782712893384]);
    }
}
