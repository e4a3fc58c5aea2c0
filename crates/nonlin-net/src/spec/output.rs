//! What turns logits into predictions.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What turns logits into predictions. Training works on the logits; this is applied when predicting.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputActivation {
    /// Any real number: regression.
    #[default]
    Linear,
    /// A probability per output, each by itself: one for two classes, several for labels that may hold together.
    Sigmoid,
    /// Probabilities that add up to 1 over the outputs: one of several classes.
    Softmax,
}

impl OutputActivation {
    /// Its name in the registry.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Sigmoid => "sigmoid",
            Self::Softmax => "softmax",
        }
    }
}

impl fmt::Display for OutputActivation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
