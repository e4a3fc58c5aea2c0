//! What a person may say about the data, beside where they are.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{DataError, Task};

/// What a person says about the data; the default says nothing. Columns are named as in the header.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoadOptions {
    /// The columns to predict. Formats that know their labels (IDX, folders, `.ts`, NPZ) need none.
    pub targets: Vec<String>,
    /// Overrides the task that the target suggests.
    pub task: Option<Task>,
    /// Columns to leave out.
    pub drop: Vec<String>,
    /// Columns whose values are categories, whatever they look like.
    pub categorical: Vec<String>,
    /// Columns of numbers, whatever they look like: a cell that is no number counts as missing.
    pub numeric: Vec<String>,
    /// Rows with the same value in this column stay in the same part. It is no input.
    pub group: Option<String>,
    /// The earliest rows by this column (numbers or dates) are the training part, the latest the test part.
    pub time: Option<String>,
    /// A column that says for each row `train`, `validation` or `test`. One named `split` that holds nothing else is
    /// found by itself.
    pub split: Option<String>,
    /// A file of the same kind whose rows are the test part.
    pub test: Option<PathBuf>,
    /// Takes the file beside the given one whose name has `test` in place of `train` as the test part.
    pub sibling_test: bool,
    /// Keeps a sample of that many rows (cases, pictures, series) of each file.
    pub rows: Option<usize>,
    /// The seed of that sample.
    pub seed: u64,
    /// The columns of numbers, in the order of the file, are the pixels of a picture; for a folder of pictures the
    /// size they are scaled to.
    pub image: Option<ImageSize>,
    /// The columns of numbers, in the order of the file, are the steps of one series. Gaps at its end end it.
    pub series: bool,
    /// A column of text to be read character by character. Nothing else is an input then.
    pub sequence: Option<String>,
    /// A column whose equal values make the rows one series each.
    pub case: Option<String>,
    /// The column that orders the rows of a case (numbers or dates); without it the order of the file does.
    pub step: Option<String>,
    /// The memory that data may take, in bytes; without it what is available.
    pub memory: Option<u64>,
}

impl LoadOptions {
    /// Options that name the `targets` and nothing else.
    #[must_use]
    pub fn predicting<S: Into<String>>(targets: impl IntoIterator<Item = S>) -> Self {
        Self { targets: targets.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// The size of a picture, written `HxW` or, with channels, `CxHxW`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageSize {
    /// 1 for grey, 3 for red, green and blue.
    pub channels: usize,
    /// Rows of pixels.
    pub height: usize,
    /// Pixels of a row.
    pub width: usize,
}

impl ImageSize {
    /// How many numbers a picture has.
    #[must_use]
    pub fn values(self) -> usize {
        self.channels.saturating_mul(self.height).saturating_mul(self.width)
    }
}

impl fmt::Display for ImageSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.channels {
            1 => write!(f, "{}x{}", self.height, self.width),
            channels => write!(f, "{channels}x{}x{}", self.height, self.width),
        }
    }
}

impl FromStr for ImageSize {
    type Err = DataError;

    fn from_str(text: &str) -> Result<Self, DataError> {
        let numbers: Option<Vec<usize>> =
            text.split(['x', 'X', '×']).map(|n| n.trim().parse().ok().filter(|n| (1..=1 << 14).contains(n))).collect();
        match numbers.as_deref() {
            Some(&[height, width]) => Ok(Self { channels: 1, height, width }),
            Some(&[channels @ (1 | 3), height, width]) => Ok(Self { channels, height, width }),
            _ => Err(DataError::BadImageSize { text: text.to_string() }),
        }
    }
}
