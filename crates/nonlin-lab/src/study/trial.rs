//! One trial: one training of one network, from one seed.

use super::metric::Metric;
use super::plan::StudyError;
use crate::data::{Prepared, Task};
use crate::inside::{Inside, Sampling};
use crate::model::{batch, outputs};
use nonlin_doctor::{Finding, Trace, examine};
use nonlin_net::{Network, NetworkSpec, Outcome, TrainingPlan};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// A finished training.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Score and loss on the validation part, of the best epoch; `None` if it diverged.
    pub validation: Option<(f64, f64)>,
    /// The score on the test part, which nothing but the last word of a study opens.
    test: Option<f64>,
    /// Epochs trained.
    pub epochs: usize,
    /// The one whose parameters the network had in the end.
    pub best_epoch: usize,
    /// Time it took.
    pub seconds: f64,
    /// Mean loss over the training rows, epoch by epoch.
    pub train_loss: Vec<f32>,
    /// Mean loss over the validation rows, epoch by epoch.
    pub validation_loss: Vec<f32>,
    /// What was seen inside.
    pub trace: Trace,
    /// What the doctor says of it, once it was asked.
    findings: OnceLock<Vec<Finding>>,
}

impl Trial {
    /// A trial with nothing but its scores.
    pub(crate) fn of_scores(validation: Option<(f64, f64)>, test: Option<f64>) -> Self {
        let (train_loss, validation_loss, trace) = Default::default();
        let findings = OnceLock::new();
        Self { validation, test, epochs: 0, best_epoch: 0, seconds: 0.0, train_loss, validation_loss, trace, findings }
    }

    /// A training that was made elsewhere, of which nothing is known but what it tells: score and loss on the validation part (`None` if it
    /// diverged), the score on the test part, epochs and seconds.
    pub fn told(validation: Option<(f64, f64)>, test: Option<f64>, epochs: usize, seconds: f64) -> Self {
        Self { epochs, seconds, ..Self::of_scores(validation, test) }
    }

    /// What the doctor finds in what was seen.
    pub(super) fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| examine(&self.trace))
    }

    /// The score on the test part, to be kept unread.
    pub(crate) fn sealed(&self) -> Option<f64> {
        self.test
    }

    /// Takes right predictions away at random until a share of about `gap` of all rows is lost.
    pub(super) fn handicap(&mut self, gap: f64, seed: u64, data: &Prepared) {
        if gap == 0.0 {
            return;
        }
        let mut random = ChaCha8Rng::seed_from_u64(!seed);
        let mut worse = |score: f64, rows: usize| {
            // Each row is lost or not by itself, so the gap has the noise of real ones.
            let lost = (0..rows).filter(|_| random.random_bool(gap.min(1.0))).count();
            (score - lost as f64 / rows.max(1) as f64).max(0.0)
        };
        self.validation = self.validation.map(|(score, loss)| (worse(score, data.validation.rows), loss));
        self.test = self.test.map(|score| worse(score, data.test.rows));
    }

    /// The score on the test part: for the last word alone, when nothing is chosen any more.
    pub(super) fn opened(&self) -> Option<f64> {
        self.test
    }
}

/// Trains one network; `None` if it was interrupted.
#[allow(clippy::cast_possible_truncation, reason = "losses to be drawn")]
pub(super) fn train(
    spec: &NetworkSpec,
    plan: &TrainingPlan,
    task: Task,
    data: &Prepared,
    stop: &AtomicBool,
) -> Result<Option<(Trial, Network<f32>)>, StudyError> {
    let start = Instant::now();
    let mut network = Network::new(spec, plan.seed)?;
    let mut inside = Inside::new(Sampling::Epochs);
    let (train, validation) = (batch(&data.train), batch(&data.validation));
    let record = nonlin_net::train(&mut network, train, validation, plan, &mut inside, stop)?;
    if record.outcome == Outcome::Interrupted {
        return Ok(None);
    }
    let best = record.best_epoch.and_then(|epoch| record.validation_loss.get(epoch - 1)).copied();
    let score = |samples| Ok::<_, StudyError>(Metric::for_task(task).score(samples, &outputs(&network, samples)?));
    let (validation, test) = match (record.outcome, best) {
        (Outcome::Diverged { .. }, _) | (_, None) => (None, None),
        (_, Some(loss)) => (Some((score(&data.validation)?, loss)), Some(score(&data.test)?)),
    };
    let short = |losses: &[f64]| losses.iter().map(|&loss| loss as f32).collect();
    let trial = Trial {
        validation,
        test,
        epochs: record.epochs,
        best_epoch: record.best_epoch.unwrap_or(0),
        seconds: start.elapsed().as_secs_f64(),
        train_loss: short(&record.train_loss),
        validation_loss: short(&record.validation_loss),
        // As it is kept, or a study that goes on would see other digits than one that was never broken off.
        trace: inside.finish().rounded(),
        findings: OnceLock::new(),
    };
    Ok(Some((trial, network)))
}
