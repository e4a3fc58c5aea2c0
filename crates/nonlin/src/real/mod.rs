//! The number-like types an activation is read with.
//!
//! [`Real`] is what a formula needs: arithmetic, comparison, and the primitives of the field (`exp`,
//! `sigmoid`, `tanh`, `softplus`, `erf`, `sin`, the normal distribution function). Read as `f32` or `f64` a formula
//! computes; read as [`Symbol`](crate::formula::Symbol) it writes itself down.
//!
//! [`Machine`] adds what a kernel that keeps every digit needs beyond that: unevaluated sums,
//! exponentials with their scale held apart. Only `f32` and `f64` have it.

pub(crate) mod arctangent;
mod coefficients;
pub(crate) mod drafts;
pub(crate) mod error_function;
pub(crate) mod exponential;
pub(crate) mod fine;
pub(crate) mod gated;
mod inner;
pub(crate) mod lean;
pub(crate) mod logarithm;
mod machine;
pub(crate) mod normal;
pub(crate) mod root;
pub(crate) mod sigmoid;
pub(crate) mod softplus;
mod sums;
pub(crate) mod thrifty;
pub(crate) mod trigonometric;

pub use exponential::Scaled;
pub(crate) use inner::operators_of_inner;
pub use lean::Lean;
pub use machine::{Machine, Sum, Wide};
pub(crate) use normal::DENSITY_AT_0;

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number as an activation's formula sees it.
///
/// NaN in any operand of any operation gives NaN, comparisons aside. There are no branches:
/// [`select`](Real::select) evaluates both sides, which is what lets a loop over a slice become SIMD.
pub trait Real:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// The outcome of a comparison.
    type Truth: Copy;

    /// A constant, rounded to this type's precision.
    fn constant(value: f64) -> Self;

    /// A constant with more digits than `f64` holds, as many of them as this type has room for.
    fn precise(constant: Wide) -> Self {
        Self::constant(constant.high)
    }

    /// `self > other`; false if either is NaN.
    fn above(self, other: Self) -> Self::Truth;

    /// `yes` where `truth` holds, else `no`.
    fn select(truth: Self::Truth, yes: Self, no: Self) -> Self;

    /// `self`, or NaN where `source` is NaN: for results that do not depend on `source` by arithmetic.
    #[must_use]
    fn nan_from(self, source: Self) -> Self;

    /// The larger of `self` and `floor`; NaN stays NaN.
    #[must_use]
    fn at_least(self, floor: Self) -> Self;

    /// The smaller of `self` and `ceiling`; NaN stays NaN.
    #[must_use]
    fn at_most(self, ceiling: Self) -> Self;

    /// `|x|`.
    #[must_use]
    fn abs(self) -> Self;

    /// `e^x`.
    #[must_use]
    fn exp(self) -> Self;

    /// `e^x - 1`, without cancellation near 0.
    #[must_use]
    fn exp_m1(self) -> Self;

    /// The natural logarithm; minus infinity at 0, NaN below.
    #[must_use]
    fn ln(self) -> Self;

    /// `ln(1 + x)`, without cancellation near 0; NaN below -1.
    #[must_use]
    fn ln_1p(self) -> Self;

    /// The logistic function `1 / (1 + e^-x)`.
    #[must_use]
    fn sigmoid(self) -> Self;

    /// The hyperbolic tangent.
    #[must_use]
    fn tanh(self) -> Self;

    /// `ln(1 + e^x)`, without overflow and with every digit in the negative tail.
    #[must_use]
    fn softplus(self) -> Self;

    /// The distribution function of the standard normal, `erfc(-x / sqrt 2) / 2`.
    #[must_use]
    fn normal_cdf(self) -> Self;

    /// The square root; NaN below 0.
    #[must_use]
    fn sqrt(self) -> Self;

    /// The error function.
    #[must_use]
    fn erf(self) -> Self;

    /// The sine; NaN where the [reduction](crate::real) has no digits left.
    #[must_use]
    fn sin(self) -> Self;

    /// The cosine, as far as the sine.
    #[must_use]
    fn cos(self) -> Self;

    /// The inverse tangent.
    #[must_use]
    fn atan(self) -> Self;

    /// `x^n`, by repeated squaring; a negative power is 1 over the positive one, and `x^0` is 1 for every number.
    #[inline(always)]
    #[must_use]
    fn powi(self, exponent: i32) -> Self {
        let mut power = None;
        let mut square = self;
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                power = Some(power.map_or(square, |power: Self| power * square));
            }
            left >>= 1;
            if left > 0 {
                square = square * square;
            }
        }
        let power = power.unwrap_or_else(|| Self::constant(1.0).nan_from(self));
        if exponent < 0 { Self::constant(1.0) / power } else { power }
    }
}
