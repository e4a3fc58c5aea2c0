//! Entmax with any alpha from 1: softmax at 1, sparsemax at 2. Peters, Niculae & Martins 2019.

use super::softmax::at_infinity;
use super::{RowFunction, RowLoops, Softmax, maximum, sum_of, sum_of_two};
use crate::compute::{ComputeError, Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family, Parameter};
use crate::real::{Real, logarithm::ln};

/// Entmax: the shares `max((alpha - 1) x - tau, 0)^(1 / (alpha - 1))`, with `tau` such that they add up to 1.
///
/// `tau` is found by Newton's method between bounds that close in on it, in `f64` throughout. With alpha 1.5 or 2 the functions made for
/// that, [`Entmax15`](super::Entmax15) and [`Sparsemax`](super::Sparsemax), are exact; here a share is off by about
/// `2^-52 / (alpha - 1)` of itself, so very near to 1 digits are lost (at 1 it is softmax); above 2, where a share that appears
/// does so with infinite slope, such a share may be off by more. Infinities are as in [`Softmax`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entmax {
    alpha: f64,
}

const CARD: Card = Card {
    name: "entmax",
    aliases: &["alpha_entmax", "entmax_bisect"],
    title: "Entmax (alpha-entmax)",
    year: 2019,
    source: "Peters, Niculae & Martins 2019, arXiv 1905.05702",
    strengths: "from softmax (alpha 1) over exact zeros to sparsemax (alpha 2) and beyond, by one number",
    limits: "looks for its threshold in steps; a class with share 0 has no gradient",
    usual: false,
    elsewhere: &[("the paper's code", "entmax_bisect, with alpha a tensor that may be learnt")],
    parameters: &[Parameter { name: "alpha", default: 1.5, learnable: false }],
    range: Range::closed(0.0, 1.0),
    family: Family::Vector,
};

impl Entmax {
    /// Alpha 1.5.
    pub const DEFAULT: Self = Self { alpha: 1.5 };

    /// With this alpha. Fails unless it is a finite number from 1.
    pub fn new(alpha: f64) -> Result<Self, ComputeError> {
        if (1.0..f64::INFINITY).contains(&alpha) {
            return Ok(Self { alpha });
        }
        let wanted = "a finite number from 1";
        Err(ComputeError::Value { function: CARD.name, parameter: "alpha", value: alpha, wanted })
    }

    /// Alpha less 1, at the precision of the data.
    fn rate<T: Element>(self) -> f64 {
        T::from_f64(self.alpha).to_f64() - 1.0
    }
}

/// `base^exponent` for a base from 0 to 1; 0 for a base below.
#[inline(always)]
fn power(base: f64, exponent: f64) -> f64 {
    if base < f64::MIN_POSITIVE {
        0.0
    } else if exponent == 1.0 {
        base
    } else if exponent == 2.0 {
        base * base
    } else {
        (exponent * ln(base)).exp()
    }
}

struct Forward<'a, T>(f64, &'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(rate, x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let m = maximum(x);
        if m.is_nan() {
            return y.fill(m);
        }
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::from_f64(1.0), T::default());
        }
        let z = |x: T| rate * (x.to_f64() - m.to_f64());
        // Only these can have a share; they wait at the front of y, their order kept.
        let mut count = 0;
        for &x in x {
            if z(x) > -1.0 {
                y[count] = x;
                count += 1;
            }
        }
        let candidates = &y[..count];
        let exponent = 1.0 / rate;
        let shares = |tau: f64| {
            let (mut total, mut slope) = (0.0, 0.0);
            for &x in candidates {
                let base = z(x) - tau;
                let share = power(base, exponent);
                total += share;
                slope += if base > 0.0 { share / base } else { 0.0 };
            }
            (total, slope * exponent)
        };
        let tau = threshold(rate, count, shares);
        // What the threshold's last digit leaves belongs to the shares that are steep there; to divide by the total alone
        // would move all of them.
        let (total, slope) = shares(tau);
        let rest = (total - 1.0) / slope;
        let share = |x: T| {
            let base = z(x) - tau;
            let share = power(base, exponent);
            if base > 0.0 { (share - exponent * share / base * rest).max(0.0) } else { 0.0 }
        };
        let total = candidates.iter().fold(0.0, |total, &x| total + share(x));
        for (y, &x) in y.iter_mut().zip(x) {
            *y = T::from_f64(share(x) / total);
        }
    }
}

/// Where the shares add up to 1, given their sum and its slope with the sign changed.
///
/// It is from -1, where the largest alone has all, to where all `count` are equal. The sum falls as the threshold rises.
#[inline(always)]
fn threshold(rate: f64, count: usize, shares: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (-1.0, -power(1.0 / count.max(1) as f64, rate));
    let mut tau = low;
    // Each step halves the bracket at worst, until nothing is between its ends.
    for _ in 0..200 {
        let (total, slope) = shares(tau);
        if total >= 1.0 {
            low = tau;
        } else {
            high = tau;
        }
        let newton = tau + (total - 1.0) / slope;
        let next = if newton > low && newton < high { newton } else { low + 0.5 * (high - low) };
        if next == tau || total == 1.0 || next <= low || next >= high {
            break;
        }
        tau = next;
    }
    tau
}

/// With `s = y^(2 - alpha)` where `y` is not 0: `dy = s (dx - (s . dx) / sum s)`.
struct Product<'a, T>(f64, &'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(rate, y, dx, dy) = self;
        let n = y.len().min(dx.len()).min(dy.len());
        let (y, dx, dy) = (&y[..n], &dx[..n], &mut dy[..n]);
        for (dy, &y) in dy.iter_mut().zip(y) {
            // A negative power of a share too small for its type would be infinite, and is nothing.
            let weight = if y.is_nan() { f64::NAN } else { power(y.to_f64(), 1.0 - rate) };
            *dy = T::from_f64(weight.at_most(T::LARGEST.to_f64()));
        }
        let total = sum_of(&dy[..n], |dy| dy);
        let projection = T::from_f64(sum_of_two(&dy[..n], dx, |dy, dx| dy * dx) / total);
        for (dy, &dx) in dy.iter_mut().zip(dx) {
            *dy = *dy * (dx - projection);
        }
    }
}

impl<T: Element> RowLoops<T> for Entmax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        let rate = self.rate::<T>();
        if rate == 0.0 { Softmax.forward(x, y) } else { Level::best().run(Forward(rate, x, y)) }
    }

    /// `dx` less its mean weighted with `y^(2 - alpha)`, times that; the Jacobian is symmetric.
    fn jacobian_vector(&self, x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        let rate = self.rate::<T>();
        if rate == 0.0 {
            Softmax.jacobian_vector(x, y, dx, dy);
        } else {
            Level::best().run(Product(rate, y, dx, dy));
        }
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for Entmax {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn formula(&self) -> &'static str {
        "max((alpha - 1) * x_i - tau, 0)^(1 / (alpha - 1)), tau such that the sum is 1"
    }

    fn with(&self, parameter: &str, value: f64) -> Result<Box<dyn RowFunction>, ComputeError> {
        match parameter {
            "alpha" => Ok(Box::new(Self::new(value)?)),
            _ => Err(ComputeError::no_parameter(&CARD, parameter)),
        }
    }
}
