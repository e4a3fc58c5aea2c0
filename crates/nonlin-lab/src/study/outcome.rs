//! What came of a study: plain data, in the shape that `lab --json` prints.

use super::metric::Metric;
use super::race::Ending;
use super::statistics::Interval;
use super::verdict::Verdict;
use crate::data::Note;
use nonlin_doctor::{Finding, Trace};
use serde::Serialize;

/// The result of a study.
#[derive(Clone, Debug, Serialize)]
pub struct StudyOutcome {
    /// The file.
    pub data: String,
    /// What kind of question it is.
    pub task: String,
    /// Why it was taken to be that.
    pub reason: String,
    /// The target column; several with commas between them.
    pub target: String,
    /// The target columns.
    pub targets: Vec<String>,
    /// Rows used.
    pub rows: usize,
    /// What was found in the data, and what was done about it.
    pub notes: Vec<Note>,
    /// The score: larger is better.
    pub metric: Metric,
    /// The score of guessing without looking: the commonest class, or the mean.
    pub baseline: Option<f64>,
    /// Activation of the output layer.
    pub output_activation: String,
    /// What training made small.
    pub loss: String,
    /// The network that every activation was put into.
    pub network: Network,
    /// Rows per part.
    pub parts: Parts,
    /// One repeat per seed.
    pub seeds: Vec<u64>,
    /// Differences up to this count as none.
    pub equivalence: f64,
    /// The activations that were finished, best validation score first.
    pub ranking: Vec<Ranked>,
    /// Those that were not.
    pub unfinished: Vec<Unfinished>,
    /// What may be said.
    pub verdict: Verdict,
    /// What the doctor saw inside.
    pub explanations: Vec<Explanation>,
    /// Why there were no more repeats.
    pub ending: Ending,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// What the trainings of each activation looked like, in the order of the ranking.
    #[serde(skip)]
    pub curves: Vec<Curves>,
}

/// The trainings of an activation with its chosen setting, repeat by repeat.
#[derive(Clone, Debug)]
pub struct Curves {
    /// Its name.
    pub activation: String,
    /// The validation scores.
    pub validation_scores: Vec<f64>,
    /// Mean loss over the training rows, epoch by epoch.
    pub train_loss: Vec<Vec<f32>>,
    /// Mean loss over the validation rows, epoch by epoch.
    pub validation_loss: Vec<Vec<f32>>,
    /// What was seen inside.
    pub traces: Vec<Trace>,
}

/// The shape of the networks and of their training.
#[derive(Clone, Debug, Serialize)]
pub struct Network {
    /// Inputs after encoding, in the first repeat.
    pub inputs: usize,
    /// One row of input.
    pub input: String,
    /// Units per dense hidden layer.
    pub hidden: Vec<usize>,
    /// The hidden layers as they are written, with the activation that stands for all.
    pub layers: String,
    /// Outputs.
    pub outputs: usize,
    /// Rows per training step.
    pub batch_size: usize,
    /// The learning rates to choose from.
    pub learning_rates: Vec<f64>,
    /// The weight decays to choose from.
    pub weight_decays: Vec<f64>,
}

/// Rows per part, in the first repeat.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Parts {
    /// Trained on.
    pub train: usize,
    /// For choosing learning rate and epoch.
    pub validation: usize,
    /// Looked at once, at the end.
    pub test: usize,
    /// Whether these are the same rows in every repeat: differences then hold for them, and say less of others.
    pub fixed_test: bool,
}

/// An activation's result.
#[derive(Clone, Debug, Serialize)]
pub struct Ranked {
    /// Its name.
    pub activation: String,
    /// Mean validation score at the learning rate chosen.
    pub validation: f64,
    /// Mean test score.
    pub test: f64,
    /// 95 % interval of that mean.
    pub test_interval: [f64; 2],
    /// Time of all its trainings together.
    pub seconds: f64,
    /// Number of its trainings.
    pub trials: usize,
    /// The learning rate chosen on validation data.
    pub learning_rate: f64,
    /// The weight decay chosen with it.
    pub weight_decay: f64,
    /// Mean number of epochs with these.
    pub epochs: f64,
    /// How many repeats there are.
    pub repeats: usize,
    /// After how many repeats it was shown to be worse than the leader on validation data, and trained no more.
    pub dropped: Option<usize>,
    /// Test score of each repeat.
    pub test_scores: Vec<f64>,
    /// How far it is behind the advised one, in test score, repeat by repeat; absent for that one itself.
    pub behind: Option<Behind>,
}

/// A paired difference to the activation that is advised.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Behind {
    /// Mean difference: above 0 where the advised one is better.
    pub mean: f64,
    /// Its 95 % interval, with the overlap of the training parts allowed for.
    pub interval: Interval,
    /// p-value after Holm's correction for the number of comparisons.
    pub p: f64,
}

/// The level of all tests.
const LEVEL: f64 = 0.05;

impl Behind {
    /// Whether it is shown to be worse than the advised one.
    pub fn is_shown_worse(&self) -> bool {
        self.mean > 0.0 && self.p < LEVEL
    }

    /// Whether the difference is shown to be smaller than this.
    pub fn is_within(&self, equivalence: f64) -> bool {
        self.interval.low > -equivalence && self.interval.high < equivalence
    }

    /// Whether it is shown to be better.
    pub fn is_shown_better(&self) -> bool {
        self.mean < 0.0 && self.p < LEVEL
    }
}

/// An activation without a result.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Unfinished {
    /// Its name.
    pub activation: String,
    /// Why.
    pub why: String,
}

/// What the doctor found in an activation's trainings.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The activation.
    pub activation: String,
    /// In how many of its trainings at the chosen learning rate.
    pub trainings: usize,
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
}
