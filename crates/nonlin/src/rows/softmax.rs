//! Softmax: `e^x_i / sum_j e^x_j`, a probability for each place of a row.

use super::exponentials::Exponentials;
use super::{RowFunction, RowLoops, maximum_but_nan, sum_of_two};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};
use crate::real::Sum;

/// Softmax. All exponentials of a row are divided by one power of two near that of its maximum, so nothing
/// overflows; as the reduction of the argument does it, large inputs lose no digits.
///
/// A row with one `inf` gives 1 there and 0 elsewhere; with several, or with nothing but `-inf`, there
/// is no limit and the result is NaN.
///
/// `PyTorch`'s `Softmax2d` is this along axis -3, the channels: see [`along_axis`](super::along_axis).
#[derive(Clone, Copy, Debug)]
pub struct Softmax;

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

/// Whether a row whose maximum is infinite has no limit: nothing but `-inf`, more than one `inf`, or NaN.
#[inline(always)]
pub(super) fn no_limit<T: Element>(x: &[T], maximum: T) -> bool {
    maximum < T::default() || x.iter().filter(|&&x| x == maximum).count() > 1 || x.iter().any(|x| x.is_nan())
}

/// `y = softmax(y)`.
#[inline(always)]
pub(super) fn softmax_in_place<T: Element>(y: &mut [T]) {
    let m = maximum_but_nan(y);
    if m.abs() == T::from_f64(f64::INFINITY) {
        let none = no_limit(y, m);
        for y in y {
            let decided = if *y == m { T::from_f64(1.0) } else { T::default() };
            *y = if none { T::from_f64(f64::NAN) } else { decided };
        }
        return;
    }
    let total = Exponentials::below(m).replace(y);
    normalise(y, total);
}

/// `y = y / total`, rounded once: the rounding of `1 / total` to the type of the row would cost another half unit.
#[inline(always)]
pub(super) fn normalise<T: Element>(y: &mut [T], total: f64) {
    let reciprocal = 1.0 / total;
    let high = T::from_f64(reciprocal);
    let low = T::from_f64((-high.to_f64()).mul_add(total, 1.0) * reciprocal);
    for y in y {
        *y = y.mul_add(high, *y * low);
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
        let projection = T::from_f64(sum_of_two(y, dx, |y, dx| y * dx));
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
        // NaN makes the sum of the exponentials NaN, and so all of the result.
        let m = maximum_but_nan(x);
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::from_f64(1.0), T::default());
        }
        let total = Exponentials::below(m).write(x, y);
        normalise(y, total);
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
            aliases: &["softmax_2d", "normalised_exponential", "softargmax"],
            title: "Softmax",
            year: 1990,
            source: "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
            strengths: "probabilities over classes that add up to 1: output of multi-class networks, attention",
            limits: "not for hidden layers; not for labels that may hold together (use sigmoid)",
            usual: false,
            elsewhere: &[
                ("PyTorch", "along the axis given; Softmax2d along the channels, axis -3"),
                ("JAX, Keras", "along the last axis"),
                ("ONNX", "along the last axis from opset 13 on; before that over all from axis 1 on"),
            ],
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
