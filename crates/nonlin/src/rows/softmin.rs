//! Softmin: `e^-x_i / sum_j e^-x_j`, the softmax of the negated row.

use super::softmax::{Product, softmax_in_place};
use super::{RowFunction, RowLoops};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// Softmin: the smallest number has the largest share. Infinities as in [`Softmax`](super::Softmax), with the signs exchanged.
#[derive(Clone, Copy, Debug)]
pub struct Softmin;

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let y = &mut y[..n];
        for (y, &x) in y.iter_mut().zip(x) {
            *y = -x;
        }
        softmax_in_place(y);
    }
}

impl<T: Element> RowLoops<T> for Softmin {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dy = -y (dx - y . dx)`; the Jacobian is symmetric.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Product { scale: T::from_f64(-1.0), y, dx, dy });
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for Softmin {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "softmin",
            aliases: &[],
            title: "Softmin",
            year: 1990,
            source: "the softmax of Bridle 1990 with the sign of its input changed",
            strengths: "probabilities from distances or costs: the smallest gets the largest share",
            limits: "as for softmax: an output, not a hidden layer",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::open(0.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "exp(-x_i) / sum_j exp(-x_j)"
    }
}
