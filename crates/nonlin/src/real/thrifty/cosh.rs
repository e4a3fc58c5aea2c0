//! `2 + e^z + e^-z` in one piece: its reciprocal is `sigmoid(z) sigmoid(-z)`, the core of the slopes of all gates.
//!
//! Both exponentials come from the even and the odd half of one polynomial, so neither is a reciprocal of the other.

use super::{SHIFT, unit};
use crate::real::{Machine, Sum};

/// `e^z + 2 + e^-z`, and the parts of `e^-z`, all times `factor * unit`.
pub(super) struct CoshPlusOne<M> {
    /// The sum.
    pub(super) sum: Sum<M>,
    /// `factor * unit`.
    pub(super) one: M,
    /// `e^-z = decay (1 + decay_tail)`.
    pub(super) decay: M,
    /// See `decay`.
    pub(super) decay_tail: M,
}

impl<M: Machine> CoshPlusOne<M> {
    /// For `z` from 0 to `-FLOOR`.
    #[inline(always)]
    pub(super) fn of(z: M, factor: f64) -> Self {
        let rounder = Self::rounder();
        let rounded = z.mul_add(M::LOG2_E, rounder);
        let n = rounded - rounder;
        let r = n.mul_add(-M::LN2_LOW, n.mul_add(-M::LN2_HIGH, z));
        Self::with(rounded, cosh_m1_and_sinh(r, r), factor)
    }

    /// What an integer is added to for [`reduced`](Self::reduced).
    #[inline(always)]
    pub(super) fn rounder() -> M {
        M::ROUNDER + M::BIAS + M::constant(SHIFT)
    }

    /// For `z = n ln 2 + r` with `n + rounder`.
    #[inline(always)]
    pub(super) fn reduced(rounded: M, r: Sum<M>, factor: f64) -> Self {
        let (cosh_m1, sinh) = cosh_m1_and_sinh(r.high, r.low);
        Self::with(rounded, (cosh_m1, sinh + r.high), factor)
    }

    #[inline(always)]
    fn with(rounded: M, (cosh_m1, sinh): (M, M), factor: f64) -> Self {
        let scale = M::constant(factor);
        let rise = M::power_of_two_biased(rounded) * scale;
        // 2^-n; where that would be subnormal it is nothing beside the rest.
        let mirrored = (Self::rounder() + Self::rounder()) - rounded;
        let decay = M::power_of_two_biased(mirrored.at_least(M::ROUNDER + M::constant(1.0))) * scale;
        let one = scale * unit();
        // The small parts first, so that what is large is rounded once.
        let small = (rise + decay).mul_add(cosh_m1, decay + (one + one));
        let small = (rise - decay).mul_add(sinh, small);
        let high = small + rise;
        Self { sum: Sum { high, low: small - (high - rise) }, one, decay, decay_tail: cosh_m1 - sinh }
    }
}

/// `cosh r - 1`, and `linear + sinh r - r`, for `|r| <= ln(2)/2`.
#[inline(always)]
fn cosh_m1_and_sinh<M: Machine>(r: M, linear: M) -> (M, M) {
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
    (w * even, (w * r).mul_add(odd, linear))
}
