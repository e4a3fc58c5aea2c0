//! Hardmax: 1 at the largest number of a row, 0 elsewhere; the decision made from a softmax.

use super::{RowFunction, RowLoops};
use crate::compute::Element;
use crate::facts::Range;
use crate::functions::{Card, Family};

/// Hardmax (argmax as a 0-or-1 row). The first of equals wins, as in ONNX.
#[derive(Clone, Copy, Debug)]
pub struct Hardmax;

/// The place of the first largest number of a row; `None` if it is empty or holds a NaN.
pub fn argmax<T: Element>(row: &[T]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (i, &x) in row.iter().enumerate() {
        if x.is_nan() {
            return None;
        }
        if best.is_none_or(|b| x > row[b]) {
            best = Some(i);
        }
    }
    best
}

impl<T: Element> RowLoops<T> for Hardmax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        let decided = argmax(x);
        let elsewhere = T::from_f64(if decided.is_some() { 0.0 } else { f64::NAN });
        y.fill(elsewhere);
        if let Some(y) = decided.and_then(|place| y.get_mut(place)) {
            *y = T::from_f64(1.0);
        }
    }

    /// Zero: a decision does not move when its input moves a little.
    fn jacobian_vector(&self, _x: &[T], _y: &[T], _dx: &[T], dy: &mut [T]) {
        dy.fill(T::default());
    }

    fn vector_jacobian(&self, _x: &[T], _y: &[T], _dy: &[T], dx: &mut [T]) {
        dx.fill(T::default());
    }
}

impl RowFunction for Hardmax {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "hardmax",
            aliases: &["argmax", "one_hot_argmax"],
            title: "Hardmax (argmax)",
            year: 1990,
            source: "the limit of softmax (Bridle 1990) for large inputs",
            strengths: "the decision itself: exactly one class",
            limits: "its slope is zero: for deciding, not for training",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::closed(0.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "1 where x_i is the largest, else 0"
    }
}
