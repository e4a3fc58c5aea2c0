//! From findings to a verdict.

use super::change::begin_anew;
use super::compare::{Comparison, Contest, Effect};
use super::design::Design;
use super::outcome::{Made, Repair};
use super::rounds::changed;
use super::verdict::verdict;
use crate::data::Dataset;
use crate::inside::{Inside, Sampling};
use crate::model::{ModelError, Settings, fit_watched};
use crate::study::Yardstick;
use nonlin_doctor::{Finding, Thresholds, examine_by};
use nonlin_net::TrainingPlan;
use std::sync::atomic::AtomicBool;

/// How a repair goes about it.
#[derive(Clone, Debug)]
pub struct RepairPlan {
    /// Epochs of each training at most; as many as make 500 steps if `None`. Never more than the training itself was to have.
    pub epochs: Option<usize>,
    /// How many seeds both networks are compared by, from the training's own on.
    pub seeds: usize,
    /// Rounds of changes at most.
    pub rounds: usize,
    /// When the doctor speaks up.
    pub thresholds: Thresholds,
}

impl Default for RepairPlan {
    fn default() -> Self {
        Self { epochs: None, seeds: 5, rounds: 3, thresholds: Thresholds::standard().clone() }
    }
}

/// Steps of a training, unless told otherwise.
const STEPS: usize = 500;

/// Changes the network and the training of `settings` as `findings` ask, and says whether it helped. `finished` is told of each training.
///
/// The seeds decide everything: the same bits on any number of threads. Fails if the data or the network as it was cannot be trained at all, or
/// `stop` is raised. That a training ends in NaN or infinity is a result, not a failure.
pub fn repair(
    dataset: &Dataset,
    settings: &Settings,
    findings: &[Finding],
    plan: &RepairPlan,
    finished: &(dyn Fn() + Sync),
    stop: &AtomicBool,
) -> Result<Repair, ModelError> {
    let prepared = dataset.prepare(settings.seed)?;
    let original = Design::of(settings, prepared.train.shape, prepared.train.outputs_per_row);
    let short = |design: &Design| shortened(&design.plan, prepared.train.rows, plan);
    let mut candidates: Vec<(Design, usize)> = Vec::new();
    let mut rounds = Vec::new();
    let mut found = findings.to_vec();
    let mut design = original.clone();
    while serious(&found) > 0 && rounds.len() < plan.rounds.max(1) {
        let (mut next, mut round) = changed(&found, &design);
        // Numbers that are none stay so whatever is changed.
        let broken = next.trained.as_ref().is_some_and(|network| network.parameters().iter().any(|x| !x.is_finite()));
        if broken && !round.made.is_empty() {
            match begin_anew(&mut next) {
                Ok(what) => round.made.extend(round.made.last().cloned().map(|last| Made { what, ..last })),
                Err(_) => round.made.clear(),
            }
        }
        if round.made.is_empty() {
            rounds.push(round);
            break;
        }
        let watched = Settings { start: next.start(), plan: short(&next), ..settings.clone() };
        found = examined(dataset, &watched, &plan.thresholds, stop)?;
        finished();
        round.found = Some(found.clone());
        rounds.push(round);
        candidates.push((next.clone(), serious(&found)));
        design = next;
    }
    // Of rounds with as few serious findings, the one that changed least.
    let chosen = (0..candidates.len()).min_by_key(|&place| (candidates[place].1, place));
    let Some(chosen) = chosen else {
        let serious = [serious(findings); 2];
        let (net, verdict) = (original.net(), verdict(None, serious));
        return Ok(Repair {
            rounds,
            chosen: None,
            net_before: net.clone(),
            net,
            comparison: None,
            serious,
            taken: false,
            verdict,
            design: original,
        });
    };
    let (design, left) = candidates.swap_remove(chosen);
    let serious = [serious(findings), left];
    let seeds: Vec<u64> = (0..plan.seeds.max(2) as u64).map(|place| settings.seed.wrapping_add(place)).collect();
    let sides = [(original.start(), short(&original)), (design.start(), short(&design))];
    let epochs = sides[1].1.max_epochs;
    let contest = Contest { dataset, sides, seeds: &seeds, threads: settings.threads };
    let pairs = contest.run(finished, stop)?;
    let comparison = Comparison::of(&Yardstick::validation(dataset, &prepared), epochs, pairs);
    let taken = match comparison.effect {
        Effect::Helped => true,
        Effect::NoneShown => serious[1] < serious[0],
        Effect::Worse => false,
    };
    let verdict = verdict(Some(&comparison), serious);
    Ok(Repair {
        rounds,
        chosen: Some(chosen),
        net_before: original.net(),
        net: design.net(),
        comparison: Some(comparison),
        serious,
        taken,
        verdict,
        design,
    })
}

fn serious(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.is_serious()).count()
}

/// The plan for a short while. Both networks take as many steps, so neither ends early.
fn shortened(plan: &TrainingPlan, rows: usize, by: &RepairPlan) -> TrainingPlan {
    let steps_per_epoch = rows.div_ceil(plan.batch_size.max(1)).max(1);
    let epochs = by.epochs.unwrap_or_else(|| STEPS.div_ceil(steps_per_epoch));
    TrainingPlan { max_epochs: epochs.clamp(1, plan.max_epochs.max(1)), patience: None, ..plan.clone() }
}

/// What the doctor finds in a training.
fn examined(
    dataset: &Dataset,
    settings: &Settings,
    thresholds: &Thresholds,
    stop: &AtomicBool,
) -> Result<Vec<Finding>, ModelError> {
    let mut inside = Inside::new(Sampling::Steps);
    match fit_watched(dataset, settings, &mut (), &mut inside, stop) {
        Ok(fitted) if fitted.record.outcome == nonlin_net::Outcome::Interrupted => Err(ModelError::Interrupted),
        Ok(_) | Err(ModelError::Diverged { .. }) => Ok(examine_by(&inside.finish(), thresholds)),
        Err(error) => Err(error),
    }
}
