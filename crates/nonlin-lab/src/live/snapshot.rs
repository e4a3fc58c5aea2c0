//! What is to be seen of a training at a moment.

use nonlin_doctor::Finding;
use nonlin_doctor::trace::Spread;
use nonlin_net::Outcome;
use serde::Serialize;

/// Places of the surface along each axis.
pub const GRID: usize = 50;
/// Places of a unit's own surface along each axis.
pub const UNIT_GRID: usize = 12;

/// A training at a moment.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Snapshot {
    /// Steps made.
    pub step: u64,
    /// Epochs finished.
    pub epoch: u64,
    /// Mean loss over the points learnt from.
    pub train_loss: f64,
    /// Mean loss over the points that judge.
    pub test_loss: f64,
    /// Share of the judging points in the right class; none where quantities are predicted.
    pub accuracy: Option<f64>,
    /// Why it ended, if it did.
    pub ended: Option<Outcome>,
    /// The losses so far, thinned out evenly.
    pub progress: Vec<Progress>,
    /// What the network says all over the plane.
    pub surface: Surface,
    /// All layers, the output layer last.
    pub layers: Vec<LayerSnapshot>,
    /// What the doctor finds.
    pub findings: Vec<Finding>,
}

/// The losses at a step.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Progress {
    /// The step.
    pub step: u64,
    /// Mean loss over the points learnt from.
    pub train: f64,
    /// Mean loss over the points that judge.
    pub test: f64,
}

/// What the network says at [`GRID`] x [`GRID`] places, row after row from the lowest second input on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Surface {
    /// The most likely class, from 0; none where quantities are predicted.
    pub classes: Option<Vec<u8>>,
    /// The probability of that class; or the quantity, standardised. A number that is none is `null`.
    pub values: Vec<f32>,
}

/// A layer at a moment.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LayerSnapshot {
    /// `layer 1 (dense)`, ..., `output layer`.
    pub name: String,
    /// Its activation.
    pub activation: String,
    /// What the activation is applied to, over the points learnt from.
    pub before: Option<Spread>,
    /// What the layer passes on.
    pub after: Option<Spread>,
    /// Share of each unit's pre-activations in the flat part of the activation, over the points learnt from; empty where there is none, or it is not known.
    pub flat_units: Vec<f64>,
    /// Root mean square of the gradient of a point's loss with respect to the pre-activations, at the step looked at last.
    pub gradient: Option<f64>,
    /// Length of the gradient with respect to the weights, at that step.
    pub weight_gradient: Option<f64>,
    /// Length of the step's change of the weights, by the length of the weights.
    pub update: Option<f64>,
    /// The weights: inputs x units, row after row. None of a network too large to be drawn.
    pub weights: Vec<f32>,
    /// The biases.
    pub bias: Vec<f32>,
    /// What each unit passes on at [`UNIT_GRID`] x [`UNIT_GRID`] places of the plane, in per cent from its lowest to its highest. None where
    /// there are too many units.
    pub unit_surfaces: Vec<Vec<u8>>,
}
