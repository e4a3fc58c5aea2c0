//! One layer, and what was seen of it.

use super::lines;
use super::spread::Spread;
use serde::{Deserialize, Serialize};

/// What a layer does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerKind {
    /// Weighted sums of everything.
    #[default]
    Dense,
    /// Weighted sums of a window.
    Convolution,
    /// A state that goes through it at every step.
    Recurrent,
    /// A learnt vector per token.
    Embedding,
    /// Mean and variance over the batch.
    BatchNorm,
    /// Mean and variance, or the mean square, of a row.
    RowNorm,
    /// Numbers left out at random.
    Dropout,
    /// The same for SELU.
    AlphaDropout,
    /// An activation by itself.
    Activation,
    /// A function of whole rows: softmax and its kin.
    Rows,
    /// Sums with what went around.
    Add,
    /// Whatever else there is; it passes on what it gets in some form.
    Other,
}

impl LayerKind {
    /// Whether what it does is mostly decided by its weights.
    pub fn has_weights(self) -> bool {
        matches!(self, Self::Dense | Self::Convolution | Self::Recurrent | Self::Embedding)
    }
}

/// One layer.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "they are keys of a file, each absent where it does not hold")]
pub struct LayerTrace {
    /// What a person calls it: `layer 1 (dense)`.
    pub name: String,
    /// What it does.
    pub kind: LayerKind,
    /// Its activation: a name in the registry of `nonlin`, or a formula; `linear` where it has none.
    pub activation: String,
    /// Whether it is the output layer.
    pub output: bool,
    /// The places, from 0, of the layers whose results it takes, fewer than its inputs where the model's own are among them; `None` in a
    /// chain, where that is the layer before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Vec<usize>>,
    /// Whether it does not take those results as they are, but cut, averaged or in another order.
    #[serde(skip_serializing_if = "is_false")]
    pub rearranged: bool,
    /// Whether each unit of a convolution looks at a part of the channels alone.
    #[serde(skip_serializing_if = "is_false")]
    pub grouped: bool,
    /// Whether it is a layer inside a block that the signal also goes around.
    #[serde(skip_serializing_if = "is_false")]
    pub residual: bool,
    /// Units: nodes, channels, features of a step.
    pub units: usize,
    /// Numbers that each unit sums up; 0 where that says nothing.
    pub fan_in: usize,
    /// Whether there is a bias; `None` where there could be none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bias: Option<bool>,
    /// The share of numbers that a dropout layer leaves out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// The weights when they were first seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<WeightTrace>,
    /// Whether these are the ones it started with, and not trained ones.
    #[serde(skip_serializing_if = "is_false")]
    pub initial: bool,
    /// What was seen, step by step.
    #[serde(skip)]
    pub samples: Vec<LayerSample>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The weights of a layer.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct WeightTrace {
    /// Their mean square.
    #[serde(with = "lines::number")]
    pub mean_square: f64,
    /// Share of the units whose weights are those of another unit.
    pub alike: f64,
    /// How many are NaN or infinite.
    pub not_finite: u64,
    /// The mean of the biases; 0 without any.
    #[serde(with = "lines::number")]
    pub bias: f64,
}

/// One layer at one step.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LayerSample {
    /// The step, from 1.
    pub step: u64,
    /// What the activation is applied to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Spread>,
    /// What the layer passes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Spread>,
    /// Share of the pre-activations in the flat part of the activation (slope under 1 % of its steepest).
    #[serde(skip_serializing_if = "Option::is_none", with = "lines::some_number")]
    pub flat: Option<f64>,
    /// Share of the units that were in the flat part for each of the last [`over`](Self::over) rows: with 95 % confidence such a unit is out of it
    /// on less than `3 / over` of all rows.
    #[serde(skip_serializing_if = "Option::is_none", with = "lines::some_number")]
    pub dead: Option<f64>,
    /// Rows that `dead` looks back over (of a convolution or a sequence, places in them).
    #[serde(skip_serializing_if = "is_zero")]
    pub over: u64,
    /// Root mean square of the gradient of the rows' loss with respect to the pre-activations.
    #[serde(skip_serializing_if = "Option::is_none", with = "lines::some_number")]
    pub gradient: Option<f64>,
    /// Length (2-norm) of the gradient of the loss with respect to the weights.
    #[serde(skip_serializing_if = "Option::is_none", with = "lines::some_number")]
    pub weight_gradient: Option<f64>,
    /// Length of the weights.
    #[serde(skip_serializing_if = "Option::is_none", with = "lines::some_number")]
    pub weight: Option<f64>,
    /// Length of the step's change of the weights, by the length of the weights.
    #[serde(skip_serializing_if = "Option::is_none", with = "lines::some_number")]
    pub update: Option<f64>,
    /// NaN and infinite numbers among pre-activations, activations, gradient and weights.
    #[serde(skip_serializing_if = "all_zero")]
    pub not_finite: [u64; 4],
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

fn all_zero(numbers: &[u64; 4]) -> bool {
    *numbers == [0; 4]
}

impl LayerTrace {
    /// A hidden layer of which only the activation is known.
    pub fn unseen(name: &str, activation: &str) -> Self {
        Self { name: name.to_owned(), activation: activation.to_owned(), ..Self::default() }
    }

    /// Of the samples that have this number, all of them, in order.
    pub fn series(&self, number: impl Fn(&LayerSample) -> Option<f64>) -> Vec<f64> {
        self.samples.iter().filter_map(number).collect()
    }
}
