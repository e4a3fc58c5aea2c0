//! What a network trains on: rows of numbers, and how the numbers of a row are laid out.

use serde::{Deserialize, Serialize};

/// How the numbers of one encoded row are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleShape {
    /// That many inputs without an order.
    Features(usize),
    /// A picture, one channel after the other, each row by row from the top.
    Image {
        /// 1 for grey, 3 for red, green and blue.
        channels: usize,
        /// Rows of pixels.
        height: usize,
        /// Pixels of a row.
        width: usize,
    },
    /// A series, step after step, with zeros after its own end.
    Sequence {
        /// The steps of the longest series.
        steps: usize,
        /// Numbers of a step.
        features: usize,
    },
    /// A text as the numbers of its characters: 0 after the end, 1 for a character that the training part has not,
    /// and from 2 on its characters in order.
    Tokens {
        /// The characters of the longest text.
        steps: usize,
        /// How many token ids there are, 0 and 1 among them.
        vocabulary: usize,
    },
}

impl SampleShape {
    /// How many numbers a row has.
    #[must_use]
    pub fn columns(self) -> usize {
        match self {
            Self::Features(columns) => columns,
            Self::Image { channels, height, width } => channels.saturating_mul(height).saturating_mul(width),
            Self::Sequence { steps, features } => steps.saturating_mul(features),
            Self::Tokens { steps, .. } => steps,
        }
    }
}

impl Default for SampleShape {
    /// No inputs.
    fn default() -> Self {
        Self::Features(0)
    }
}

/// Encoded rows: a matrix of inputs and one of targets, both row after row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// How many rows there are.
    pub rows: usize,
    /// How many inputs each row has: `shape.columns()`.
    pub columns: usize,
    /// The inputs: `rows` times `columns` numbers, all finite.
    pub inputs: Vec<f32>,
    /// How many targets each row has: 1 for regression and binary, one for each class or label otherwise.
    pub outputs_per_row: usize,
    /// The targets: `rows` times `outputs_per_row` numbers, all finite; none if the rows are new ones whose targets
    /// are not known. Regression: standardised. Binary: 1 for the second of the two classes, else 0. Multi-class: 1
    /// in the column of the class, else 0. Multi-label: 1 where the label's column has the second of its two values,
    /// else 0.
    pub targets: Vec<f32>,
    /// How the inputs of a row are laid out.
    pub shape: SampleShape,
    /// For series and texts how many steps of each row are its own, at least 1; else empty.
    pub lengths: Vec<usize>,
}
