//! What the doctor says.

use serde::{Deserialize, Serialize};

/// Something wrong, and the way out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it.
    pub rule: String,
    /// The layer, or whatever else it is about.
    pub place: String,
    /// What is wrong, with its reason and the evidence in numbers, as a sentence without its full stop.
    pub what: String,
    /// What to change, as a sentence without its full stop.
    pub remedy: String,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// The step where it was first seen; none if it can be seen before the first.
    pub step: Option<u64>,
    /// The places of the layers it is about, from 0.
    pub layers: Vec<usize>,
    /// The change, as something that a program can make.
    pub change: Option<Change>,
    /// The rule of an earlier finding that this one most likely follows from: mend that first.
    pub because: Option<String>,
}

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look; the network may learn all the same.
    Notice,
    /// The network does not learn, or much less than it could.
    Serious,
}

/// How sure a finding is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It follows from what was seen.
    Certain,
    /// It was measured, and the threshold is a judgement.
    Likely,
}

/// A change to a network or its training.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Change {
    /// Another activation in all hidden layers.
    Activation {
        /// Its name.
        to: String,
    },
    /// An activation in the layers of the finding that have none.
    Activate {
        /// Its name.
        to: String,
    },
    /// No activation of its own in the output layer.
    PlainOutput,
    /// The initialiser that fits each layer's activation.
    FittingInitialiser,
    /// Another learning rate.
    LearningRate {
        /// What the present one is multiplied with.
        factor: f64,
    },
    /// Gradients clipped to a length.
    ClipNorm {
        /// The length.
        limit: f64,
    },
    /// A normalisation after each hidden layer's weights.
    Normalise,
    /// Inputs brought to mean 0 and variance 1.
    ScaleInputs,
    /// Dropout taken out, or made what the activation asks for.
    Dropout {
        /// The rate; alpha dropout if `alpha`.
        rate: f64,
        /// For SELU.
        alpha: bool,
    },
    /// A bias in every layer.
    Bias,
    /// No normalisation.
    NoNormalisation,
}

impl Finding {
    /// A serious finding, certain, at no particular step.
    pub(crate) fn new(
        rule: &str,
        place: impl Into<String>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            place: place.into(),
            what: what.into(),
            remedy: remedy.into(),
            severity: Severity::Serious,
            certainty: Certainty::Certain,
            step: None,
            layers: Vec::new(),
            change: None,
            because: None,
        }
    }

    pub(crate) fn notice(self) -> Self {
        Self { severity: Severity::Notice, ..self }
    }

    pub(crate) fn likely(self) -> Self {
        Self { certainty: Certainty::Likely, ..self }
    }

    pub(crate) fn at_step(self, step: Option<u64>) -> Self {
        Self { step, ..self }
    }

    pub(crate) fn of_layers(self, layers: Vec<usize>) -> Self {
        Self { layers, ..self }
    }

    pub(crate) fn change(self, change: Change) -> Self {
        Self { change: Some(change), ..self }
    }

    /// Whether it is serious and follows from what was seen, so that no threshold had a say in it.
    pub fn is_proven(&self) -> bool {
        self.is_serious() && self.certainty == Certainty::Certain
    }

    /// Whether the network does not learn because of it, or much less.
    pub fn is_serious(&self) -> bool {
        self.severity == Severity::Serious
    }
}
