//! What one row of data looks like on its way through a network.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The shape of one row: of a network's input, or of what a layer passes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// So many numbers, without order.
    Features(usize),
    /// An image, channel after channel, each row after row (as `PyTorch` and ONNX have it, `NCHW`).
    Image {
        /// Colours, or feature maps.
        channels: usize,
        /// Pixels from top to bottom.
        height: usize,
        /// Pixels from left to right.
        width: usize,
    },
    /// A sequence, step after step. A row may be shorter: beyond its end it holds zeros.
    Sequence {
        /// The most steps.
        steps: usize,
        /// Numbers per step.
        features: usize,
    },
    /// A sequence of whole numbers below `vocabulary`: letters or words. A row may be shorter: beyond its end it holds zeros.
    Tokens {
        /// The most steps.
        steps: usize,
        /// How many different tokens there are.
        vocabulary: usize,
    },
}

impl Shape {
    /// Numbers per row; `None` if they overflow.
    pub fn checked_len(self) -> Option<usize> {
        match self {
            Self::Features(features) => Some(features),
            Self::Image { channels, height, width } => channels.checked_mul(height)?.checked_mul(width),
            Self::Sequence { steps, features } => steps.checked_mul(features),
            Self::Tokens { steps, .. } => Some(steps),
        }
    }

    /// Numbers per row, the largest number there is if they overflow.
    pub fn len(self) -> usize {
        self.checked_len().unwrap_or(usize::MAX)
    }

    /// Whether a row has no numbers.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Steps, where the shape has some: rows may then differ in length.
    pub fn steps(self) -> Option<usize> {
        match self {
            Self::Sequence { steps, .. } | Self::Tokens { steps, .. } => Some(steps),
            Self::Features(_) | Self::Image { .. } => None,
        }
    }

    /// How many numbers of each kind stand side by side: features, channels, features of a step, or 1 for tokens.
    pub fn channels(self) -> usize {
        match self {
            Self::Features(channels) | Self::Image { channels, .. } | Self::Sequence { features: channels, .. } => {
                channels
            }
            Self::Tokens { .. } => 1,
        }
    }
}

/// `784 features`, `1 x 28 x 28 image`, `sequence of up to 29 x 12`, `up to 15 of 27 tokens`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Features(1) => f.write_str("1 feature"),
            Self::Features(features) => write!(f, "{features} features"),
            Self::Image { channels, height, width } => write!(f, "{channels} x {height} x {width} image"),
            Self::Sequence { steps, features } => write!(f, "sequence of up to {steps} x {features}"),
            Self::Tokens { steps, vocabulary } => write!(f, "up to {steps} of {vocabulary} tokens"),
        }
    }
}
