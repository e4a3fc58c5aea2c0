//! What is asked, and what is answered, as plain data.

use crate::data::Task;
use serde::{Deserialize, Serialize};

/// What is to be built.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Question {
    /// What it predicts.
    pub task: Task,
    /// The kind of network.
    pub model: ModelKind,
    /// Hidden layers.
    pub depth: usize,
    /// What matters most.
    pub goal: Goal,
    /// A hidden activation of the user's own choice, to be checked.
    pub hidden: Option<String>,
    /// An output activation of the user's own choice, to be checked.
    pub output: Option<String>,
}

/// The kind of network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelKind {
    /// Dense layers.
    Mlp,
    /// Convolutions.
    Cnn,
    /// Recurrent layers.
    Rnn,
    /// Attention and dense layers.
    Transformer,
}

/// What matters most.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// The score.
    Accuracy,
    /// Time per row.
    Speed,
    /// Bytes kept for the way back.
    Memory,
}

/// A piece of advice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Point {
    /// What it is about: `output`, `loss`, `hidden`, ...
    pub about: &'static str,
    /// What to take.
    pub choice: String,
    /// Why, as a sentence without its full stop.
    pub reason: String,
    /// Who says so.
    pub source: &'static str,
    /// What the lab measured of it on public data sets, as a sentence without its full stop.
    pub measured: Option<String>,
}

/// A choice that breaks a rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Warning {
    /// The choice.
    pub choice: String,
    /// What is wrong with it, as a sentence without its full stop.
    pub problem: String,
    /// What to do, as a sentence without its full stop.
    pub way_out: String,
    /// Who says so.
    pub source: &'static str,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Advice {
    /// What was asked.
    pub question: Question,
    /// The advice, the output first.
    pub points: Vec<Point>,
    /// What is wrong with the choices that were given.
    pub warnings: Vec<Warning>,
}
