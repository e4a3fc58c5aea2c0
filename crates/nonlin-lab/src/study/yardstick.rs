//! What intervals of scores are made with.

use super::metric::Metric;
use super::statistics::Sample;
use crate::data::{Dataset, Samples};

/// Scores on one part of each split, training on another.
pub(super) struct Yardstick {
    pub(super) metric: Metric,
    /// Judged rows per training row.
    overlap: f64,
    /// Rows that are judged in each repeat.
    judged: usize,
    /// Rows in all.
    rows: usize,
}

impl Yardstick {
    /// For scores on parts like `judged` of networks trained on parts like `train`.
    pub(super) fn new(dataset: &Dataset, train: &Samples, judged: &Samples) -> Self {
        Self {
            metric: Metric::for_task(dataset.task()),
            overlap: judged.rows as f64 / train.rows as f64,
            judged: judged.rows,
            rows: dataset.rows(),
        }
    }

    /// A value per repeat.
    pub(super) fn sample(&self, values: Vec<f64>) -> Sample {
        // Rows that were judged in some repeat, at most.
        let seen = (self.judged * values.len()).min(self.rows);
        let floor = if self.metric.is_share() { 3.0 / seen as f64 } else { 0.0 };
        Sample::new(values, self.overlap, floor)
    }
}
