//! Maxout: the largest of each group of numbers. Goodfellow et al. 2013.

use super::{RowFunction, RowLoops, argmax, larger};
use crate::compute::{ComputeError, Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family, Parameter};
use std::num::NonZeroUsize;

/// Maxout over groups of neighbours: a row of `pieces * units` numbers, each group of `pieces` the linear pieces of one
/// unit, gives a row of `units`.
///
/// NaN in a group gives NaN there; infinities are numbers like any other. The first of equals gets the gradient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Maxout {
    /// Numbers per group.
    pub pieces: NonZeroUsize,
}

impl Maxout {
    /// Groups of two.
    pub const PAIRS: Self = Self { pieces: NonZeroUsize::MIN.saturating_add(1) };
}

const CARD: Card = Card {
    name: "maxout",
    aliases: &[],
    title: "Maxout",
    year: 2013,
    source: "Goodfellow et al. 2013, arXiv 1302.4389",
    strengths: "learns its own convex, piecewise linear shape; does not saturate, no dead units",
    limits: "as many times the weights as there are pieces",
    usual: false,
    elsewhere: &[("TensorFlow Addons", "groups of neighbours too; takes the number of units instead")],
    parameters: &[Parameter { name: "pieces", default: 2.0, learnable: false }],
    range: Range::REAL,
    family: Family::Vector,
};

struct Forward<'a, T>(usize, &'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(pieces, x, y) = self;
        for (y, group) in y.iter_mut().zip(x.chunks_exact(pieces)) {
            // Groups are short: lanes side by side would be filled and emptied for a few numbers.
            *y = group.iter().fold(T::from_f64(f64::NEG_INFINITY), |a, &x| larger(a, x));
        }
    }
}

impl<T: Element> RowLoops<T> for Maxout {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(self.pieces.get(), x, y));
    }

    /// Each result moves with the number that it is.
    fn jacobian_vector(&self, x: &[T], _y: &[T], dx: &[T], dy: &mut [T]) {
        let pieces = self.pieces.get();
        let groups = x.chunks_exact(pieces).zip(dx.chunks_exact(pieces));
        for (dy, (x, dx)) in dy.iter_mut().zip(groups) {
            *dy = argmax(x).map_or(T::from_f64(f64::NAN), |winner| dx[winner]);
        }
    }

    /// The number that won gets the gradient, the others 0.
    fn vector_jacobian(&self, x: &[T], _y: &[T], dy: &[T], dx: &mut [T]) {
        let pieces = self.pieces.get();
        let groups = x.chunks_exact(pieces).zip(dx.chunks_exact_mut(pieces));
        for (&dy, (x, dx)) in dy.iter().zip(groups) {
            let winner = argmax(x);
            dx.fill(T::from_f64(if winner.is_some() { 0.0 } else { f64::NAN }));
            if let Some(dx) = winner.and_then(|winner| dx.get_mut(winner)) {
                *dx = dy;
            }
        }
    }

    fn reads_input(&self) -> bool {
        true
    }
}

impl RowFunction for Maxout {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn formula(&self) -> &'static str {
        "max(x_1, ..., x_pieces) of each group"
    }

    fn outputs(&self, inputs: usize) -> Result<usize, ComputeError> {
        if inputs.is_multiple_of(self.pieces.get()) {
            return Ok(inputs / self.pieces.get());
        }
        let reason = format!("they do not make whole groups of {}", self.pieces);
        Err(ComputeError::RowLength { function: CARD.name, given: inputs, reason })
    }

    fn with(&self, parameter: &str, value: f64) -> Result<Box<dyn RowFunction>, ComputeError> {
        if parameter != "pieces" {
            return Err(ComputeError::no_parameter(&CARD, parameter));
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "cut off at the ends, and compared")]
        let whole = value as u32;
        usize::try_from(whole)
            .ok()
            .filter(|_| f64::from(whole) == value)
            .and_then(NonZeroUsize::new)
            .map(|pieces| -> Box<dyn RowFunction> { Box::new(Self { pieces }) })
            .ok_or(ComputeError::Value {
                function: CARD.name,
                parameter: "pieces",
                value,
                wanted: "a whole number from 1 to 4294967295",
            })
    }
}
