//! How well predictions match: pure functions of predictions and targets, rows x outputs as a network has them.
//!
//! Classes are the largest of several outputs, the first of those that are equal; of one output, 1 where it is at least one half. A row or
//! class that a measure cannot be taken of gives NaN, never a number that looks like one.

mod classes;
mod numbers;
mod probabilities;

pub use classes::{Average, accuracy, balanced_accuracy, f1};
pub use numbers::{mean_absolute_error, r2, root_mean_squared_error};
pub use probabilities::{area_under_curve, brier_score, calibration_error, log_loss};

use nonlin::Element;

/// The class of a row: its place, of one output 0 or 1.
fn class<T: Element>(row: &[T]) -> usize {
    match row {
        [one] => usize::from(one.to_f64() >= 0.5),
        several => {
            let mut best = 0;
            for (place, x) in several.iter().enumerate() {
                best = if x.to_f64() > several[best].to_f64() { place } else { best };
            }
            best
        }
    }
}

/// How many classes rows of so many outputs stand for.
fn classes_of(outputs: usize) -> usize {
    outputs.max(2)
}

/// Rows of predictions with their targets.
fn rows<'a, T>(predictions: &'a [T], targets: &'a [T], outputs: usize) -> impl Iterator<Item = (&'a [T], &'a [T])> {
    let outputs = outputs.max(1);
    predictions.chunks_exact(outputs).zip(targets.chunks_exact(outputs))
}

/// The mean, NaN of nothing.
fn mean(terms: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = terms.fold((0.0, 0_usize), |(sum, count), term| (sum + term, count + 1));
    sum / count as f64
}
