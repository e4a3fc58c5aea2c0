//! How well predictions match: one score per task, larger is better.

use crate::data::{Samples, Task};
use nonlin::rows::argmax;
use serde::Serialize;

/// The score of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Share of rows whose class is guessed right.
    Accuracy,
    /// Micro-averaged F1: twice the true positives over twice them plus all false ones, over all labels together.
    MicroF1,
    /// Coefficient of determination: 1 is perfect, 0 is as good as always guessing the mean.
    R2,
    /// A number of one's own of which more is better.
    Score,
}

impl Metric {
    /// The score used for a task.
    pub fn for_task(task: Task) -> Self {
        match task {
            Task::Regression => Self::R2,
            Task::Binary | Task::MultiClass => Self::Accuracy,
            Task::MultiLabel => Self::MicroF1,
        }
    }

    /// Its name in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accuracy => "accuracy",
            Self::MicroF1 => "micro-averaged F1",
            Self::R2 => "R2",
            Self::Score => "score",
        }
    }

    /// Whether it is a share between 0 and 1, shown in per cent.
    pub fn is_share(self) -> bool {
        matches!(self, Self::Accuracy | Self::MicroF1)
    }

    /// The lowest and the highest score there are.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::Accuracy | Self::MicroF1 => (0.0, 1.0),
            Self::R2 => (f64::NEG_INFINITY, 1.0),
            Self::Score => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// The score of `predictions` (rows x outputs: probabilities, or numbers in the units of the samples' targets).
    pub fn score(self, samples: &Samples, predictions: &[f32]) -> f64 {
        let outputs = samples.outputs_per_row.max(1);
        match self {
            Self::Accuracy => {
                let rows = predictions.chunks_exact(outputs).zip(samples.targets.chunks_exact(outputs));
                let right = rows.filter(|(guess, truth)| same_class(guess, truth)).count();
                right as f64 / samples.rows.max(1) as f64
            }
            Self::MicroF1 => {
                let (mut hits, mut misses) = (0_u64, 0_u64);
                for (&guess, &truth) in predictions.iter().zip(&samples.targets) {
                    match (guess > 0.5, truth > 0.5) {
                        (true, true) => hits += 1,
                        (false, false) => {}
                        _ => misses += 1,
                    }
                }
                // Nothing to find and nothing claimed is a perfect answer.
                if hits + misses == 0 { 1.0 } else { 2.0 * hits as f64 / (2 * hits + misses) as f64 }
            }
            // What it is made of only its owner knows.
            Self::Score => f64::NAN,
            Self::R2 => {
                let truth = || samples.targets.iter().map(|&t| f64::from(t));
                let mean = truth().sum::<f64>() / samples.targets.len().max(1) as f64;
                let spread: f64 = truth().map(|t| (t - mean) * (t - mean)).sum();
                let error: f64 = truth().zip(predictions).map(|(t, &p)| (t - f64::from(p)).powi(2)).sum();
                1.0 - error / spread.max(f64::MIN_POSITIVE)
            }
        }
    }
}

/// One output is a yes or no at one half; several are one-hot.
fn same_class(guess: &[f32], truth: &[f32]) -> bool {
    match (guess, truth) {
        ([guess], [truth]) => (*guess > 0.5) == (*truth > 0.5),
        _ => argmax(guess).is_some_and(|class| argmax(truth) == Some(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(outputs_per_row: usize, targets: &[f32]) -> Samples {
        let rows = targets.len() / outputs_per_row;
        Samples { rows, outputs_per_row, targets: targets.to_vec(), ..Samples::default() }
    }

    #[test]
    fn scores_by_hand() {
        let classes = samples(3, &[1.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(Metric::Accuracy.score(&classes, &[0.5, 0.3, 0.2, 0.4, 0.5, 0.1]), 0.5);
        assert_eq!(Metric::Accuracy.score(&samples(1, &[1.0, 0.0, 1.0]), &[0.9, 0.6, 0.51]), 2.0 / 3.0);
        assert_eq!(Metric::Accuracy.score(&samples(1, &[1.0]), &[f32::NAN]), 0.0);
        // Labels: two hits, one false alarm, one miss.
        let labels = samples(2, &[1.0, 0.0, 1.0, 1.0]);
        assert_eq!(Metric::MicroF1.score(&labels, &[0.9, 0.7, 0.8, 0.1]), 4.0 / 6.0);
        let numbers = samples(1, &[1.0, 2.0, 3.0]);
        assert_eq!(Metric::R2.score(&numbers, &[2.0, 2.0, 2.0]), 0.0);
        assert_eq!(Metric::R2.score(&numbers, &[1.0, 2.0, 3.0]), 1.0);
    }
}
