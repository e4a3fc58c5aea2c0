//! What came of a search: plain data, in the shape that `discover --json` prints.

use super::judgement::Judgement;
use super::sieve::Reason;
use crate::study::Metric;
use serde::Serialize;

/// The result of a search.
#[derive(Clone, Debug, Serialize)]
pub struct DiscoverOutcome {
    /// The file.
    pub data: String,
    /// What kind of question it is.
    pub task: String,
    /// The target columns.
    pub targets: Vec<String>,
    /// The score: larger is better.
    pub metric: Metric,
    /// Rows that formulas raced on.
    pub search_rows: usize,
    /// Rows that the survivors were judged on.
    pub judging_rows: usize,
    /// What the search might cost.
    pub budget: String,
    /// What decided the parts of the data and the formulas.
    pub seed: u64,
    /// Formulas proposed.
    pub proposed: usize,
    /// Those discarded before any training, by reason.
    pub discarded: Vec<Discarded>,
    /// New formulas that were trained.
    pub raced: usize,
    /// Built-in activations that were.
    pub built_in: usize,
    /// Whether those are all there are.
    pub all_built_in: bool,
    /// Activations whose every training ended in NaN or infinity.
    pub diverged: usize,
    /// Generations that were begun.
    pub generations: usize,
    /// Trainings, those of the judgement among them.
    pub trainings: usize,
    /// Time of it all.
    pub seconds: f64,
    /// The best of the race, new and built-in, best first.
    pub race: Vec<Raced>,
    /// The survivors beside the best built-in one; absent if it was stopped before, or nothing new survived.
    pub judgement: Option<Judgement>,
    /// The answer as a person reads it.
    pub sentence: String,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

/// Formulas discarded for one reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Discarded {
    /// The reason.
    pub reason: Reason,
    /// How many.
    pub count: usize,
    /// The first of them.
    pub example: String,
}

/// An activation in the race.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Raced {
    /// Its name, or formula.
    pub activation: String,
    /// Whether it is built in.
    pub built_in: bool,
    /// Mean validation score over the repeats.
    pub validation: f64,
    /// Repeats: those that did better got more.
    pub repeats: usize,
}
