//! Convolution and pooling, as plain data.

use super::ActivationSpec;
use crate::initialiser::Initialiser;
use serde::{Deserialize, Serialize};

/// A window that slides over an image, or over the steps of a sequence, for which the first number of each pair counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Height and width, or steps.
    pub kernel: [usize; 2],
    /// How far it moves from one place to the next.
    pub stride: [usize; 2],
    /// Zeros around the input, on each side.
    pub padding: [usize; 2],
}

/// Convolution over an image (2-D) or over the steps of a sequence (1-D): which of the two the input's shape says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConvSpec {
    /// Feature maps that it makes.
    pub filters: usize,
    /// Height and width of what each looks at; over a sequence the first counts, in steps.
    pub kernel: [usize; 2],
    /// How far it moves from one place to the next.
    #[serde(default = "side_by_side")]
    pub stride: [usize; 2],
    /// Zeros around the input, on each side.
    #[serde(default)]
    pub padding: [usize; 2],
    /// Groups of channels that do not see each other; 1 is the ordinary convolution, as many as channels the depthwise one.
    #[serde(default = "one")]
    pub groups: usize,
    /// The activation; none is `linear`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<ActivationSpec>,
    /// Whether there is a bias per filter.
    #[serde(default = "yes")]
    pub bias: bool,
    /// How the weights start; what fits the activation if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialiser: Option<Initialiser>,
}

/// Pooling over windows of an image or of the steps of a sequence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolSpec {
    /// Height and width of a window; over a sequence the first counts, in steps.
    pub kernel: [usize; 2],
    /// How far it moves from one place to the next.
    pub stride: [usize; 2],
    /// How far windows reach over each edge. What lies there counts as nothing: it is never the maximum, and no part of a mean.
    #[serde(default)]
    pub padding: [usize; 2],
}

impl ConvSpec {
    /// A square kernel that moves by 1, without padding, in one group, with a bias.
    pub fn new(filters: usize, kernel: usize, activation: impl Into<ActivationSpec>) -> Self {
        Self {
            filters,
            kernel: [kernel; 2],
            stride: [1; 2],
            padding: [0; 2],
            groups: 1,
            activation: Some(activation.into()),
            bias: true,
            initialiser: None,
        }
    }

    /// What each filter looks at.
    pub fn window(&self) -> Window {
        Window { kernel: self.kernel, stride: self.stride, padding: self.padding }
    }
}

impl PoolSpec {
    /// Square windows side by side.
    pub fn new(kernel: usize) -> Self {
        Self { kernel: [kernel; 2], stride: [kernel; 2], padding: [0; 2] }
    }

    /// The window.
    pub fn window(&self) -> Window {
        Window { kernel: self.kernel, stride: self.stride, padding: self.padding }
    }
}

fn one() -> usize {
    1
}

fn side_by_side() -> [usize; 2] {
    [1; 2]
}

pub(super) fn yes() -> bool {
    true
}
