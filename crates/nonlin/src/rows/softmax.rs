//! Softmax: `e^x_i / sum_j e^x_j`, a probability for each place of a row.

use super::{RowFunction, RowLoops, maximum, sum};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};
use crate::real::{Sum, exponential::decay_scaled};

/// Softmax. Each row is shifted by its maximum, so nothing overflows, and the rounding error of that
/// shift is carried into the exponential, so large inputs lose no digits.
///
/// A row with one `inf` gives 1 there and 0 elsewhere; with several, or with nothing but `-inf`, there
/// is no limit and the result is NaN.
#[derive(Clone, Copy, Debug)]
pub struct Softmax;

/// `e^(x - m)` with the subtraction's rounding error made good.
#[inline(always)]
pub(super) fn shifted_exp<T: Element>(x: T, m: T) -> T {
    decay_scaled(Sum::difference(x, m)).rounded()
}

/// `y = e^(x - max x)`.
#[inline(always)]
pub(super) fn exponentials<T: Element>(x: &[T], y: &mut [T], maximum: T) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = shifted_exp(x, maximum);
    }
}

/// The limit for a row whose maximum is infinite: 1 at its only `inf`, NaN if there are several.
#[inline(always)]
pub(super) fn at_infinity<T: Element>(x: &[T], y: &mut [T], maximum: T, yes: T, no: T) {
    let several = no_limit(x, maximum);
    for (y, &x) in y.iter_mut().zip(x) {
        *y = if several {
            T::from_f64(f64::NAN)
        } else if x == maximum {
            yes
        } else {
            no
        };
    }
}

/// Whether a row whose maximum is infinite has no limit: nothing but `-inf`, or more than one `inf`.
#[inline(always)]
pub(super) fn no_limit<T: Element>(x: &[T], maximum: T) -> bool {
    maximum < T::default() || x.iter().filter(|&&x| x == maximum).count() > 1
}

/// `y = softmax(y)`.
#[inline(always)]
pub(super) fn softmax_in_place<T: Element>(y: &mut [T]) {
    let m = maximum(y);
    if m.abs() == T::from_f64(f64::INFINITY) {
        let several = no_limit(y, m);
        for y in y {
            let decided = if *y == m { T::from_f64(1.0) } else { T::default() };
            *y = if several { T::from_f64(f64::NAN) } else { decided };
        }
        return;
    }
    for y in &mut *y {
        *y = shifted_exp(*y, m);
    }
    normalise(y, sum(y.len(), |i| y[i]));
}

/// `y = y / total`, rounded once: the rounding of `total` to the type of the row would cost another half unit.
#[inline(always)]
pub(super) fn normalise<T: Element>(y: &mut [T], total: f64) {
    let total = wide(total);
    for y in y {
        *y = Sum::exactly(*y).over(total);
    }
}

/// A sum of a row, with the digits that do not fit the row's type.
#[inline(always)]
pub(super) fn wide<T: Element>(total: f64) -> Sum<T> {
    let high = T::from_f64(total);
    Sum { high, low: T::from_f64(total - high.to_f64()) }
}

/// `dy = scale y (dx - y . dx)`: the Jacobian of softmax, which is symmetric, times a vector and a number.
pub(super) struct Product<'a, T> {
    pub(super) scale: T,
    pub(super) y: &'a [T],
    pub(super) dx: &'a [T],
    pub(super) dy: &'a mut [T],
}

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { scale, y, dx, dy } = self;
        let n = y.len().min(dx.len());
        let (y, dx) = (&y[..n], &dx[..n]);
        let projection = T::from_f64(sum(n, |i| y[i] * dx[i]));
        for ((dy, &y), &dx) in dy.iter_mut().zip(y).zip(dx) {
            *dy = scale * y * (dx - projection);
        }
    }
}

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let m = maximum(x);
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::from_f64(1.0), T::default());
        }
        exponentials(x, y, m);
        normalise(y, sum(y.len(), |i| y[i]));
    }
}

impl<T: Element> RowLoops<T> for Softmax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dy = y (dx - y . dx)`; the Jacobian is symmetric, so this is the transposed product too.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Product { scale: T::from_f64(1.0), y, dx, dy });
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for Softmax {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "softmax",
            aliases: &["soft_max", "normalised_exponential", "softargmax"],
            title: "Softmax",
            year: 1990,
            source: "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
            strengths: "probabilities over classes that add up to 1: output of multi-class networks, attention",
            limits: "not for hidden layers; not for labels that may hold together (use sigmoid)",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::open(0.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "exp(x_i) / sum_j exp(x_j)"
    }
}
