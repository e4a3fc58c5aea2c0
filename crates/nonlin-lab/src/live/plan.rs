//! A network and how it is trained, as a person sets them.

use super::error::LiveError;
use nonlin_net::{ActivationSpec, DenseSpec, Initialiser, NetworkSpec, Optimiser, OutputActivation};

/// As many hidden layers.
pub const MOST_LAYERS: usize = 40;
/// As many units in each.
pub const MOST_UNITS: usize = 64;
/// As many rows per step.
pub const MOST_BATCH: usize = 512;

/// What is trained, and how.
#[derive(Clone, PartialEq, Debug)]
pub struct LivePlan {
    /// The hidden layers, first to last.
    pub hidden: Vec<HiddenLayer>,
    /// How gradients move the parameters.
    pub optimiser: Optimiser,
    /// How far.
    pub learning_rate: f64,
    /// Rows per step.
    pub batch: usize,
    /// Share of the points that are learnt from; the others judge.
    pub share: f64,
    /// Whether the inputs are brought to mean 0 and variance 1.
    pub scaled: bool,
    /// Decides the parts, the initial weights and the order of the rows.
    pub seed: u64,
}

/// A hidden layer.
#[derive(Clone, PartialEq, Debug)]
pub struct HiddenLayer {
    /// Its units.
    pub units: usize,
    /// Its activation: a name or a formula, with parameters.
    pub activation: ActivationSpec,
    /// How its weights start; the one that fits the activation if `None`.
    pub initialiser: Option<Initialiser>,
}

impl LivePlan {
    /// Hidden layers of so many units with these activations, Adam at 0.01, batches of 32, half of the points to learn from.
    pub fn of(hidden: &[(usize, &str)]) -> Self {
        let layer = |&(units, name): &(usize, &str)| HiddenLayer {
            units,
            activation: ActivationSpec::from(name),
            initialiser: None,
        };
        Self {
            hidden: hidden.iter().map(layer).collect(),
            optimiser: Optimiser::ADAM,
            learning_rate: 0.01,
            batch: 32,
            share: 0.5,
            scaled: true,
            seed: 0,
        }
    }

    /// Fails, naming what is out of its range; what only the network knows is left to it.
    pub fn check(&self) -> Result<(), LiveError> {
        if self.hidden.len() > MOST_LAYERS {
            return Err(LiveError::Layers(self.hidden.len()));
        }
        for (place, layer) in self.hidden.iter().enumerate() {
            if !(1..=MOST_UNITS).contains(&layer.units) {
                return Err(LiveError::Units { layer: place + 1, units: layer.units });
            }
        }
        if !(1..=MOST_BATCH).contains(&self.batch) {
            return Err(LiveError::Batch(self.batch));
        }
        if !(0.1..=0.9).contains(&self.share) {
            return Err(LiveError::Share(self.share));
        }
        Ok(())
    }

    /// The network, from the plane to so many outputs.
    pub(super) fn network(&self, outputs: usize, output: OutputActivation) -> NetworkSpec {
        let hidden = self.hidden.iter().map(|layer| DenseSpec {
            units: layer.units,
            activation: Some(layer.activation.clone()),
            bias: true,
            initialiser: layer.initialiser,
        });
        NetworkSpec::dense(2, hidden.collect(), outputs, output)
    }
}
