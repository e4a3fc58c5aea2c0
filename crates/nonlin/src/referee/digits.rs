//! What the series need of a number.

use super::reciprocals::RECIPROCALS;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number that the series are summed with: [`Ball`](super::Ball), which keeps account of its error, or [`Plain`],
/// which does not.
pub(super) trait Digits:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + Neg<Output = Self>
{
    /// Terms of the exponential series for `|r| <= 0.36`.
    const EXP_TERMS: usize;
    /// Terms of the inverse hyperbolic tangent for `|s| <= 1/3`.
    const LOG_TERMS: usize;
    /// Terms of `sum w^n / (2n+1)!!` for `w <= 9`.
    const NORMAL_TERMS: usize;
    /// Steps of the continued fraction of the normal tail from 3 on.
    const FRACTION_STEPS: usize;
    /// Terms of the sine and the cosine for `|r| <= 0.79`.
    const SINE_TERMS: usize;
    /// Terms of the inverse tangent for `|t| <= 0.2`.
    const ATAN_TERMS: usize;
    /// More than what each of these series leaves out, for a sum of at least a half; with smaller arguments less.
    const TRUNCATION: f64;
    /// Whether branches are taken: where they would break a loop, both sides are computed.
    const BRANCHES: bool;

    /// A number of type `f64`, exactly.
    fn exactly(value: f64) -> Self;
    /// A constant as the sum of three numbers, within `2^-106` of its third.
    fn sum_of(parts: [f64; 3]) -> Self;
    /// `1 / n`.
    fn reciprocal(n: usize) -> Self;
    /// The midpoint, rounded.
    fn midpoint(self) -> f64;
    /// `self` with the midpoint held between these, without an error where it lies beyond for certain.
    #[must_use]
    fn held(self, low: f64, high: f64) -> Self;
    /// `self * power`, for powers of two.
    #[must_use]
    fn shifted(self, power: f64) -> Self;
    /// `self` with an error larger by this.
    #[must_use]
    fn widened(self, by: f64) -> Self;
    /// `self * x + addend`.
    #[must_use]
    fn step(self, x: Self, addend: Self) -> Self;
    /// The square root.
    #[must_use]
    fn root(self) -> Self;
    /// One of two, without a doubt.
    fn choose(truth: bool, yes: Self, no: Self) -> Self;

    /// As many terms of a series as its argument needs: a few are enough where it is next to nothing.
    #[inline(always)]
    fn terms(all: usize, argument: Self) -> usize {
        if Self::BRANCHES && argument.midpoint().abs() < 1e-17 { 4 } else { all }
    }

    /// `self`, a series summed as far as [`terms`](Digits::terms) says, with what is left out of it: for its argument,
    /// or its square.
    #[inline(always)]
    #[must_use]
    fn truncated(self, argument: f64) -> Self {
        self.widened(Self::TRUNCATION * if argument < 1.0 { argument } else { 1.0 })
    }

    /// `|x|`.
    #[inline(always)]
    #[must_use]
    fn size(self) -> Self {
        Self::choose(self.midpoint() < 0.0, -self, self)
    }
}

/// A number of type `f64` without any account of its error.
#[derive(Clone, Copy)]
pub(super) struct Plain(pub(super) f64);

macro_rules! operators {
    ($($operator:ident $method:ident $symbol:tt,)*) => {
        $(impl $operator for Plain {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0 $symbol other.0)
            }
        })*
    };
}

operators! {
    Add add +,
    Sub sub -,
    Mul mul *,
    Div div /,
}

impl Neg for Plain {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Digits for Plain {
    const EXP_TERMS: usize = 14;
    const LOG_TERMS: usize = 17;
    const NORMAL_TERMS: usize = 36;
    const FRACTION_STEPS: usize = 36;
    const SINE_TERMS: usize = 9;
    const ATAN_TERMS: usize = 12;
    const TRUNCATION: f64 = 0.0;
    const BRANCHES: bool = false;

    #[inline(always)]
    fn exactly(value: f64) -> Self {
        Self(value)
    }
    #[inline(always)]
    fn sum_of([first, _, _]: [f64; 3]) -> Self {
        Self(first)
    }
    #[inline(always)]
    fn reciprocal(n: usize) -> Self {
        Self(RECIPROCALS[n].0)
    }
    #[inline(always)]
    fn midpoint(self) -> f64 {
        self.0
    }
    #[inline(always)]
    fn held(self, low: f64, high: f64) -> Self {
        let from_low = if low > self.0 { low } else { self.0 };
        Self(if high < from_low { high } else { from_low })
    }
    #[inline(always)]
    fn shifted(self, power: f64) -> Self {
        Self(self.0 * power)
    }
    #[inline(always)]
    fn widened(self, _by: f64) -> Self {
        self
    }
    #[inline(always)]
    fn step(self, x: Self, addend: Self) -> Self {
        Self(self.0.mul_add(x.0, addend.0))
    }
    #[inline(always)]
    fn root(self) -> Self {
        Self(self.0.sqrt())
    }
    #[inline(always)]
    fn choose(truth: bool, yes: Self, no: Self) -> Self {
        Self(if truth { yes.0 } else { no.0 })
    }
}
