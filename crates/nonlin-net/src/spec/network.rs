//! A whole network as plain data.

use super::{DenseSpec, LayerSpec, OutputActivation};
use crate::shape::Shape;
use serde::{Deserialize, Serialize};

/// A network: what a row of input looks like, the layers in order, and what turns the last one's numbers, the logits,
/// into predictions. In a file it is a table, a text such as `"784, 128 gelu, 10 softmax"`, or a list of such texts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub struct NetworkSpec {
    /// One row of input.
    pub input: Shape,
    /// The layers, first to last. What the last passes on are the logits; it has no activation of its own.
    pub layers: Vec<LayerSpec>,
    /// What makes predictions of the logits.
    #[serde(default)]
    pub output: OutputActivation,
}

impl NetworkSpec {
    /// A network of dense layers: the hidden ones, and an output layer of `outputs` nodes.
    pub fn dense(inputs: usize, hidden: Vec<DenseSpec>, outputs: usize, output: OutputActivation) -> Self {
        let mut layers: Vec<LayerSpec> = hidden.into_iter().map(LayerSpec::Dense).collect();
        layers.push(LayerSpec::output(outputs));
        Self { input: Shape::Features(inputs), layers, output }
    }
}
