//! Recurrent layers, as plain data.

use super::ActivationSpec;
use crate::initialiser::Initialiser;
use serde::{Deserialize, Serialize};

/// Which recurrent unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// `h' = f(W x + U h + b)` (Elman 1990).
    Rnn,
    /// Long short-term memory with a forget gate, without peepholes (Hochreiter & Schmidhuber 1997; Gers et al. 2000).
    Lstm,
    /// Gated recurrent unit in the form of cuDNN, `PyTorch` and Keras: the reset gate acts after the recurrent product
    /// (Cho et al. 2014, arXiv 1406.1078).
    Gru,
}

/// What a recurrent layer passes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum States {
    /// The state after the last step of each row.
    #[default]
    Last,
    /// The state after every step.
    All,
}

/// A recurrent layer over the steps of a sequence.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurrentSpec {
    /// Which unit.
    pub cell: Cell,
    /// Units (of each direction).
    pub units: usize,
    /// The activation of the state; `tanh` if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<ActivationSpec>,
    /// The activation of the gates; `sigmoid` if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate_activation: Option<ActivationSpec>,
    /// What is passed on.
    #[serde(default)]
    pub states: States,
    /// Whether a second set of units reads the sequence from its end, its states put after those of the first.
    #[serde(default)]
    pub bidirectional: bool,
    /// How the input weights start; Glorot uniform if `None`. Recurrent weights start orthogonal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialiser: Option<Initialiser>,
}

impl RecurrentSpec {
    /// Forward in time, tanh and sigmoid, the last state.
    pub fn new(cell: Cell, units: usize) -> Self {
        Self {
            cell,
            units,
            activation: None,
            gate_activation: None,
            states: States::Last,
            bidirectional: false,
            initialiser: None,
        }
    }
}
