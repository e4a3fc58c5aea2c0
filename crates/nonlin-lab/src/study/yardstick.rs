//! What intervals of scores are made with.

use super::metric::Metric;
use super::statistics::Sample;
use crate::data::{Dataset, Prepared};

/// Scores on one part of each split, training on another.
#[derive(Clone, Copy, Debug)]
pub struct Yardstick {
    pub(crate) metric: Metric,
    /// Rows that change their part from repeat to repeat, per training row.
    overlap: f64,
    /// Rows that are judged in each repeat.
    judged: usize,
    /// Rows in all.
    rows: usize,
    /// Whether the same rows are judged in every repeat.
    fixed: bool,
}

impl Yardstick {
    /// For scores on validation parts.
    pub(crate) fn validation(dataset: &Dataset, parts: &Prepared) -> Self {
        Self::new(dataset, parts.validation.rows, parts, false)
    }

    /// For scores on test parts.
    ///
    /// Where the test rows are the same in every repeat they say nothing of other rows: a difference between activations is then one on these rows, over
    /// what training leaves to chance, and a score alone has the noise of so many rows besides.
    pub(super) fn test(dataset: &Dataset, parts: &Prepared) -> Self {
        Self::new(dataset, parts.test.rows, parts, dataset.has_fixed_test())
    }

    /// For scores on the same rows in every repeat, after training on the same rows: what differs is the seed.
    pub(super) fn of_same_rows(metric: Metric, rows: Option<usize>) -> Self {
        let rows = rows.unwrap_or(usize::MAX);
        Self { metric, overlap: 0.0, judged: rows, rows, fixed: true }
    }

    fn new(dataset: &Dataset, judged: usize, parts: &Prepared, fixed: bool) -> Self {
        // Beside a fixed test part training and validation rows are dealt out anew.
        let moving = if fixed { parts.validation.rows } else { judged };
        Self {
            metric: Metric::for_task(dataset.task()),
            overlap: moving as f64 / parts.train.rows as f64,
            judged,
            rows: dataset.rows(),
            fixed,
        }
    }

    /// Differences of scores, one per repeat.
    pub(crate) fn differences(&self, values: Vec<f64>) -> Sample {
        // Rows that were judged in some repeat, at most.
        let seen = if self.fixed { self.judged } else { (self.judged * values.len()).min(self.rows) };
        let floor = if self.metric.is_share() { 3.0 / seen as f64 } else { 0.0 };
        Sample::new(values, self.overlap, floor)
    }

    /// Differences of losses, one per repeat.
    pub(crate) fn loss_differences(&self, values: Vec<f64>) -> Sample {
        Sample::new(values, self.overlap, 0.0)
    }

    /// Scores, one per repeat.
    pub(crate) fn scores(&self, values: Vec<f64>) -> Sample {
        let sample = self.differences(values);
        let p = sample.mean().clamp(0.0, 1.0);
        let of_rows = if self.fixed && self.metric.is_share() { p * (1.0 - p) / self.judged as f64 } else { 0.0 };
        sample.with_shared(of_rows)
    }
}
