//! `CReLU`, the concatenated rectifier: `relu(x)` and `relu(-x)`, one after the other. Shang et al. 2016.

use super::{RowFunction, RowLoops};
use crate::compute::{ComputeError, Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// `CReLU`: a row of `n` numbers gives one of `2 n`, the positive parts first, then the negative parts with their sign changed.
#[derive(Clone, Copy, Debug)]
pub struct Crelu;

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let zero = T::default();
        let (positive, negative) = y.split_at_mut(x.len().min(y.len()));
        for (y, &x) in positive.iter_mut().zip(x) {
            *y = x.at_least(zero);
        }
        for (y, &x) in negative.iter_mut().zip(x) {
            *y = (-x).at_least(zero);
        }
    }
}

/// `factor` where `y` is not 0.
#[inline(always)]
fn slope<T: Element>(y: T, factor: T) -> T {
    T::select(y.above(T::default()), factor, T::default()).nan_from(y)
}

impl<T: Element> RowLoops<T> for Crelu {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dx` where `x` is positive, then `-dx` where it is negative.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        let twice = dx.iter().copied().chain(dx.iter().map(|&dx| -dx));
        for ((dy, &y), dx) in dy.iter_mut().zip(y).zip(twice) {
            *dy = slope(y, dx);
        }
    }

    /// The gradient of the half that is not 0.
    fn vector_jacobian(&self, _x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        let n = dx.len().min(y.len()).min(dy.len());
        let (positive, negative) = y.split_at(n);
        let (d_positive, d_negative) = dy.split_at(n);
        let halves = positive.iter().zip(d_positive).zip(negative.iter().zip(d_negative));
        for (dx, ((&p, &dp), (&n, &dn))) in dx.iter_mut().zip(halves) {
            *dx = slope(p, dp) - slope(n, dn);
        }
    }
}

impl RowFunction for Crelu {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "crelu",
            aliases: &["concatenated_relu"],
            title: "Concatenated rectified linear unit",
            year: 2016,
            source: "Shang, Sohn, Almeida & Lee 2016, arXiv 1603.05201",
            strengths: "loses nothing of its input; early convolutions need half the filters",
            limits: "its result is twice as long as its row",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::from(0.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "max(x_i, 0), then max(-x_i, 0)"
    }

    fn outputs(&self, inputs: usize) -> Result<usize, ComputeError> {
        let reason = || "twice as many are more than an array can hold".to_owned();
        let too_long = || ComputeError::RowLength { function: "crelu", given: inputs, reason: reason() };
        inputs.checked_mul(2).ok_or_else(too_long)
    }
}
