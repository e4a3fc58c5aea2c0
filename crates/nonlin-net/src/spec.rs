//! A network as plain data: what a person writes, and what is saved.

use crate::error::NetError;
use crate::initialiser::Initialiser;
use nonlin::Activation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A dense network: an input layer, hidden layers, an output layer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSpec {
    /// Numbers per row of input.
    pub inputs: usize,
    /// The hidden layers, first to last; none gives a linear model.
    #[serde(default)]
    pub hidden: Vec<DenseSpec>,
    /// The output layer.
    pub output: OutputSpec,
}

/// A hidden dense layer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenseSpec {
    /// Number of nodes.
    pub units: usize,
    /// Their activation.
    pub activation: ActivationSpec,
    /// How the weights start; the one that fits the activation's family if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialiser: Option<Initialiser>,
}

/// The output layer. Training works on its pre-activations (the logits); the activation is applied when predicting.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputSpec {
    /// Number of outputs.
    pub units: usize,
    /// Their activation.
    pub activation: OutputActivation,
    /// How the weights start; Glorot uniform if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialiser: Option<Initialiser>,
}

/// An activation of the registry by name or alias, with the parameters that differ from their defaults.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationSpec {
    /// Name or alias.
    pub name: String,
    /// Parameters by name. For a learnable one this is where it starts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, f64>,
}

/// What turns logits into predictions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputActivation {
    /// Any real number: regression.
    Linear,
    /// A probability per output, each by itself: one for two classes, several for labels that may hold together.
    Sigmoid,
    /// Probabilities that add up to 1 over the outputs: one of several classes.
    Softmax,
}

impl DenseSpec {
    /// A layer with its activation's own initialiser.
    pub fn new(units: usize, activation: impl Into<ActivationSpec>) -> Self {
        Self { units, activation: activation.into(), initialiser: None }
    }
}

impl OutputSpec {
    /// An output layer with Glorot uniform weights.
    pub fn new(units: usize, activation: OutputActivation) -> Self {
        Self { units, activation, initialiser: None }
    }
}

impl From<&str> for ActivationSpec {
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), parameters: BTreeMap::new() }
    }
}

impl From<String> for ActivationSpec {
    fn from(name: String) -> Self {
        Self { name, parameters: BTreeMap::new() }
    }
}

impl ActivationSpec {
    /// The activation itself; `layer` is named in the error.
    pub(crate) fn resolve(&self, layer: &str) -> Result<Activation, NetError> {
        let wrong = |source| NetError::Activation { layer: layer.to_owned(), source };
        let mut activation = Activation::named(&self.name).map_err(wrong)?;
        for (parameter, &value) in &self.parameters {
            if !value.is_finite() {
                let (layer, parameter) = (layer.to_owned(), parameter.clone());
                return Err(NetError::ActivationParameter { layer, parameter, value });
            }
            activation = activation.with(parameter, value).map_err(wrong)?;
        }
        Ok(activation)
    }
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
