//! One layer as plain data.

use super::{ActivationSpec, ConvSpec, PoolSpec, RecurrentSpec};
use crate::initialiser::Initialiser;
use serde::{Deserialize, Serialize};

/// One layer. In a file it is a table, or a text such as `"dense 64 gelu"`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(remote = "Self", tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum LayerSpec {
    /// Weighted sums of all inputs; of a sequence, of each step's inputs.
    Dense(DenseSpec),
    /// Convolution over an image or a sequence.
    Conv(ConvSpec),
    /// The largest number of each window.
    MaxPool(PoolSpec),
    /// The mean of each window.
    AveragePool(PoolSpec),
    /// The largest number of each channel.
    GlobalMaxPool,
    /// The mean of each channel.
    GlobalAveragePool,
    /// The same numbers without their order.
    Flatten,
    /// A recurrent layer over the steps of a sequence.
    Recurrent(RecurrentSpec),
    /// A learnt vector for each token. The vectors start normally distributed with variance 1, as `PyTorch`'s do.
    Embedding {
        /// Numbers per token.
        units: usize,
    },
    /// Each channel brought to mean 0 and variance 1 over the batch, then scaled and shifted by what is learnt; when
    /// predicting, with running means (Ioffe & Szegedy 2015, arXiv 1502.03167).
    BatchNorm {
        /// How much of a new batch goes into the running means.
        #[serde(default = "tenth")]
        momentum: f64,
        /// Added to the variance.
        #[serde(default = "norm_epsilon")]
        epsilon: f64,
    },
    /// Each row (of a sequence each step) brought to mean 0 and variance 1, then scaled and shifted by what is learnt
    /// (Ba et al. 2016, arXiv 1607.06450).
    LayerNorm {
        /// Added to the variance.
        #[serde(default = "norm_epsilon")]
        epsilon: f64,
    },
    /// Each row (of a sequence each step) divided by its root mean square, then scaled by what is learnt
    /// (Zhang & Sennrich 2019, arXiv 1910.07467).
    RmsNorm {
        /// Added to the mean square.
        #[serde(default = "norm_epsilon")]
        epsilon: f64,
    },
    /// In training each number is 0 with probability `rate`, else divided by `1 - rate` (Srivastava et al. 2014).
    Dropout {
        /// From 0 to below 1.
        rate: f64,
    },
    /// Dropout for SELU: dropped numbers take its lower limit, and mean and variance are kept (Klambauer et al. 2017).
    AlphaDropout {
        /// From 0 to below 1.
        rate: f64,
    },
    /// An activation by itself.
    Activation(ActivationSpec),
    /// A dense layer of twice the units whose one half gates the other (Dauphin et al. 2017; Shazeer 2020).
    Gated(GatedSpec),
    /// A function of the whole row, of a sequence of each step: softmax, sparsemax, ...
    Rows {
        /// Its name in the registry.
        function: String,
    },
    /// Layers with a way around them, added to what they pass on (He et al. 2015, arXiv 1512.03385).
    Residual(ResidualSpec),
}

/// A dense layer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenseSpec {
    /// Number of nodes.
    pub units: usize,
    /// Their activation; none is `linear`, as the last layer of a network has it (its output activation is the network's).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<ActivationSpec>,
    /// Whether there is a bias per node.
    #[serde(default = "super::convolution::yes")]
    pub bias: bool,
    /// How the weights start; the one that fits the activation's family if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialiser: Option<Initialiser>,
}

/// A gated unit.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatedSpec {
    /// Its name: `glu`, `swiglu`, ...
    pub unit: String,
    /// Numbers that it passes on; its weights make twice as many.
    pub units: usize,
    /// How the weights start; Glorot uniform if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialiser: Option<Initialiser>,
}

/// A residual block.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResidualSpec {
    /// The layers that are gone around.
    pub layers: Vec<LayerSpec>,
    /// What the way around does, where the shapes differ: a convolution with a 1 x 1 kernel, say. Nothing if empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shortcut: Vec<LayerSpec>,
}

impl LayerSpec {
    /// A dense layer with the initialiser of its activation.
    pub fn dense(units: usize, activation: impl Into<ActivationSpec>) -> Self {
        Self::Dense(DenseSpec::new(units, activation))
    }

    /// A dense layer without activation, as the last layer of a network is.
    pub fn output(units: usize) -> Self {
        Self::Dense(DenseSpec { activation: None, ..DenseSpec::new(units, "linear") })
    }

    /// The word for this kind of layer in a network's text.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dense(_) => "dense",
            Self::Conv(_) => "conv",
            Self::MaxPool(_) => "max_pool",
            Self::AveragePool(_) => "average_pool",
            Self::GlobalMaxPool => "global_max_pool",
            Self::GlobalAveragePool => "global_average_pool",
            Self::Flatten => "flatten",
            Self::Recurrent(spec) => match spec.cell {
                super::Cell::Rnn => "rnn",
                super::Cell::Lstm => "lstm",
                super::Cell::Gru => "gru",
            },
            Self::Embedding { .. } => "embedding",
            Self::BatchNorm { .. } => "batch_norm",
            Self::LayerNorm { .. } => "layer_norm",
            Self::RmsNorm { .. } => "rms_norm",
            Self::Dropout { .. } => "dropout",
            Self::AlphaDropout { .. } => "alpha_dropout",
            Self::Activation(_) => "activation",
            Self::Gated(_) => "gated",
            Self::Rows { .. } => "rows",
            Self::Residual(_) => "residual",
        }
    }
}

impl DenseSpec {
    /// A layer with a bias and its activation's own initialiser.
    pub fn new(units: usize, activation: impl Into<ActivationSpec>) -> Self {
        Self { units, activation: Some(activation.into()), bias: true, initialiser: None }
    }
}

/// How much of a new batch goes into running means; `PyTorch`'s.
pub(super) const USUAL_MOMENTUM: f64 = 0.1;
/// What is added to a variance; `PyTorch`'s.
pub(super) const USUAL_EPSILON: f64 = 1e-5;

fn tenth() -> f64 {
    USUAL_MOMENTUM
}

fn norm_epsilon() -> f64 {
    USUAL_EPSILON
}
