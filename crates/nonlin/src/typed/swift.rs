//! The first draft of exact results: `f64` with the referee's account of every rounding, its primitives those of the kernels.
//!
//! The referee's own primitives are series that share nothing with the kernels, and take ten times as long; it has the last word
//! wherever this leaves a doubt.

use crate::real::{Real, Wide, operators_of_inner};
use crate::referee::{Near, Verdict};

/// Roundings, of twice the unit roundoff each, that a primitive of `f64` is held to here: it keeps [`DOUBLE_ULPS`](crate::accuracy::DOUBLE_ULPS),
/// and the steepness below is a rounded number too.
const ROUNDINGS: f64 = 6.0;
/// What steepnesses near 0 lose by cancellation.
const LOST: f64 = 4.0 * f64::EPSILON;

/// All numbers within an error of a value.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Swift(pub(super) Near);

impl Swift {
    #[inline(always)]
    fn through(self, value: f64, steepness: f64) -> Self {
        let result = self.0.through(value, ROUNDINGS, steepness);
        Self(Near { error: result.error + f64::MIN_POSITIVE, ..result })
    }
}

operators_of_inner!(Swift);

impl Real for Swift {
    type Truth = Verdict;

    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self(Near::constant(value))
    }
    #[inline(always)]
    fn precise(constant: Wide) -> Self {
        Self(Near::precise(constant))
    }
    #[inline(always)]
    fn above(self, other: Self) -> Verdict {
        self.0.above(other.0)
    }
    #[inline(always)]
    fn select(truth: Verdict, yes: Self, no: Self) -> Self {
        Self(Near::select(truth, yes.0, no.0))
    }
    #[inline(always)]
    fn nan_from(self, _source: Self) -> Self {
        self
    }
    #[inline(always)]
    fn at_least(self, floor: Self) -> Self {
        Self(self.0.at_least(floor.0))
    }
    #[inline(always)]
    fn at_most(self, ceiling: Self) -> Self {
        Self(self.0.at_most(ceiling.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }
    #[inline(always)]
    fn exp(self) -> Self {
        // Held from 300 on, as the referee does: nothing of the size of an f32 brings more than that back into its range.
        let value = Real::exp(self.0.value.at_most(300.0));
        self.through(value, if self.0.value > 301.0 { 0.0 } else { value })
    }
    #[inline(always)]
    fn exp_m1(self) -> Self {
        let value = self.0.value.at_most(300.0).exp_m1();
        self.through(value, if self.0.value > 301.0 { 0.0 } else { value + 1.0 })
    }
    #[inline(always)]
    fn ln(self) -> Self {
        Self(self.0.logarithm(Real::ln(self.0.value), ROUNDINGS))
    }
    #[inline(always)]
    fn ln_1p(self) -> Self {
        Self(self.0.logarithm_of_sum(Real::ln_1p(self.0.value), ROUNDINGS))
    }
    #[inline(always)]
    fn sigmoid(self) -> Self {
        let value = self.0.value.sigmoid();
        self.through(value, if value < 0.5 { value } else { 1.0 - value + LOST })
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        let value = Real::tanh(self.0.value);
        self.through(value, (1.0 - value * value) + LOST)
    }
    #[inline(always)]
    fn softplus(self) -> Self {
        let value = self.0.value.softplus();
        self.through(value, if value < 1.0 { value } else { 1.0 })
    }
    #[inline(always)]
    fn normal_cdf(self) -> Self {
        let value = self.0.value.normal_cdf();
        let square = self.0.value * self.0.value;
        self.through(value, Real::exp(-0.5 * square))
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }
    #[inline(always)]
    fn erf(self) -> Self {
        let value = Real::erf(self.0.value);
        self.through(value, 1.13 * Real::exp(-self.0.value * self.0.value))
    }
    #[inline(always)]
    fn sin(self) -> Self {
        self.through(Real::sin(self.0.value), 1.0)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        self.through(Real::cos(self.0.value), 1.0)
    }
    #[inline(always)]
    fn atan(self) -> Self {
        let steepness = self.0.value.mul_add(self.0.value, 1.0);
        self.through(Real::atan(self.0.value), 1.0 / steepness)
    }
}
