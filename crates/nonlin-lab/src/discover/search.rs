//! The whole search: the built-in activations first, then generation after generation of new ones, then the judgement.

use super::clock::{Clock, Progress};
use super::halves::Halves;
use super::judgement::Judgement;
use super::outcome::{Discarded, DiscoverOutcome, Raced};
use super::plan::{DiscoverError, DiscoverPlan};
use super::proposals::Proposer;
use super::race::{Entrant, Race, fresh_seeds};
use super::sieve::{Reason, Sieve};
use crate::study::{self, Candidate, Metric, StudyError, StudyPlan};
use nonlin::compute::Elementwise;
use nonlin::formula::{Expression, Formula};
use nonlin::functions::elementwise;
use nonlin::typed::Typed;
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

/// Winners that new formulas are made from.
const PARENTS: usize = 8;
/// Activations of the race that are told of.
const TOLD: usize = 10;
/// Proposals for each new formula that a generation needs: where the sieve lets hardly any through it must end all the same.
const TRIES: usize = 50;
/// The built-in activations besides the usual ones may have one of so many parts of what is left to the search.
const REST_IN: usize = 3;
/// Repeats of the judgement, at least and at most.
pub(super) const JUDGING: [usize; 2] = [3, 20];

/// Searches. Raising `stop` ends it soon, without a judgement; what is known by then is reported.
///
/// With a budget in trainings the result depends on the plan and the data alone, times aside.
pub fn run(
    halves: &Halves,
    plan: &DiscoverPlan,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<DiscoverOutcome, DiscoverError> {
    plan.check()?;
    let clock = Clock::new(plan.budget, progress, stop);
    clock.watch(|| {
        let race = Race { search: &halves.search, plan, clock: &clock, diverged: 0 };
        let mut search = Search {
            race,
            proposer: Proposer::new(plan.seed),
            sieve: Sieve::new(),
            proposed: 0,
            discarded: BTreeMap::new(),
            standings: Vec::new(),
            raced: 0,
            generations: 0,
        };
        let (built_in, all_built_in) = search.built_in()?;
        while search.generation()? {}
        let field = if all_built_in {
            format!("the {built_in} built-in ones")
        } else {
            format!("the {built_in} well-known ones")
        };
        let judgement = search.judgement(halves)?;
        let interrupted = clock.is_stopped();
        let sentence = match &judgement {
            Some(judgement) => judgement.sentence(&field),
            None => search.without_judgement(&field, interrupted),
        };
        Ok(DiscoverOutcome {
            data: halves.whole.name().to_owned(),
            task: halves.whole.task().to_string(),
            targets: halves.whole.target_names(),
            metric: Metric::for_task(halves.whole.task()),
            search_rows: halves.search.rows(),
            judging_rows: halves.judging.rows(),
            budget: plan.budget.to_string(),
            seed: plan.seed,
            proposed: search.proposed,
            raced: search.raced,
            built_in,
            all_built_in,
            diverged: search.race.diverged,
            generations: search.generations,
            trainings: clock.trainings(),
            seconds: clock.seconds(),
            race: search.standings.iter().take(TOLD).map(told).collect(),
            discarded: search.discarded.into_values().collect(),
            judgement,
            sentence,
            interrupted,
        })
    })
}

fn told(entrant: &Entrant) -> Raced {
    Raced {
        activation: entrant.function.card().name.to_owned(),
        built_in: entrant.tree.is_none(),
        validation: entrant.validation(),
        repeats: entrant.repeats,
    }
}

struct Search<'a> {
    race: Race<'a>,
    proposer: Proposer,
    sieve: Sieve,
    proposed: usize,
    discarded: BTreeMap<Reason, Discarded>,
    /// Everything that has a score, the best first.
    standings: Vec<Entrant>,
    raced: usize,
    generations: usize,
}

impl Search<'_> {
    /// Races the built-in activations: all if the budget allows, else the usual ones. How many, and whether that is all.
    fn built_in(&mut self) -> Result<(usize, bool), DiscoverError> {
        let entrants = |usual: bool| -> Vec<Entrant> {
            let wanted = move |function: &&'static dyn Elementwise| function.card().usual == usual;
            elementwise().filter(wanted).map(|function| Entrant::new(function, None)).collect()
        };
        let (usual, rest) = (entrants(true), entrants(false));
        let (mut count, mut all) = (usual.len(), false);
        self.standings = self.race.run(usual, "the well-known activations")?;
        if self.standings.is_empty() {
            return Err(match self.race.clock.is_stopped() {
                true => DiscoverError::Interrupted,
                false if self.race.diverged > 0 => StudyError::AllDiverged.into(),
                false => DiscoverError::Spent(self.race.plan.budget),
            });
        }
        let affordable = self.race.clock.left_to_search().is_none_or(|left| {
            // What climbs on costs as much again, roughly.
            2 * rest.len() * self.race.cost(0) <= left / REST_IN
        });
        if affordable && !self.race.clock.is_search_over() {
            let expected = self.standings.len() + rest.len() + self.race.diverged;
            count += rest.len();
            let rest = self.race.run(rest, "the other built-in activations")?;
            self.standings.extend(rest);
            self.standings.sort_by(Entrant::compare);
            // Unless the time was over in the middle of it.
            all = self.standings.len() + self.race.diverged >= expected;
        }
        Ok((if all { count } else { self.standings.len() }, all))
    }

    /// Proposes and races one generation; whether there may be another.
    fn generation(&mut self) -> Result<bool, DiscoverError> {
        let affordable = self.race.clock.left_to_search().map_or(usize::MAX, |left| left / self.race.cost(0));
        if affordable == 0 || self.race.clock.is_search_over() {
            return Ok(false);
        }
        self.generations += 1;
        let new = self.admitted(self.race.plan.population.min(affordable));
        if new.is_empty() {
            return Ok(false);
        }
        let before = self.race.diverged;
        let called = format!("generation {}", self.generations);
        let raced = self.race.run(new, &called)?;
        self.raced += raced.len() + self.race.diverged - before;
        self.standings.extend(raced);
        self.standings.sort_by(Entrant::compare);
        Ok(true)
    }

    /// New formulas that the sieve lets through.
    fn admitted(&mut self, wanted: usize) -> Vec<Entrant> {
        let new = |entrant: &Entrant| entrant.tree.clone();
        let winners: Vec<Expression> = self.standings.iter().filter_map(new).take(PARENTS).collect();
        let mut admitted = Vec::new();
        for _ in 0..wanted.saturating_mul(TRIES) {
            if admitted.len() == wanted || self.race.clock.is_search_over() {
                break;
            }
            let tree = self.proposer.propose(&winners);
            self.proposed += 1;
            match self.sieve.admit(&tree) {
                Ok(typed) => admitted.push(Entrant::new(typed as &'static Typed, Some(tree))),
                Err(reason) => {
                    let new = || Discarded { reason, count: 0, example: Formula::of(tree.clone()).to_string() };
                    self.discarded.entry(reason).or_insert_with(new).count += 1;
                }
            }
        }
        admitted
    }

    /// The survivors and the best built-in activation, in one study of the rows set aside.
    fn judgement(&self, halves: &Halves) -> Result<Option<Judgement>, DiscoverError> {
        let (plan, clock) = (self.race.plan, self.race.clock);
        let survivors: Vec<&Entrant> =
            self.standings.iter().filter(|entrant| entrant.tree.is_some()).take(plan.survivors).collect();
        let Some(reference) = self.best_built_in().filter(|_| !survivors.is_empty() && !clock.is_stopped()) else {
            return Ok(None);
        };
        let candidates: Vec<Candidate> = std::iter::once(reference)
            .chain(survivors.iter().map(|entrant| entrant.function))
            .map(Candidate::of)
            .collect();
        let each = candidates.len() * plan.study.learning_rates.len();
        let repeats = clock.left_to_judge().map_or(JUDGING[1], |left| left / each).clamp(JUDGING[0], JUDGING[1]);
        clock.at(format!("judging {} survivors with {repeats} repeats each", survivors.len()));
        let study = StudyPlan { candidates, seeds: fresh_seeds(repeats as u64).collect(), ..plan.single_round() };
        match study::run(&halves.judging, &study, clock, clock.user_flag()) {
            // Half a judgement is none.
            Ok(outcome) if outcome.interrupted => Ok(None),
            Ok(outcome) => Ok(Judgement::of(outcome, reference.card().name)),
            Err(StudyError::Interrupted | StudyError::AllDiverged) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn best_built_in(&self) -> Option<&'static dyn Elementwise> {
        self.standings.iter().find(|entrant| entrant.tree.is_none()).map(|entrant| entrant.function)
    }

    /// What may be said without one.
    fn without_judgement(&self, field: &str, interrupted: bool) -> String {
        let name = |function: Option<&'static dyn Elementwise>| function.map_or("", |function| function.card().name);
        let best = name(self.best_built_in());
        let new = self.standings.iter().find(|entrant| entrant.tree.is_some()).map(|entrant| entrant.function);
        match (interrupted, new) {
            (true, Some(new)) => format!(
                "Interrupted before the judgement: so far the best new one is `{}`, and `{best}` is the best of {field}; which of \
                 them is better has not been tested.",
                new.card().name
            ),
            (true, None) => {
                format!("Interrupted before any new one had a result: `{best}` is the best of {field} so far.")
            }
            (false, Some(new)) => {
                format!(
                    "`{}` survived the race, but the judgement had no result for it and for `{best}`.",
                    new.card().name
                )
            }
            (false, None) => format!(
                "Nothing new had a result within the budget: use `{best}`, the best of {field} in the search, or give more with \
                 `--budget`."
            ),
        }
    }
}
