//! `2 + e^z + e^-z` in one piece: its reciprocal is `sigmoid(z) sigmoid(-z)`, the slope of the logistic function.
//!
//! Both exponentials come from the even and the odd half of one polynomial, so neither is a reciprocal of the other.

use super::{SHIFT, unit};
use crate::real::Machine;

/// `factor * unit`, and `e^z + 2 + e^-z` times that, for `z` from 0 to `-FLOOR`.
#[inline(always)]
pub(super) fn cosh_plus_one<M: Machine>(z: M, factor: f64) -> (M, M) {
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = z.mul_add(M::LOG2_E, rounder);
    let n = rounded - rounder;
    let r = n.mul_add(-M::LN2_LOW, n.mul_add(-M::LN2_HIGH, z));
    let (cosh_m1, sinh) = cosh_m1_and_sinh(r);
    let scale = M::constant(factor);
    let rise = M::power_of_two_biased(rounded) * scale;
    // 2^-n; where that would be subnormal it is nothing beside the rest.
    let mirrored = (rounder + rounder) - rounded;
    let decay = M::power_of_two_biased(mirrored.at_least(M::ROUNDER + M::constant(1.0))) * scale;
    let one = scale * unit();
    // The small parts first, so that what is large is rounded once.
    let small = (rise + decay).mul_add(cosh_m1, decay + (one + one));
    let small = (rise - decay).mul_add(sinh, small);
    (one, small + rise)
}

/// `cosh r - 1` and `sinh r`, for `|r| <= ln(2)/2`.
#[inline(always)]
fn cosh_m1_and_sinh<M: Machine>(r: M) -> (M, M) {
    let w = r * r;
    let (pairs, last) = M::EXP_SHORT.as_chunks::<2>();
    let mut pairs = pairs.iter().rev();
    let zero = M::default();
    let &[mut even, mut odd] = pairs.next().unwrap_or(&[zero, zero]);
    if let Some(&last) = last.first() {
        even = last.mul_add(w, even);
    }
    for &[next_even, next_odd] in pairs {
        (even, odd) = (even.mul_add(w, next_even), odd.mul_add(w, next_odd));
    }
    (w * even, (w * r).mul_add(odd, r))
}
