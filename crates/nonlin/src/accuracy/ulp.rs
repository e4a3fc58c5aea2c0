//! Units in the last place.

use crate::real::Machine;

/// The distance of `got` from the true value `want`, in units in the last place of `want` as `M` has them.
///
/// NaN against NaN, and infinity against the same infinity, are 0 apart; NaN against a number, and
/// infinity against a finite value within range, are infinitely far.
pub fn ulps<M: Machine>(got: M, want: f64) -> f64 {
    let got = got.to_f64();
    if got.is_nan() || want.is_nan() {
        return if got.is_nan() && want.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let rounded = M::from_f64(want).to_f64();
    if got.is_infinite() || rounded.is_infinite() {
        return if got == rounded { 0.0 } else { f64::INFINITY };
    }
    (got - want).abs() / spacing::<M>(want)
}

/// The gap between neighbours of type `M` at `x`.
fn spacing<M: Machine>(x: f64) -> f64 {
    let precision = i32::try_from(M::PRECISION).unwrap_or(i32::MAX);
    let exponent = x.abs().max(smallest_normal::<M>()).log2().floor();
    // log2 may round up to the next power of two: the true exponent is the one whose power is not above x.
    let exponent = if 2_f64.powf(exponent) > x.abs().max(smallest_normal::<M>()) { exponent - 1.0 } else { exponent };
    2_f64.powf(exponent - f64::from(precision) + 1.0)
}

fn smallest_normal<M: Machine>() -> f64 {
    if M::PRECISION == f32::MANTISSA_DIGITS { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE }
}
