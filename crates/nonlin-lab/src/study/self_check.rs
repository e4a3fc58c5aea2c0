//! The lab held to its own statistics: the same activation under several names must not be told apart, and a planted gap must be found.

use super::outcome::Behind;
use super::plan::{Candidate, StudyError, StudyPlan};
use super::run::{Progress, run};
use super::verdict::Decision;
use crate::data::Dataset;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};

/// How the lab is checked.
#[derive(Clone, PartialEq, Debug)]
pub struct SelfCheckPlan {
    /// Small studies of each kind.
    pub studies: usize,
    /// Names of the same activation in each.
    pub names: usize,
    /// The planted gap, as a share of all rows.
    pub gap: f64,
}

impl Default for SelfCheckPlan {
    /// Two hundred studies of three names each, a gap of two points.
    fn default() -> Self {
        Self { studies: 200, names: 3, gap: 0.02 }
    }
}

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct SelfCheckOutcome {
    /// The data.
    pub data: String,
    /// The activation that was entered under several names.
    pub activation: String,
    /// Small studies of each kind that were finished.
    pub studies: usize,
    /// Names in each.
    pub names: usize,
    /// Studies in which one was said to be better than the others.
    pub false_winners: usize,
    /// Studies in which one was said to be worse than the one advised.
    pub false_losers: usize,
    /// Studies that said "equivalent".
    pub equivalent: usize,
    /// The planted gap.
    pub gap: f64,
    /// Studies with a planted gap that were finished.
    pub gap_studies: usize,
    /// Of those, the ones that named the better one.
    pub found: usize,
    /// Of those, the ones that named the worse one.
    pub wrong: usize,
    /// Trainings in all.
    pub trainings: usize,
}

impl SelfCheckOutcome {
    /// Whether false winners were no more than the 5 % that are promised.
    pub fn is_calibrated(&self) -> bool {
        20 * self.false_winners <= self.studies
    }
}

/// Runs the small studies: of the first candidate of `plan`, with its repeats, each from seeds of its own.
///
/// The names differ in nothing but the random numbers of their weights and batches; a real study has these in common, so its noise is no
/// larger. A planted gap takes right predictions away at random, as a worse activation would lose them.
pub fn self_check(
    dataset: &Dataset,
    plan: &StudyPlan,
    check: &SelfCheckPlan,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<SelfCheckOutcome, StudyError> {
    plan.check()?;
    let own = plan.candidates[0].clone();
    let mut outcome = SelfCheckOutcome {
        data: dataset.name().to_owned(),
        activation: own.label.clone(),
        studies: 0,
        names: check.names,
        false_winners: 0,
        false_losers: 0,
        equivalent: 0,
        gap: check.gap,
        gap_studies: 0,
        found: 0,
        wrong: 0,
        trainings: 0,
    };
    let name = |place: usize, handicap: f64| Candidate {
        label: format!("{} ({})", own.label, place + 1),
        salt: (place as u64 + 1) << 40,
        handicap,
        ..own.clone()
    };
    let small = |study: usize, candidates: Vec<Candidate>| {
        let repeats = plan.seeds.len() as u64;
        let first = 1_000_000 + study as u64 * repeats;
        StudyPlan { candidates, seeds: (first..first + repeats).collect(), ..plan.clone() }
    };
    for study in 0..check.studies {
        let names = (0..check.names).map(|place| name(place, 0.0)).collect();
        let Some(result) = finished(run(dataset, &small(study, names), progress, stop), stop)? else { break };
        outcome.studies += 1;
        outcome.trainings += result.ranking.iter().map(|ranked| ranked.trials).sum::<usize>();
        outcome.false_winners += usize::from(result.verdict.decision == Decision::Better);
        let shown = |behind: &Behind| behind.is_shown_worse() || behind.is_shown_better();
        outcome.false_losers +=
            usize::from(result.ranking.iter().filter_map(|ranked| ranked.behind).any(|behind| shown(&behind)));
        outcome.equivalent += usize::from(result.verdict.decision == Decision::Equivalent);
    }
    for study in 0..check.studies.div_ceil(2) {
        let names = vec![name(0, 0.0), name(1, check.gap)];
        let plan = small(check.studies + study, names);
        let Some(result) = finished(run(dataset, &plan, progress, stop), stop)? else { break };
        outcome.gap_studies += 1;
        outcome.trainings += result.ranking.iter().map(|ranked| ranked.trials).sum::<usize>();
        let better = result.verdict.decision == Decision::Better;
        let right = result.verdict.advice == plan.candidates[0].label;
        outcome.found += usize::from(better && right);
        outcome.wrong += usize::from(better && !right);
    }
    if outcome.studies == 0 { Err(StudyError::Interrupted) } else { Ok(outcome) }
}

/// The outcome of a study that was not stopped.
fn finished<T>(result: Result<T, StudyError>, stop: &AtomicBool) -> Result<Option<T>, StudyError> {
    match result {
        _ if stop.load(Ordering::Relaxed) => Ok(None),
        Err(StudyError::Interrupted) => Ok(None),
        other => other.map(Some),
    }
}
