//! What was seen inside a network, whoever saw it.

use serde::{Deserialize, Serialize};

/// The inside of a network over the steps that were sampled.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Trace {
    /// The layers with weights, from the input on, the output layer last.
    pub layers: Vec<LayerTrace>,
}

/// One layer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LayerTrace {
    /// What a person calls it: `hidden layer 1`.
    pub name: String,
    /// Its activation's name in the registry of `nonlin`.
    pub activation: String,
    /// Whether it is the output layer.
    pub output: bool,
    /// What was seen, step by step.
    pub samples: Vec<LayerSample>,
}

/// One layer at one training step.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct LayerSample {
    /// The step, from 1.
    pub step: u64,
    /// Length (2-norm) of the gradient of the loss with respect to the layer's weights.
    pub gradient_norm: f64,
    /// Length (2-norm) of the weights.
    pub weight_norm: f64,
    /// Share of the units whose output was 0 for every row of the step's batch.
    pub silent_units: f64,
}

impl LayerTrace {
    /// A hidden layer of which only the activation is known.
    pub fn unseen(name: &str, activation: &str) -> Self {
        Self { name: name.to_owned(), activation: activation.to_owned(), output: false, samples: Vec::new() }
    }
}
