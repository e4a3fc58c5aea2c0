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
    /// Long short-term memory with a forget gate, without peepholes (Hochreiter & Schmidhuber 1997; Gers et al. 2000):
    /// `c' = f c + i g` and `h' = o tanh(c')`. The blocks of its weights are `i f g o`, as in `PyTorch`. The forget gate's bias starts
    /// at 1, so that it remembers before it has learnt to (Jozefowicz et al. 2015); all other biases start at 0.
    Lstm,
    /// Gated recurrent unit in the form of cuDNN, `PyTorch` and Keras: the reset gate acts after the recurrent product
    /// (Cho et al. 2014, arXiv 1406.1078): `n = tanh(W x + b + r (U h + b'))` and `h' = (1 - z) n + z h`. The blocks of its weights
    /// are `r z n`, as in `PyTorch`; there are two biases, `bias` and `recurrent_bias`.
    Gru,
}

/// What a recurrent layer passes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum States {
    /// The state after the last step of each row; of the reverse direction, which begins at the row's end, after its first.
    #[default]
    Last,
    /// The state after every step.
    All,
}

/// A recurrent layer over the steps of a sequence. Rows of unequal length end each at its own end.
///
/// Its parameters are `weight` (features x gates units), `recurrent_weight` (units x gates units), `bias` and, of a GRU, `recurrent_bias`,
/// the blocks of the gates side by side; those of the second direction have `_reverse` after their names. What activations learn is
/// `activation` and `gate_activation`, shared by all gates, steps and directions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurrentSpec {
    /// Which unit.
    pub cell: Cell,
    /// Units (of each direction).
    pub units: usize,
    /// The activation of the state (of an LSTM, of its candidate and of its cell); `tanh` if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activation: Option<ActivationSpec>,
    /// The activation of the gates; `sigmoid` if `None`, which it must be for a unit without gates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate_activation: Option<ActivationSpec>,
    /// What is passed on.
    #[serde(default)]
    pub states: States,
    /// Whether a second set of units reads the sequence from its end, its states put after those of the first.
    #[serde(default)]
    pub bidirectional: bool,
    /// How the input weights start, those of each gate by itself; Glorot uniform if `None`. Recurrent weights start orthogonal, gate
    /// by gate.
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
