//! Log-softmax: `x_i - ln sum_j e^x_j`.

use super::softmax::{at_infinity, exponentials};
use super::{RowFunction, RowLoops, maximum, sum};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};
use crate::real::softplus::ln_1p;

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
        let m = maximum(x);
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::default(), T::from_f64(f64::NEG_INFINITY));
        }
        exponentials(x, y, m);
        // The largest contributes exactly 1; the logarithm of 1 plus the sum of the others keeps the
        // digits of its log-probability when the row is decided.
        if let Some(largest) = x.iter().position(|&x| x == m) {
            y[largest] = T::default();
        }
        let log_total = ln_1p(sum(y.len(), |i| y[i]));
        for (y, &x) in y.iter_mut().zip(x) {
            *y = T::from_f64((x.to_f64() - m.to_f64()) - log_total);
        }
    }
}

struct JacobianVector<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for JacobianVector<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(y, dx, dy) = self;
        let projection = T::from_f64(sum(y.len().min(dx.len()), |i| y[i].exp() * dx[i]));
        for (dy, &dx) in dy.iter_mut().zip(dx) {
            *dy = dx - projection;
        }
    }
}

struct VectorJacobian<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for VectorJacobian<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(y, dy, dx) = self;
        let total = T::from_f64(sum(dy.len(), |i| dy[i]));
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
        Level::best().run(JacobianVector(y, dx, dy));
    }

    /// `dx = dy - e^y sum dy`.
    fn vector_jacobian(&self, _x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        Level::best().run(VectorJacobian(y, dy, dx));
    }
}

impl RowFunction for LogSoftmax {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "log_softmax",
            aliases: &["logsoftmax"],
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
