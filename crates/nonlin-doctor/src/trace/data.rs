//! What a network was given.

use super::lines;
use super::spread::Spread;
use serde::{Deserialize, Serialize};

/// Rows of input with their answers.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DataTrace {
    /// How many rows were looked at.
    pub rows: usize,
    /// Every column of input; of images and sequences every place.
    pub columns: Vec<ColumnTrace>,
    /// Whether the columns are one picture or sequence, so that each by itself says little.
    #[serde(skip_serializing_if = "is_false")]
    pub ordered: bool,
    /// Whether the numbers are tokens, which have no scale.
    #[serde(skip_serializing_if = "is_false")]
    pub tokens: bool,
    /// Share of the columns that are the same as an earlier one.
    pub duplicated: f64,
    /// The answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Answers>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// A column of input.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ColumnTrace {
    /// Its name, or place.
    pub name: String,
    /// How its numbers are spread; none if all are NaN or infinite.
    pub spread: Option<Spread>,
    /// How many are NaN or infinite.
    pub not_finite: u64,
}

impl ColumnTrace {
    /// Whether all its finite numbers are the same.
    pub fn is_constant(&self) -> bool {
        self.spread.is_some_and(|spread| spread.low == spread.high)
    }

    /// How far its numbers are from 0 as a rule, the larger of deviation and mean: about 1 where they are scaled.
    pub fn size(&self) -> Option<f64> {
        self.spread.map(|spread| spread.deviation.max(spread.mean.abs()))
    }
}

/// The answers to the rows.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Answers {
    /// Whether all rows have the same.
    pub constant: bool,
    /// The smallest and the largest number among them.
    pub range: [f64; 2],
    /// How much a row's answer is like its nearest neighbour's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighbours: Option<Neighbours>,
}

/// Rows beside their nearest neighbours.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Neighbours {
    /// Pairs that were looked at.
    pub pairs: usize,
    /// Between answers of neighbours: the share of chance disagreement that is gone (Cohen's kappa) for classes, the correlation for numbers. 0 is
    /// what unrelated answers have, 1 the same answers.
    #[serde(with = "lines::number")]
    pub likeness: f64,
    /// Its standard error if the answers were unrelated to the rows.
    #[serde(with = "lines::number")]
    pub error: f64,
}
