//! What was seen inside a network, whoever saw it: a training of ours, a run of an ONNX model, hooks in another framework.
//!
//! As a file it is JSON lines (see [`lines`]): one line that says what it is of, one per layer, then one per sample as it comes, so that what
//! was written before a crash can be read.

mod data;
mod layer;
pub mod lines;
mod spread;

pub use data::{Answers, ColumnTrace, DataTrace, Neighbours};
pub use layer::{LayerKind, LayerSample, LayerTrace, WeightTrace};
pub use spread::{BINS, Spread};

use serde::{Deserialize, Serialize};

/// The inside of a network over the steps that were sampled.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Trace {
    /// What it is of.
    pub about: About,
    /// The layers, from the input on, the output layer last.
    pub layers: Vec<LayerTrace>,
    /// The loss, step by step.
    pub steps: Vec<StepSample>,
    /// What the network was given.
    pub data: Option<DataTrace>,
}

/// What a trace is of. What is not known is not there.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Who saw it: `nonlin train`, `onnx`, `pytorch`.
    pub source: String,
    /// The kind of question: `regression`, `binary`, `multiclass`, `multilabel`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The loss, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<String>,
    /// The activation that is applied to the output layer's result: `linear`, `sigmoid`, `softmax`, `log_softmax`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_activation: Option<String>,
    /// Numbers per row of output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<usize>,
    /// The learning rate at the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learning_rate: Option<f64>,
    /// The length that gradients are shortened to; they are recorded as they were before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clip_norm: Option<f64>,
    /// Steps per pass over the training rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps_per_epoch: Option<u64>,
    /// The loss of an answer that looks at no input: the mean, the shares of the classes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_loss: Option<f64>,
    /// Operators of a model that were not understood and passed over, with the number of their nodes: `STFT (2)`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed_over: Vec<String>,
}

/// The loss at one step.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct StepSample {
    /// The step, from 1.
    pub step: u64,
    /// The mean loss over the step's rows; NaN or infinity if it was none (`null` in a file).
    #[serde(with = "lines::number")]
    pub loss: f64,
}

impl Trace {
    /// The hidden layers: all with an activation or weights but the output layer.
    pub fn hidden(&self) -> impl DoubleEndedIterator<Item = &LayerTrace> {
        self.layers.iter().filter(|layer| !layer.output)
    }

    /// The places of the layers whose results the one at this place takes.
    pub fn inputs(&self, place: usize) -> Vec<usize> {
        match self.layers.get(place).and_then(|layer| layer.inputs.as_ref()) {
            Some(inputs) => inputs.iter().copied().filter(|&input| input < place).collect(),
            None => place.checked_sub(1).into_iter().collect(),
        }
    }

    /// How many layers take the result of each.
    pub fn takers(&self) -> Vec<usize> {
        let mut takers = vec![0; self.layers.len()];
        for place in 0..self.layers.len() {
            for input in self.inputs(place) {
                takers[input] += 1;
            }
        }
        takers
    }

    /// The place of the output layer: the last that is called so, else the last.
    pub fn output_layer(&self) -> Option<usize> {
        self.layers.iter().rposition(|layer| layer.output).or(self.layers.len().checked_sub(1))
    }

    /// The layers that have weights, the output layer too.
    pub fn weighted(&self) -> impl DoubleEndedIterator<Item = &LayerTrace> + Clone {
        self.layers.iter().filter(|layer| layer.kind.has_weights())
    }
}
