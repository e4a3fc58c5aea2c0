//! What a study tries, and the checks on it.

use crate::data::DataError;
use nonlin::ComputeError;
use nonlin::compute::Elementwise;
use nonlin::find;
use nonlin::functions::{Registered, elementwise};
use nonlin_net::{LayerSpec, NetError};
use std::fmt;
use std::time::Duration;
use thiserror::Error;

/// What a study or a search may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Budget {
    /// About so long. What comes of it depends on the machine.
    Time(Duration),
    /// So many trainings. The same seed gives the same on every machine.
    Trainings(usize),
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trainings(count) => write!(f, "{count} trainings"),
            Self::Time(time) => {
                let seconds = time.as_secs();
                match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
                    (0, 0, s) => write!(f, "{s} s"),
                    (0, m, 0) => write!(f, "{m} min"),
                    (0, m, s) => write!(f, "{m} min {s} s"),
                    (h, 0, _) => write!(f, "{h} h"),
                    (h, m, _) => write!(f, "{h} h {m} min"),
                }
            }
        }
    }
}

/// An activation under study: its name here, and the name of the function in the registry of `nonlin`.
#[derive(Clone, PartialEq, Debug)]
pub struct Candidate {
    /// The name it is reported by.
    pub label: String,
    /// The function's name in the registry.
    pub function: &'static str,
    /// Makes weights and the order of the batches others than those of the seed; 0 leaves them. The same function under several names is
    /// told apart by nothing else.
    pub salt: u64,
    /// A share of all rows by which its scores are made worse: a planted gap, for checks of the lab itself. 0 otherwise.
    pub handicap: f64,
}

/// What to try.
#[derive(Clone, PartialEq, Debug)]
pub struct StudyPlan {
    /// The activations of the hidden layers.
    pub candidates: Vec<Candidate>,
    /// One repeat per seed, at most: it decides the split, the initial weights and the order of the batches alike for every activation.
    pub seeds: Vec<u64>,
    /// The repeats by which every activation chooses its setting, on validation data.
    pub tuning: usize,
    /// The repeats before anything may be dropped; then they are doubled until the question is decided.
    pub first: usize,
    /// The learning rates that every activation may choose from.
    pub learning_rates: Vec<f64>,
    /// The weight decays (`AdamW`'s) that it may choose from, with every rate.
    pub weight_decays: Vec<f64>,
    /// Units per hidden layer, where the rows are plain features and there is no `net`.
    pub hidden: Vec<usize>,
    /// The layers before the output layer, whatever activations they have; `None` is what is usual for the data.
    pub net: Option<Vec<LayerSpec>>,
    /// What the study may cost; `None` is until it is decided.
    pub budget: Option<Budget>,
    /// Rows per training step; `None` chooses by the size of the data.
    pub batch_size: Option<usize>,
    /// Passes over the training part at most.
    pub max_epochs: usize,
    /// Epochs without a better validation loss before a training ends.
    pub patience: usize,
    /// Differences of the score up to this count as none.
    pub equivalence: f64,
    /// Trainings at a time.
    pub threads: usize,
}

/// A study that cannot be made.
#[derive(Debug, Error)]
pub enum StudyError {
    /// The data do not serve.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A name that is no activation, or not one for hidden layers.
    #[error(transparent)]
    Activation(#[from] ComputeError),
    /// An activation given twice.
    #[error("`{0}` is given twice; name each activation once")]
    Twice(String),
    /// A setting out of range.
    #[error("{setting} is {value}; it must be {range}")]
    Setting {
        /// The option's name.
        setting: &'static str,
        /// What was given.
        value: String,
        /// What is possible.
        range: &'static str,
    },
    /// A network without an activation.
    #[error("`--net` has no place for an activation to compare; write one such as `--net \"64 relu, 64 relu\"`")]
    NoPlace,
    /// The network cannot be built or trained.
    #[error(transparent)]
    Network(#[from] NetError),
    /// The file that results are kept in.
    #[error("{0}")]
    Store(String),
    /// A trial that was made elsewhere and cannot be read.
    #[error("a trial that was made on another machine cannot be read: {0}; is the same version of nonlin there?")]
    Carried(String),
    /// Another machine, or a program of one's own, that failed.
    #[error("{0}")]
    Elsewhere(String),
    /// Stopped before a single activation was finished.
    #[error("interrupted before two repeats were finished")]
    Interrupted,
    /// The budget was spent before there was anything to compare.
    #[error(
        "the budget of {0} was spent before two repeats were finished; give more with `--budget`, or fewer `--activations`"
    )]
    Spent(Budget),
    /// Nothing could be trained at any learning rate.
    #[error("every training ended in NaN or infinity at every learning rate; try smaller ones with `--learning-rates`")]
    AllDiverged,
}

impl Default for StudyPlan {
    /// The usual element-wise activations, up to twenty repeats, two hidden layers of 64 (or what is usual for images and sequences), four
    /// learning rates with and without weight decay.
    fn default() -> Self {
        Self {
            candidates: usual().map(Candidate::of).collect(),
            seeds: (1..=20).collect(),
            tuning: 2,
            first: 5,
            learning_rates: vec![0.001, 0.003, 0.01, 0.03],
            weight_decays: vec![0.0, 0.01],
            hidden: vec![64, 64],
            net: None,
            budget: None,
            batch_size: None,
            max_epochs: 200,
            patience: 20,
            equivalence: 0.005,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// The element-wise activations that a study compares unless told otherwise.
fn usual() -> impl Iterator<Item = &'static dyn Elementwise> {
    elementwise().filter(|function| function.card().usual)
}

impl Candidate {
    /// An activation under its own name, which for a formula is its text.
    pub fn of(function: &'static dyn Elementwise) -> Self {
        let function = function.card().name;
        Self { label: function.to_owned(), function, salt: 0, handicap: 0.0 }
    }

    /// The seed of weights and batches in the repeat of this seed.
    pub(super) fn weights(&self, seed: u64) -> u64 {
        seed ^ self.salt
    }

    /// Every element-wise activation of the registry.
    pub fn all() -> Vec<Self> {
        elementwise().map(Self::of).collect()
    }

    /// The activation of this name or alias.
    pub fn named(name: &str) -> Result<Self, StudyError> {
        match find(name).map_err(ComputeError::from)? {
            Registered::Elementwise(function) => Ok(Self::of(function)),
            other => Err(ComputeError::NotElementwise(other.card().name).into()),
        }
    }
}

impl StudyPlan {
    /// Fails, naming the setting, if something is out of range.
    pub fn check(&self) -> Result<(), StudyError> {
        let setting = |setting, value: String, range| Err(StudyError::Setting { setting, value, range });
        for (i, candidate) in self.candidates.iter().enumerate() {
            if self.candidates[..i].iter().any(|other| other.label == candidate.label) {
                return Err(StudyError::Twice(candidate.label.clone()));
            }
        }
        if self.candidates.is_empty() {
            return setting("--activations", "empty".to_owned(), "at least one activation");
        }
        if !(2..=1000).contains(&self.seeds.len()) {
            let range = "from 2 (one result cannot be told from noise) to 1000";
            return setting("--seeds", self.seeds.len().to_string(), range);
        }
        if self.learning_rates.is_empty() {
            return setting("--learning-rates", "empty".to_owned(), "at least one number above 0");
        }
        if let Some(rate) = self.learning_rates.iter().find(|&&rate| !(rate > 0.0 && rate.is_finite())) {
            return setting("--learning-rates", rate.to_string(), "numbers above 0");
        }
        if self.weight_decays.is_empty() {
            return setting("--weight-decays", "empty".to_owned(), "at least one number from 0 on");
        }
        if let Some(decay) = self.weight_decays.iter().find(|&&decay| !(decay >= 0.0 && decay.is_finite())) {
            return setting("--weight-decays", decay.to_string(), "numbers from 0 on");
        }
        if self.budget.is_some_and(|budget| matches!(budget, Budget::Trainings(0))) {
            return setting("--budget", "0".to_owned(), "at least one training");
        }
        if self.hidden.contains(&0) {
            return setting("--hidden", "0".to_owned(), "at least 1 unit in each layer");
        }
        if self.max_epochs == 0 {
            return setting("--epochs", "0".to_owned(), "at least 1");
        }
        if self.batch_size == Some(0) {
            return setting("--batch-size", "0".to_owned(), "at least 1");
        }
        if !(self.equivalence >= 0.0 && self.equivalence < 1.0) {
            return setting("--equivalence", self.equivalence.to_string(), "a share from 0 to 1, such as 0.005");
        }
        if !(1..=1024).contains(&self.threads) {
            return setting("--threads", self.threads.to_string(), "from 1 to 1024");
        }
        Ok(())
    }
}
