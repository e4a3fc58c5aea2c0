//! Quiet softmax (softmax plus one): `e^x_i / (1 + sum_j e^x_j)`.

use super::exponentials::Exponentials;
use super::softmax::{Product, at_infinity, normalise};
use super::{RowFunction, RowLoops, maximum_but_nan};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// A softmax that may say "none of these": the row with a zero added, and that place left out of the result.
///
/// The shift is by the larger of 0 and the row's maximum, so nothing overflows and a very negative row keeps
/// its digits. A row of nothing but `-inf` gives zeros; one with several `inf` has no limit and gives NaN.
#[derive(Clone, Copy, Debug)]
pub struct QuietSoftmax;

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let zero = T::default();
        let m = maximum_but_nan(x).at_least(zero);
        if m == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::from_f64(1.0), zero);
        }
        let exponentials = Exponentials::below(m);
        let total = exponentials.write(x, y) + exponentials.of(zero).to_f64();
        normalise(y, total);
    }
}

impl<T: Element> RowLoops<T> for QuietSoftmax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dy = y (dx - y . dx)`, as for softmax: the added zero does not move.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Product { scale: T::from_f64(1.0), y, dx, dy });
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for QuietSoftmax {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "quiet_softmax",
            aliases: &["softmax_plus_one", "softmax_1", "softmax_one"],
            title: "Quiet softmax (softmax plus one)",
            year: 2023,
            source: "Miller 2023, Attention is off by one",
            strengths: "an attention head may attend to nothing: the shares add up to less than 1",
            limits: "no probabilities: not for the output of a classifier",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::open(0.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "exp(x_i) / (1 + sum_j exp(x_j))"
    }
}
