//! `sqrt(a x^2 + b)` for arguments of every size.

use super::{Machine, Sum};

/// `sqrt(a x^2 + b)`, everything scaled down together where the square would overflow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hypotenuse<M> {
    /// The root, times the scale.
    pub(crate) root: Sum<M>,
    /// `x`, infinities become the largest number, times the scale.
    pub(crate) x: M,
    /// 1, or a small power of two.
    pub(crate) scale: M,
    /// What undoes the scale.
    pub(crate) unscale: M,
}

/// The root of `a x^2 + b` for positive `a` and `b` of ordinary size.
#[inline(always)]
pub(crate) fn hypotenuse<M: Machine>(a: M, x: M, b: M) -> Hypotenuse<M> {
    let one = M::constant(1.0);
    let exponent = if M::PRECISION == f32::MANTISSA_DIGITS { 66 } else { 530 };
    let far = x.abs().above(M::constant(2_f64.powi(exponent - 6)));
    let scale = M::select(far, M::constant(2_f64.powi(-exponent)), one);
    let unscale = M::select(far, M::constant(2_f64.powi(exponent)), one);
    let x = x.at_least(-M::LARGEST).at_most(M::LARGEST) * scale;
    let sum = x.product(x).scaled(a).plus(Sum::exactly(scale * scale * b));
    Hypotenuse { root: sum.root(), x, scale, unscale }
}
