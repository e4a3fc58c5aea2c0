//! The sum of two `f64` and how far it may be off: about 106 bits, and more where the second is far below the first.
//!
//! Every operation says afterwards what it lost, by the size of what was rounded, which is the low part: so
//! `1/2 + 2^-150` keeps its second term, and a result next to the middle between two `f32` is told from one in it.

use super::digits::Digits;
use super::reciprocals::RECIPROCALS;
use super::{Verdict, angles, series};
use crate::real::{Real, Wide};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Four times the unit roundoff of `f64`: what the few roundings of a low part come to, with room for those of the radii.
const UNIT: f64 = 1.0 / 2251799813685248.0;
/// More than what subnormal results lose.
const TINY: f64 = f64::MIN_POSITIVE;

/// All numbers within `error` of `high + low`.
#[derive(Clone, Copy, Default, Debug)]
pub struct Ball {
    /// The midpoint, rounded.
    pub high: f64,
    /// What is left of it.
    pub low: f64,
    /// The radius.
    pub error: f64,
}

/// `a + b` exactly (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let from_b = sum - a;
    (sum, (a - (sum - from_b)) + (b - from_b))
}

/// `a * b` exactly, underflow aside.
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    (product, a.mul_add(b, -product))
}

impl Ball {
    /// A number without an error.
    pub fn exactly(high: f64) -> Self {
        Self { high, low: 0.0, error: 0.0 }
    }

    /// Both ends of the interval, each rounded to odd: with its last bit set unless it is exact, so that rounding
    /// it once more, to a shorter type, gives what rounding the end itself would.
    pub fn ends(self) -> (f64, f64) {
        let radius = self.error * (1.0 + 1e-9);
        (rounded_to_odd(self.high, self.low - radius), rounded_to_odd(self.high, self.low + radius))
    }

    /// The midpoint, rounded to odd; without its low part where that is in doubt itself, as it is where the true
    /// result is a number of few bits.
    pub fn middle(self) -> f64 {
        if self.low.abs() <= self.error { self.high } else { rounded_to_odd(self.high, self.low) }
    }

    /// The sum of a leading part and small ones that were rounded, with what that lost.
    fn settled(high: f64, low: f64, error: f64) -> Self {
        let (high, low) = two_sum(high, low);
        Self { high, low, error }
    }
}

/// `high + low` to odd.
fn rounded_to_odd(high: f64, low: f64) -> f64 {
    let (sum, rest) = two_sum(high, low);
    if rest == 0.0 || !sum.is_finite() || sum.to_bits() & 1 == 1 {
        return sum;
    }
    // Towards the rest.
    let up = (rest > 0.0) == (sum > 0.0);
    f64::from_bits(if up { sum.to_bits() + 1 } else { sum.to_bits() - 1 })
}

impl Add for Ball {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (high, first) = two_sum(self.high, other.high);
        let (second, third) = two_sum(self.low, other.low);
        let (low, lost) = two_sum(first, second);
        let low = low + (lost + third);
        let inexact = lost != 0.0 || third != 0.0;
        let error = if inexact { low.abs().mul_add(UNIT, (lost.abs() + third.abs()) * UNIT) } else { 0.0 };
        Self::settled(high, low, error + (self.error + other.error))
    }
}

impl Sub for Ball {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Ball {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (high, rest) = two_product(self.high, other.high);
        let (left, right) = (self.high * other.low, self.low * other.high);
        let low = rest + (left + right);
        let single = left == 0.0 && right == 0.0;
        let lost = (rest.abs() + left.abs() + right.abs()) * UNIT + (self.low * other.low).abs();
        let size = |ball: Self| ball.high.abs() + ball.low.abs();
        let carried = size(self) * other.error + self.error * (size(other) + other.error);
        let error = if single { 0.0 } else { lost } + carried + underflow(high);
        Self::settled(high, low, error)
    }
}

/// What a product or quotient loses where its low part is subnormal.
fn underflow(result: f64) -> f64 {
    if result.abs() < 1e-250 && result != 0.0 { TINY } else { 0.0 }
}

impl Div for Ball {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let (above, below) = (Self { error: 0.0, ..self }, Self { error: 0.0, ..other });
        let least = other.high.abs() - other.low.abs() - other.error;
        let first = self.high / other.high;
        if least.is_nan() || least <= 0.0 {
            return Self { high: first, low: 0.0, error: f64::INFINITY };
        }
        let remainder = above - below * Self::exactly(first);
        let second = (remainder.high + remainder.low) / other.high;
        // The rounding of the second part, the part of the divisor that it passed over, and what the remainder lost.
        let lost = second.abs() * UNIT + (second * other.low).abs() / least + remainder.error / least;
        let carried = (self.error + (first.abs() + second.abs()) * other.error) / least;
        Self::settled(first, second, lost + carried + underflow(first))
    }
}

impl Neg for Ball {
    type Output = Self;
    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low, error: self.error }
    }
}

impl Digits for Ball {
    fn exactly(value: f64) -> Self {
        Self::exactly(value)
    }
    const EXP_TERMS: usize = 27;
    const LOG_TERMS: usize = 35;
    const NORMAL_TERMS: usize = 56;
    const FRACTION_STEPS: usize = 150;
    const SINE_TERMS: usize = 16;
    const ATAN_TERMS: usize = 25;
    const TRUNCATION: f64 = 1e-33;
    const BRANCHES: bool = true;

    fn sum_of([first, second, third]: [f64; 3]) -> Self {
        Self { high: first, low: second, error: third.abs() * 1.01 + first.abs() * 1.3e-32 }
    }
    fn reciprocal(n: usize) -> Self {
        let (high, low) = RECIPROCALS[n];
        Self { high, low, error: low.abs() * UNIT }
    }
    fn midpoint(self) -> f64 {
        self.high + self.low
    }
    fn held(self, low: f64, high: f64) -> Self {
        let end = self.high.max(low).min(high);
        let beyond = self.high + self.error < low || self.high - self.error > high;
        let error = if beyond { 0.0 } else { self.error };
        Self { high: end, low: if end == self.high { self.low } else { 0.0 }, error }
    }
    fn shifted(self, power: f64) -> Self {
        let (high, low) = (self.high * power, self.low * power);
        // Exact, unless a part ends among the subnormals.
        let lost = if self.low != 0.0 && low.abs() < TINY { TINY } else { underflow(high) };
        Self { high, low, error: self.error * power + lost }
    }
    fn widened(self, by: f64) -> Self {
        Self { error: self.error + by, ..self }
    }
    fn step(self, x: Self, addend: Self) -> Self {
        self * x + addend
    }
    fn root(self) -> Self {
        if self.high == 0.0 {
            return Self { high: 0.0, low: 0.0, error: self.error.sqrt() };
        }
        let root = self.high.sqrt();
        let remainder = (-root).mul_add(root, self.high) + self.low;
        let low = remainder / (root + root);
        // What the next term of the expansion would be.
        let rest = low * low / root;
        // The remainder is a difference of numbers of the size of the argument.
        let lost = underflow(self.high) / root;
        Self::settled(root, low, low.abs() * UNIT + rest + lost + self.error / root)
    }
    fn choose(truth: bool, yes: Self, no: Self) -> Self {
        if truth { yes } else { no }
    }
}

impl Real for Ball {
    type Truth = Verdict;

    fn constant(value: f64) -> Self {
        Self::exactly(value)
    }
    fn precise(constant: Wide) -> Self {
        Self::sum_of([constant.high, constant.low, 0.0])
    }
    fn above(self, other: Self) -> Verdict {
        if self.high.is_infinite() || other.high.is_infinite() {
            return Verdict { holds: self.high > other.high, sure: true };
        }
        let difference = self - other;
        let middle = difference.midpoint();
        Verdict { holds: middle > 0.0, sure: middle > difference.error || middle <= -difference.error }
    }
    fn select(truth: Verdict, yes: Self, no: Self) -> Self {
        let chosen = Self::choose(truth.holds, yes, no);
        let hull = yes.error + no.error + (yes - no).midpoint().abs() * 1.01;
        Self { error: if truth.sure { chosen.error } else { hull }, ..chosen }
    }
    fn nan_from(self, _source: Self) -> Self {
        self
    }
    fn at_least(self, floor: Self) -> Self {
        Self::select(floor.above(self), floor, self)
    }
    fn at_most(self, ceiling: Self) -> Self {
        Self::select(self.above(ceiling), ceiling, self)
    }
    fn abs(self) -> Self {
        self.size()
    }
    fn exp(self) -> Self {
        series::exp(self)
    }
    fn exp_m1(self) -> Self {
        series::exp_m1(self)
    }
    fn ln(self) -> Self {
        let least = self.high - self.low.abs() - self.error;
        if self.high + self.low.abs() + self.error < 0.0 {
            return Self { high: f64::NAN, low: 0.0, error: f64::INFINITY };
        }
        if self.high == 0.0 && self.error == 0.0 {
            return Self::exactly(f64::NEG_INFINITY);
        }
        let middle = series::ln(Self { error: 0.0, ..self });
        // By the mean value theorem, at the end where the slope is steepest. Beyond these numbers the series are held.
        let known = least > 1e-290 && self.high < 1e290;
        middle.widened(if known { self.error / least * (1.0 + 1e-9) } else { f64::INFINITY })
    }
    fn ln_1p(self) -> Self {
        series::ln_1p(self)
    }
    fn sigmoid(self) -> Self {
        series::sigmoid(self)
    }
    fn tanh(self) -> Self {
        series::tanh(self)
    }
    fn softplus(self) -> Self {
        series::softplus(self)
    }
    fn normal_cdf(self) -> Self {
        series::normal_cdf(self)
    }
    fn sqrt(self) -> Self {
        self.root()
    }
    fn erf(self) -> Self {
        series::erf(self)
    }
    fn sin(self) -> Self {
        angles::sin(self)
    }
    fn cos(self) -> Self {
        angles::cos(self)
    }
    fn atan(self) -> Self {
        angles::atan(self)
    }
}
