//! One `f64` and how far it may be off: plain arithmetic without branches, so that whole arrays are refereed at once.

use super::digits::Plain;
use super::{Verdict, angles, series};
use crate::real::{Real, Wide};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Twice the unit roundoff of `f64`: the second unit pays for the roundings in the radii themselves.
const UNIT: f64 = 1.0 / 4503599627370496.0;
/// More than what a subnormal result loses.
const TINY: f64 = f64::MIN_POSITIVE;
/// The radius of what nothing is known of: beyond every `f32`, and finite, for zero times infinity would be NaN.
const UNBOUNDED: f64 = 1e200;
/// Slopes smaller than this (`e^-600` and a little) belong to exponentials that the series hold: there a change of the argument changes nothing.
const HELD: f64 = 2.7e-261;

/// All numbers within `error` of `value`.
#[derive(Clone, Copy, Default, Debug)]
pub struct Near {
    /// The midpoint.
    pub value: f64,
    /// The radius.
    pub error: f64,
}

/// Many intervals, midpoints and radii apart.
#[derive(Clone, Debug)]
pub struct Nearly {
    /// The midpoints.
    pub values: Box<[f64; Self::COUNT]>,
    /// The radii.
    pub errors: Box<[f64; Self::COUNT]>,
}

impl Nearly {
    /// How many.
    pub const COUNT: usize = 1024;

    /// All zero.
    pub fn new() -> Self {
        Self { values: Box::new([0.0; Self::COUNT]), errors: Box::new([0.0; Self::COUNT]) }
    }

    /// One of them.
    pub fn get(&self, i: usize) -> Near {
        Near { value: self.values[i], error: self.errors[i] }
    }
}

impl Default for Nearly {
    fn default() -> Self {
        Self::new()
    }
}

impl Near {
    /// A number without an error.
    #[inline(always)]
    pub fn exactly(value: f64) -> Self {
        Self { value, error: 0.0 }
    }

    /// Both ends of the interval.
    #[inline(always)]
    pub fn ends(self) -> (f64, f64) {
        // The radius is itself a rounded number, and so are the ends.
        let radius = self.error * (1.0 + 1e-9) + self.value.abs() * UNIT;
        (self.value - radius, self.value + radius)
    }

    /// What a primitive makes of this number: `value`, itself within `roundings` times `UNIT` of it, where its slope is at most
    /// `steepness` at the midpoint and twice that anywhere within the radius.
    #[inline(always)]
    pub(crate) fn through(self, value: f64, roundings: f64, steepness: f64) -> Self {
        let nothing = (self.error == 0.0) | (steepness < HELD);
        let carried = if nothing { 0.0 } else { 2.0 * steepness * self.error };
        // Far out every primitive is flat, or a straight line.
        let size = self.value.abs();
        let flat = (size > 700.0) & (self.error < 1e-3 * size);
        let far = (self.error > 1e-3) & !flat;
        Self { value, error: (value.abs() * UNIT).mul_add(roundings, if far { UNBOUNDED } else { carried }) }
    }

    #[inline(always)]
    fn rounded(value: f64, error: f64) -> Self {
        Self { value, error: value.abs().mul_add(UNIT, error) }
    }
}

impl Add for Near {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self::rounded(self.value + other.value, self.error + other.error)
    }
}

impl Sub for Near {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self::rounded(self.value - other.value, self.error + other.error)
    }
}

impl Mul for Near {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        let error = self.value.abs() * other.error + self.error * (other.value.abs() + other.error);
        Self::rounded(self.value * other.value, error + TINY)
    }
}

impl Div for Near {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let least = other.value.abs() - other.error;
        let error = (self.error + value.abs() * other.error) / least;
        Self::rounded(value, if least > 0.0 { error + TINY } else { UNBOUNDED })
    }
}

impl Neg for Near {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { value: -self.value, ..self }
    }
}

/// The roundings counted here are generous: a doubt more costs little, for it goes to [`Ball`](super::Ball). The tests
/// hold every primitive to them.
impl Real for Near {
    type Truth = Verdict;

    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self::exactly(value)
    }
    #[inline(always)]
    fn precise(constant: Wide) -> Self {
        Self { value: constant.high, error: constant.low.abs() * 1.01 }
    }
    #[inline(always)]
    fn above(self, other: Self) -> Verdict {
        let difference = self - other;
        let (middle, radius) = (difference.value, difference.error);
        Verdict { holds: middle > 0.0, sure: (middle > radius) | (middle <= -radius) }
    }
    #[inline(always)]
    fn select(truth: Verdict, yes: Self, no: Self) -> Self {
        let (value, error) = if truth.holds { (yes.value, yes.error) } else { (no.value, no.error) };
        let hull = yes.error + no.error + (yes.value - no.value).abs() * 1.01;
        Self { value, error: if truth.sure { error } else { hull } }
    }
    #[inline(always)]
    fn nan_from(self, _source: Self) -> Self {
        self
    }
    #[inline(always)]
    fn at_least(self, floor: Self) -> Self {
        Self::select(floor.above(self), floor, self)
    }
    #[inline(always)]
    fn at_most(self, ceiling: Self) -> Self {
        Self::select(self.above(ceiling), ceiling, self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self { value: self.value.abs(), ..self }
    }
    #[inline(always)]
    fn exp(self) -> Self {
        let value = series::exp(Plain(self.value)).0;
        // From 300 on it is held.
        self.through(value, 16.0, if self.value > 301.0 { 0.0 } else { value })
    }
    #[inline(always)]
    fn exp_m1(self) -> Self {
        let value = series::exp_m1(Plain(self.value)).0;
        self.through(value, 32.0, value + 1.0)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        self.logarithm(series::ln(Plain(self.value)).0, 48.0)
    }
    #[inline(always)]
    fn ln_1p(self) -> Self {
        self.logarithm_of_sum(series::ln_1p(Plain(self.value)).0, 48.0)
    }
    #[inline(always)]
    fn sigmoid(self) -> Self {
        // The slope is less than the function, and less than e^-|x|.
        let value = series::sigmoid(Plain(self.value)).0;
        self.through(value, 32.0, series::exp(Plain(-self.value.abs())).0)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        let value = series::tanh(Plain(self.value)).0;
        let less = 4.0 * series::exp(Plain(-2.0 * self.value.abs())).0;
        self.through(value, 48.0, if less < 1.0 { less } else { 1.0 })
    }
    #[inline(always)]
    fn softplus(self) -> Self {
        // The slope is less than the function, and less than 1.
        let value = series::softplus(Plain(self.value)).0;
        self.through(value, 48.0, if value < 1.0 { value } else { 1.0 })
    }
    #[inline(always)]
    fn normal_cdf(self) -> Self {
        let value = series::normal_cdf(Plain(self.value)).0;
        let square = self.value * self.value;
        let density = series::exp(Plain(-0.5 * square)).0;
        // In the middle one half is one of two terms; in the tail the exponential makes a relative error of its argument's.
        let middle: f64 = if self.value > -3.0 { 1.0 } else { 0.0 };
        // Up to 4 the steps of the continued fraction leave more than all roundings do: 417 at 3.
        let left_out = if (8.99..16.0).contains(&square) { 512.0 } else { 0.0 };
        let roundings = 64.0 + left_out + if square < 900.0 { square } else { 900.0 };
        let result = self.through(value, roundings, density);
        Self { error: middle.mul_add(16.0 * UNIT, result.error), ..result }
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let value = self.value.sqrt();
        let carried = if self.error == 0.0 { 0.0 } else { self.error / value };
        Self::rounded(value, carried)
    }
    #[inline(always)]
    fn erf(self) -> Self {
        let value = series::erf(Plain(self.value)).0;
        let bell = series::exp(Plain(-self.value * self.value)).0;
        self.through(value, 64.0, 1.13 * bell)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        self.angle(angles::sin(Plain(self.value)).0)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        self.angle(angles::cos(Plain(self.value)).0)
    }
    #[inline(always)]
    fn atan(self) -> Self {
        let value = angles::atan(Plain(self.value)).0;
        let steepness = self.value.mul_add(self.value, 1.0);
        self.through(value, 48.0, 1.0 / steepness)
    }
}

impl Near {
    /// The natural logarithm, given that of the midpoint to so many roundings.
    #[inline(always)]
    pub(crate) fn logarithm(self, value: f64, roundings: f64) -> Self {
        // By the mean value theorem, at the end where the slope is steepest.
        let least = self.value - self.error;
        let carried = self.error / least * (1.0 + 1e-9);
        let error = (value.abs() * UNIT).mul_add(roundings, carried);
        // Held beyond these, and without a value at 0 and below.
        Self { value, error: if (least > 1e-290) & (self.value < 1e290) { error } else { UNBOUNDED } }
    }

    /// The natural logarithm of 1 more, given that of the midpoint to so many roundings.
    #[inline(always)]
    pub(crate) fn logarithm_of_sum(self, value: f64, roundings: f64) -> Self {
        let shifted = 1.0 + self.value;
        // Where 1 + x leaves a few bits of x, they have its rounding error.
        let cancelled = if shifted < 0.5 { UNIT / shifted } else { 0.0 };
        let result = self.through(value, roundings, 1.0 / shifted);
        Self { error: if shifted > 1e-6 { result.error + cancelled } else { UNBOUNDED }, ..result }
    }

    /// Sine or cosine, whose reduced argument is off by a share of what the first step of the reduction leaves.
    #[inline(always)]
    fn angle(self, value: f64) -> Self {
        let result = self.through(value, 32.0, 1.0);
        Self { error: self.value.abs().mul_add(UNIT / 134_217_728.0, result.error), ..result }
    }
}
