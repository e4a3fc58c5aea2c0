//! Successive halving (Jamieson & Talwalkar 2016): all are trained a little, the better third more, the best of those most, and what
//! is compared is the mean validation score over all repeats so far.

use super::clock::Clock;
use super::plan::{DiscoverError, DiscoverPlan};
use super::tree::nodes;
use crate::data::Dataset;
use crate::study::{self, Candidate, StudyError, StudyOutcome, StudyPlan};
use nonlin::compute::Elementwise;
use nonlin::formula::Expression;
use std::cmp::Ordering;

/// Repeats of each rung. All generations climb over the same ones, so that their scores compare.
pub(super) const REPEATS: [u64; 3] = [2, 4, 8];
/// One of so many climbs on.
const ONE_IN: usize = 3;

/// An activation in the race.
pub(super) struct Entrant {
    pub(super) function: &'static dyn Elementwise,
    /// A new one as a tree; `None` for a built-in one.
    pub(super) tree: Option<Expression>,
    /// Rungs climbed.
    pub(super) rungs: usize,
    pub(super) repeats: usize,
    /// The sum of the validation scores of those repeats.
    sum: f64,
}

impl Entrant {
    pub(super) fn new(function: &'static dyn Elementwise, tree: Option<Expression>) -> Self {
        Self { function, tree, rungs: 0, repeats: 0, sum: 0.0 }
    }

    /// The mean validation score.
    pub(super) fn validation(&self) -> f64 {
        self.sum / self.repeats as f64
    }

    fn size(&self) -> usize {
        self.tree.as_ref().map_or(0, |tree| nodes(tree).len())
    }

    /// The better first: more rungs, then the higher score, then the shorter formula.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        other
            .rungs
            .cmp(&self.rungs)
            .then(other.validation().total_cmp(&self.validation()))
            .then(self.size().cmp(&other.size()))
    }
}

/// The first seed of a rung.
fn first_seed(rung: usize) -> u64 {
    1 + REPEATS[..rung].iter().sum::<u64>()
}

/// Seeds that no rung has.
pub(super) fn fresh_seeds(count: u64) -> impl Iterator<Item = u64> {
    (first_seed(REPEATS.len())..).take(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) struct Race<'a> {
    pub(super) search: &'a Dataset,
    pub(super) plan: &'a DiscoverPlan,
    pub(super) clock: &'a Clock<'a>,
    /// How many could not be trained at any learning rate.
    pub(super) diverged: usize,
}

impl Race<'_> {
    /// Trainings that a rung costs one entrant.
    pub(super) fn cost(&self, rung: usize) -> usize {
        usize::try_from(REPEATS[rung]).unwrap_or(usize::MAX) * self.plan.race_rates().len()
    }

    /// Lets entrants climb as far as they get, and gives back those that have climbed at all, the best first.
    pub(super) fn run(&mut self, entrants: Vec<Entrant>, called: &str) -> Result<Vec<Entrant>, DiscoverError> {
        let mut resting = Vec::new();
        let mut climbing = entrants;
        for (rung, repeats) in REPEATS.into_iter().enumerate() {
            self.clock.at(format!("{called}, {} with {} repeats each", climbing.len(), repeats));
            let (climbed, left) = self.climb(climbing, rung)?;
            resting.extend(left);
            climbing = climbed;
            climbing.sort_by(Entrant::compare);
            if rung + 1 == REPEATS.len() || self.clock.is_search_over() {
                break;
            }
            // Half of what is left is for what comes after.
            let affordable = self.clock.left_to_search().map_or(usize::MAX, |left| left / 2 / self.cost(rung + 1));
            let on = climbing.len().div_ceil(ONE_IN).min(affordable);
            resting.extend(climbing.split_off(on));
            if climbing.is_empty() {
                break;
            }
        }
        resting.extend(climbing);
        resting.retain(|entrant| entrant.rungs > 0);
        resting.sort_by(Entrant::compare);
        Ok(resting)
    }

    /// Those that have climbed the rung, and those that have not for want of time. A rung that is broken off counts for nobody, or those
    /// that happened to come first would have been tested more.
    fn climb(
        &mut self,
        mut entrants: Vec<Entrant>,
        rung: usize,
    ) -> Result<(Vec<Entrant>, Vec<Entrant>), DiscoverError> {
        let study = StudyPlan {
            candidates: entrants.iter().map(|entrant| Candidate::of(entrant.function)).collect(),
            seeds: (first_seed(rung)..).take(self.cost(rung) / self.plan.race_rates().len()).collect(),
            learning_rates: self.plan.race_rates(),
            ..self.plan.single_round()
        };
        let outcome = match study::run(self.search, &study, self.clock, self.clock.search_flag()) {
            Ok(outcome) if !outcome.interrupted => outcome,
            Ok(_) | Err(StudyError::Interrupted) => return Ok((Vec::new(), entrants)),
            Err(StudyError::AllDiverged) => {
                self.diverged += entrants.len();
                return Ok((Vec::new(), Vec::new()));
            }
            Err(error) => return Err(error.into()),
        };
        let before = entrants.len();
        entrants.retain_mut(|entrant| {
            let Some(validation) = validation(&outcome, entrant.function.card().name) else { return false };
            entrant.rungs += 1;
            entrant.repeats += study.seeds.len();
            entrant.sum += validation * study.seeds.len() as f64;
            true
        });
        self.diverged += before - entrants.len();
        Ok((entrants, Vec::new()))
    }
}

fn validation(outcome: &StudyOutcome, activation: &str) -> Option<f64> {
    outcome.ranking.iter().find(|ranked| ranked.activation == activation).map(|ranked| ranked.validation)
}
