//! What a network answered on rows that it was neither trained nor chosen on.

use super::plan::StudyError;
use crate::data::{Samples, Task};
use crate::model::{Model, outputs};
use nonlin::rows::argmax;
use serde::Serialize;

/// The answers beside the truth.
#[derive(Clone, Debug, Serialize)]
pub struct Answers {
    /// How many rows.
    pub rows: usize,
    /// The classes, of a task that has them.
    pub classes: Vec<String>,
    /// For each class that a row may be of, how often each class was answered; empty for numbers and for several labels.
    pub counts: Vec<Vec<usize>>,
    /// For numbers: the errors' median, their ninth decile and the largest, in the target's own unit.
    pub errors: [f64; 3],
}

impl Answers {
    /// Those of a model on encoded rows.
    pub fn of(model: &Model, samples: &Samples) -> Result<Self, StudyError> {
        let predictions = outputs(&model.network, samples)?;
        let per_row = samples.outputs_per_row.max(1);
        let (mut classes, mut counts, mut errors) = (Vec::new(), Vec::new(), [0.0; 3]);
        match model.task {
            Task::Binary | Task::MultiClass => {
                classes = model.encoder.class_names();
                counts = vec![vec![0; classes.len()]; classes.len()];
                let class = |row: &[f32]| match row {
                    [one] => Some(usize::from(*one > 0.5)),
                    several => argmax(several),
                };
                for (guess, truth) in predictions.chunks_exact(per_row).zip(samples.targets.chunks_exact(per_row)) {
                    if let (Some(guess), Some(truth)) = (class(guess), class(truth))
                        && let Some(count) = counts.get_mut(truth).and_then(|row| row.get_mut(guess))
                    {
                        *count += 1;
                    }
                }
            }
            Task::Regression => {
                let scale = model.encoder.target_scale().map_or(1.0, |(_, deviation)| deviation);
                let mut all: Vec<f64> = predictions
                    .iter()
                    .zip(&samples.targets)
                    .map(|(guess, truth)| f64::from((guess - truth).abs()) * scale)
                    .collect();
                all.sort_by(f64::total_cmp);
                let at = |share: usize| all.get((all.len() * share / 10).min(all.len().saturating_sub(1))).copied();
                errors = [at(5), at(9), at(10)].map(|error| error.unwrap_or(0.0));
            }
            Task::MultiLabel => {}
        }
        Ok(Self { rows: samples.rows, classes, counts, errors })
    }
}
