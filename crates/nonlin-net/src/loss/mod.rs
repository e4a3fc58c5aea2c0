//! Losses, all on logits: value and gradient in one pass, never a logarithm of a probability.

mod categorical;

use crate::error::NetError;
use crate::spec::OutputActivation;
use categorical::Categorical;
use nonlin::Element;
use nonlin::compute::{Level, Operation};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far predictions are from targets. Targets are a row-major matrix, rows x outputs, like the logits.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// `(z - t)^2`, mean over rows and outputs; with linear outputs.
    MeanSquaredError,
    /// `softplus(z) - t z` for `t` from 0 to 1, mean over rows; with one sigmoid output.
    BinaryCrossEntropy,
    /// Binary cross-entropy of each output by itself, mean over rows and outputs; with sigmoid outputs.
    MultiLabelCrossEntropy,
    /// `-sum_i t_i log_softmax(z)_i` for a one-hot row or one of probabilities, mean over rows; with softmax outputs.
    SoftmaxCrossEntropy,
}

impl Loss {
    /// The loss that goes with an output activation.
    pub fn for_output(activation: OutputActivation, outputs: usize) -> Self {
        match activation {
            OutputActivation::Linear => Self::MeanSquaredError,
            OutputActivation::Sigmoid if outputs == 1 => Self::BinaryCrossEntropy,
            OutputActivation::Sigmoid => Self::MultiLabelCrossEntropy,
            OutputActivation::Softmax => Self::SoftmaxCrossEntropy,
        }
    }

    /// Its name in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::MeanSquaredError => "mean squared error",
            Self::BinaryCrossEntropy => "binary cross-entropy",
            Self::MultiLabelCrossEntropy => "multi-label cross-entropy",
            Self::SoftmaxCrossEntropy => "softmax cross-entropy",
        }
    }

    /// Fails, saying which loss fits, if this one does not go with these outputs. (The multi-label loss of
    /// one output is the binary one, and so goes too.)
    pub fn check(self, activation: OutputActivation, outputs: usize) -> Result<(), NetError> {
        let fitting = Self::for_output(activation, outputs);
        let same = self == Self::MultiLabelCrossEntropy && fitting == Self::BinaryCrossEntropy;
        if self == fitting || same {
            Ok(())
        } else {
            Err(NetError::Pairing { loss: self, activation, outputs, fitting })
        }
    }

    /// What is wrong with a row of finite targets, if anything.
    pub(crate) fn problem_with<T: Element>(self, targets: &[T]) -> Option<String> {
        if self == Self::MeanSquaredError {
            return None;
        }
        if let Some(wrong) = targets.iter().find(|t| !(0.0..=1.0).contains(&t.to_f64())) {
            return Some(format!("a target of {wrong} is not between 0 and 1"));
        }
        let sum: f64 = targets.iter().map(|t| t.to_f64()).sum();
        if self == Self::SoftmaxCrossEntropy && (sum - 1.0).abs() > 1e-3 {
            return Some(format!("targets that add up to {sum} instead of 1"));
        }
        None
    }

    /// The mean loss; `gradient` becomes its gradient with respect to `logits`. All slices are rows x `outputs`, but for `weights`,
    /// which says how much each row counts; empty if all count alike.
    pub(crate) fn value_and_gradient<T: Element>(
        self,
        logits: &[T],
        targets: &[T],
        weights: &[T],
        outputs: usize,
        gradient: &mut [T],
    ) -> f64 {
        if weights.is_empty() {
            return self.of_equals(logits, targets, outputs, gradient);
        }
        let rows = weights.len() as f64;
        let rows_of = logits.chunks_exact(outputs).zip(targets.chunks_exact(outputs));
        let mut sum = 0.0;
        for (((z, t), gradient), &weight) in rows_of.zip(gradient.chunks_exact_mut(outputs)).zip(weights) {
            sum += weight.to_f64() * self.of_equals(z, t, outputs, gradient);
            let share = weight * T::from_f64(1.0 / rows);
            for gradient in gradient {
                *gradient = *gradient * share;
            }
        }
        sum / rows
    }

    fn of_equals<T: Element>(self, logits: &[T], targets: &[T], outputs: usize, gradient: &mut [T]) -> f64 {
        let elements = logits.len() as f64;
        let rows = elements / outputs as f64;
        match self {
            Self::MeanSquaredError => {
                let scale = T::from_f64(2.0 / elements);
                Level::best().run(Squared { logits, targets, scale, gradient }) / elements
            }
            Self::BinaryCrossEntropy | Self::MultiLabelCrossEntropy => {
                let scale = T::from_f64(1.0 / elements);
                Level::best().run(Binary { logits, targets, scale, gradient }) / elements
            }
            Self::SoftmaxCrossEntropy => {
                let scale = T::from_f64(1.0 / rows);
                Level::best().run(Categorical { logits, targets, outputs, scale, gradient }) / rows
            }
        }
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The sum in the order given: a loop of its own, so that the loops around it become SIMD.
#[inline(always)]
fn total(terms: impl Iterator<Item = f64>) -> f64 {
    terms.fold(0.0, |sum, term| sum + term)
}

struct Squared<'a, T> {
    logits: &'a [T],
    targets: &'a [T],
    scale: T,
    gradient: &'a mut [T],
}

impl<T: Element> Operation for Squared<'_, T> {
    type Output = f64;
    #[inline(always)]
    fn run(self) -> f64 {
        for ((gradient, &z), &t) in self.gradient.iter_mut().zip(self.logits).zip(self.targets) {
            *gradient = z - t;
        }
        let sum = total(self.gradient.iter().map(|difference| difference.to_f64() * difference.to_f64()));
        for gradient in self.gradient {
            *gradient = *gradient * self.scale;
        }
        sum
    }
}

struct Binary<'a, T> {
    logits: &'a [T],
    targets: &'a [T],
    scale: T,
    gradient: &'a mut [T],
}

impl<T: Element> Operation for Binary<'_, T> {
    type Output = f64;
    /// Sums of terms that are not negative, in value and slope alike, so that a sure and right answer
    /// keeps its digits: `softplus(z) - t z = softplus(-|z|) + |z| (1 - t or t)`, and
    /// `sigmoid(z) - t = (1 - t) sigmoid(z) - t sigmoid(-z)`.
    #[inline(always)]
    fn run(self) -> f64 {
        let one = T::from_f64(1.0);
        for ((gradient, &z), &t) in self.gradient.iter_mut().zip(self.logits).zip(self.targets) {
            let missed = T::select(z.above(T::default()), one - t, t);
            *gradient = (-z.abs()).softplus() + z.abs() * missed;
        }
        let sum = total(self.gradient.iter().map(|loss| loss.to_f64()));
        for ((gradient, &z), &t) in self.gradient.iter_mut().zip(self.logits).zip(self.targets) {
            *gradient = ((one - t) * z.sigmoid() - t * (-z).sigmoid()) * self.scale;
        }
        sum
    }
}
