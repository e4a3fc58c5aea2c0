//! What a search may cost, and the checks on it.

use super::race::REPEATS;
use super::search::JUDGING;
use crate::data::DataError;
use crate::study::{Budget, StudyError, StudyPlan};
use nonlin::functions::elementwise;
use std::time::Duration;
use thiserror::Error;

/// How to search.
#[derive(Clone, PartialEq, Debug)]
pub struct DiscoverPlan {
    /// What it may cost, the judgement included.
    pub budget: Budget,
    /// Decides the parts of the data and the formulas proposed.
    pub seed: u64,
    /// New formulas that each generation races.
    pub population: usize,
    /// New formulas that are judged in the end, at most.
    pub survivors: usize,
    /// The networks and their training. Candidates and seeds are the search's own; the judgement chooses from all learning rates,
    /// the race from every second one.
    pub study: StudyPlan,
}

impl Default for DiscoverPlan {
    /// Ten minutes, the networks of a study.
    fn default() -> Self {
        Self {
            budget: Budget::Time(Duration::from_secs(600)),
            seed: 1,
            population: 24,
            survivors: 3,
            study: StudyPlan::default(),
        }
    }
}

/// A search that cannot be made.
#[derive(Debug, Error)]
pub enum DiscoverError {
    /// The data do not serve.
    #[error(transparent)]
    Data(Box<DataError>),
    /// The networks do not.
    #[error(transparent)]
    Study(Box<StudyError>),
    /// Two parts of the data are needed, and one has too little.
    #[error("{rows} rows are too few to search on some and judge on others: of the {part} rows of one part, {why}")]
    TooSmall {
        /// Rows in all.
        rows: usize,
        /// Rows of the part.
        part: usize,
        /// What that part lacks.
        why: Box<DataError>,
    },
    /// Rows that cannot be copied.
    #[error("the rows cannot be parted: {0}")]
    Rows(String),
    /// A setting out of range.
    #[error("{setting} is {value}; it must be {range}")]
    Setting {
        /// The option's name.
        setting: &'static str,
        /// What was given.
        value: String,
        /// What is possible.
        range: String,
    },
    /// The budget was spent before there was anything to tell.
    #[error("the budget of {0} was spent before the built-in activations had a result; give more with `--budget`")]
    Spent(Budget),
    /// Stopped before there was anything to tell.
    #[error("interrupted before the built-in activations had a result")]
    Interrupted,
}

impl From<DataError> for DiscoverError {
    fn from(problem: DataError) -> Self {
        Self::Data(Box::new(problem))
    }
}

impl From<StudyError> for DiscoverError {
    fn from(problem: StudyError) -> Self {
        Self::Study(Box::new(problem))
    }
}

impl DiscoverPlan {
    /// Fails, naming the setting, if something is out of range.
    pub fn check(&self) -> Result<(), DiscoverError> {
        let setting = |setting, value: String, range: String| Err(DiscoverError::Setting { setting, value, range });
        match self.budget {
            Budget::Trainings(count) if count < self.fewest() => {
                let range =
                    format!("at least {}, which the built-in activations and the judgement need", self.fewest());
                return setting("--budget", self.budget.to_string(), range);
            }
            Budget::Time(time) if time < Duration::from_secs(1) => {
                return setting("--budget", self.budget.to_string(), "at least 1s".to_owned());
            }
            _ => {}
        }
        if !(1..=1000).contains(&self.population) {
            return setting("--population", self.population.to_string(), "from 1 to 1000".to_owned());
        }
        if !(1..=20).contains(&self.survivors) {
            return setting("--survivors", self.survivors.to_string(), "from 1 to 20".to_owned());
        }
        Ok(self.study.check()?)
    }

    /// The fewest trainings that a search can be made of: two thirds are its own, and the usual activations climb the first rung;
    /// one third is the judgement's.
    fn fewest(&self) -> usize {
        let usual = elementwise().filter(|function| function.card().usual).count();
        // A few new ones too.
        let search = (usual + 8) * self.race_rates().len() * usize::try_from(REPEATS[0]).unwrap_or(usize::MAX);
        let judgement = (self.survivors + 1) * self.study.learning_rates.len() * JUDGING[0];
        (search * 3).div_ceil(2).max(3 * judgement)
    }

    /// A study whose every repeat is made, with every setting: what is raced is the search's own matter.
    pub(super) fn single_round(&self) -> StudyPlan {
        StudyPlan { tuning: usize::MAX, first: usize::MAX, weight_decays: vec![0.0], ..self.study.clone() }
    }

    /// The learning rates of the race: every second one, from the second on.
    pub(super) fn race_rates(&self) -> Vec<f64> {
        let rates = &self.study.learning_rates;
        if rates.len() < 3 { rates.clone() } else { rates.iter().copied().skip(1).step_by(2).collect() }
    }
}
