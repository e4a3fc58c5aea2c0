//! Log-softmax: `x_i - ln sum_j e^x_j`.

use super::exponentials::Exponentials;
use super::softmax::at_infinity;
use super::{RowFunction, RowLoops, maximum_but_nan, sum_of, sum_of_two};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};
use crate::real::{Sum, logarithm::ln_1p};

/// The logarithm of [`Softmax`](super::Softmax), without the underflow of taking it afterwards.
#[derive(Clone, Copy, Debug)]
pub struct LogSoftmax;

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let m = maximum_but_nan(x);
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::default(), T::from_f64(f64::NEG_INFINITY));
        }
        // What is taken off has two parts: the first difference is rounded as its result is, or exact where they cancel.
        let sum = Sum::difference(m.to_f64(), -log_total(x, m));
        let high = T::from_f64(sum.high);
        let low = T::from_f64((sum.high - high.to_f64()) + sum.low);
        for (y, &x) in y.iter_mut().zip(x) {
            *y = (x - high) - low;
        }
    }
}

/// `ln sum_j e^(x_j - m)`, with `m` the row's maximum.
#[inline(always)]
fn log_total<T: Element>(x: &[T], m: T) -> f64 {
    let exponentials = Exponentials::below(m);
    // The logarithm of 1 plus the sum of the others keeps the digits of the largest's log-probability.
    let largest = exponentials.of(m).to_f64();
    let mut others = exponentials.sum(x) - largest;
    // Unless the row is decided, and the others are lost beside the largest: then they are summed without it.
    let lost = if T::PRECISION == f32::MANTISSA_DIGITS { 1e-6 } else { 1.0 };
    if others < largest * lost
        && let Some(place) = x.iter().position(|&x| x == m)
    {
        others = exponentials.sum(&x[..place]) + exponentials.sum(&x[place + 1..]);
    }
    ln_1p(others / exponentials.of_maximum())
}

/// `dy = dx - e^y . dx`.
struct Along<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Along<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(y, dx, dy) = self;
        let projection = T::from_f64(sum_of_two(y, dx, |y, dx| y.exp() * dx));
        for (dy, &dx) in dy.iter_mut().zip(dx) {
            *dy = dx - projection;
        }
    }
}

/// `dx = dy - e^y sum dy`.
struct Gradient<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Gradient<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(y, dy, dx) = self;
        let total = T::from_f64(sum_of(dy, |dy| dy));
        for ((dx, &y), &dy) in dx.iter_mut().zip(y).zip(dy) {
            *dx = dy - y.exp() * total;
        }
    }
}

impl<T: Element> RowLoops<T> for LogSoftmax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dy = dx - e^y . dx`.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Along(y, dx, dy));
    }

    /// `dx = dy - e^y sum dy`.
    fn vector_jacobian(&self, _x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        Level::best().run(Gradient(y, dy, dx));
    }
}

impl RowFunction for LogSoftmax {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "log_softmax",
            aliases: &[],
            title: "Logarithm of the softmax",
            year: 1990,
            source: "Bridle 1990, as for softmax",
            strengths: "log-probabilities without underflow: what cross-entropy is made of",
            limits: "an output only",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::open(f64::NEG_INFINITY, 0.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "x_i - log(sum_j exp(x_j))"
    }
}
