//! What is told of a training.

use nonlin_lab::live::Snapshot;
use serde::Serialize;

/// A training at a moment, and how it is going.
#[derive(Serialize)]
pub(crate) struct Frame {
    /// Whether it is to go on.
    pub(crate) running: bool,
    pub(crate) learning_rate: f64,
    /// Steps per second at most; 0 for as many as there can be.
    pub(crate) pace: f64,
    /// Steps made in the last second.
    pub(crate) steps_per_second: f64,
    #[serde(flatten)]
    pub(crate) snapshot: Snapshot,
}
