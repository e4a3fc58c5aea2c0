//! What to train with, and what came of it: plain data.

use crate::error::NetError;
use crate::loss::Loss;
use crate::optimiser::Optimiser;
use crate::schedule::Schedule;
use serde::{Deserialize, Serialize};

/// How to train a network.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingPlan {
    /// What to make small; must go with the output activation.
    pub loss: Loss,
    /// How gradients move the parameters.
    pub optimiser: Optimiser,
    /// The size of a step, where the schedule has it largest.
    pub learning_rate: f64,
    /// How the learning rate goes over the training.
    #[serde(default)]
    pub schedule: Schedule,
    /// Rows per step. The last batch of an epoch may be shorter.
    pub batch_size: usize,
    /// Passes over the training data at most.
    pub max_epochs: usize,
    /// Stop after this many epochs without a new lowest validation loss; never early if `None`.
    pub patience: Option<usize>,
    /// Gradients (all parameters as one vector) longer than this are shortened to it.
    pub clip_norm: Option<f64>,
    /// Every number of a gradient is taken to within this of 0.
    #[serde(default)]
    pub clip_value: Option<f64>,
    /// How much a training row of each class counts; of two classes with one output, that of 0 and then that of 1. All alike if `None`.
    #[serde(default)]
    pub class_weights: Option<Vec<f64>>,
    /// Share of each training target that is spread evenly over all classes (Szegedy et al. 2016, arXiv 1512.00567, section 7).
    #[serde(default)]
    pub label_smoothing: f64,
    /// Decides the order of the rows in every epoch, and what is dropped in dropout.
    pub seed: u64,
}

impl TrainingPlan {
    /// Adam at 0.001, batches of 32, 200 epochs at most, patience 20, no clipping, seed 0.
    pub fn new(loss: Loss) -> Self {
        Self {
            loss,
            optimiser: Optimiser::ADAM,
            learning_rate: 1e-3,
            batch_size: 32,
            max_epochs: 200,
            patience: Some(20),
            clip_norm: None,
            clip_value: None,
            class_weights: None,
            label_smoothing: 0.0,
            schedule: Schedule::default(),
            seed: 0,
        }
    }

    /// Fails if there are not as many class weights as classes, or the loss knows no classes.
    pub(crate) fn check_classes(&self, outputs: usize) -> Result<(), NetError> {
        let Some(given) = &self.class_weights else { return Ok(()) };
        let classes = match self.loss {
            Loss::SoftmaxCrossEntropy => outputs,
            Loss::BinaryCrossEntropy => 2,
            Loss::MeanSquaredError | Loss::MultiLabelCrossEntropy => 0,
        };
        if given.len() == classes {
            return Ok(());
        }
        Err(NetError::ClassWeights { given: given.len(), classes, loss: self.loss })
    }

    /// Fails, naming the setting, if one is out of its range.
    pub fn check(&self) -> Result<(), NetError> {
        self.optimiser.check()?;
        let positive = |setting, value: f64| {
            let wrong = NetError::Setting { setting, value, range: "a number above 0" };
            if value > 0.0 && value.is_finite() { Ok(()) } else { Err(wrong) }
        };
        positive("learning_rate", self.learning_rate)?;
        positive("clip_norm", self.clip_norm.unwrap_or(1.0))?;
        positive("clip_value", self.clip_value.unwrap_or(1.0))?;
        self.schedule.check()?;
        let smoothing = self.label_smoothing;
        let of_classes = self.loss != Loss::MeanSquaredError;
        if !(0.0..1.0).contains(&smoothing) || smoothing > 0.0 && !of_classes {
            let range = "at least 0 and below 1, and 0 for regression";
            return Err(NetError::Setting { setting: "label_smoothing", value: smoothing, range });
        }
        for &value in self.class_weights.iter().flatten() {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(NetError::Setting { setting: "class_weights", value, range: "numbers not below 0" });
            }
        }
        let counts = [
            ("batch_size", self.batch_size),
            ("max_epochs", self.max_epochs),
            ("patience", self.patience.unwrap_or(1)),
        ];
        for (setting, value) in counts {
            if value == 0 {
                return Err(NetError::Setting { setting, value: 0.0, range: "at least 1" });
            }
        }
        Ok(())
    }
}

/// What came of a training run. The network is left with the parameters of the best epoch; if not one
/// epoch was finished, with those it had when it stopped.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// Why it ended.
    pub outcome: Outcome,
    /// Epochs finished.
    pub epochs: usize,
    /// The epoch (from 1) with the lowest validation loss, whose parameters the network now has.
    pub best_epoch: Option<usize>,
    /// Per epoch: mean loss over the training rows, each taken when its batch came, while weights moved.
    pub train_loss: Vec<f64>,
    /// Per epoch: mean loss over the validation rows after it.
    pub validation_loss: Vec<f64>,
    /// Steps made.
    pub steps: u64,
}

/// Why training ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All epochs done.
    Completed,
    /// No new lowest validation loss for as long as the plan's patience.
    StoppedEarly,
    /// The stop flag was raised.
    Interrupted,
    /// A loss, or a parameter, was NaN or infinite.
    Diverged {
        /// In this epoch, from 1.
        epoch: usize,
        /// In this step of the run, from 1.
        step: u64,
        /// The first layer (0 is the first hidden one) with such a number in its pre-activations or parameters.
        layer: usize,
    },
}

/// One finished epoch.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct EpochRecord {
    /// From 1.
    pub epoch: usize,
    /// Mean training loss, as in [`TrainingRecord::train_loss`].
    pub train_loss: f64,
    /// Mean validation loss.
    pub validation_loss: f64,
    /// Whether it is the lowest validation loss so far.
    pub best: bool,
}
