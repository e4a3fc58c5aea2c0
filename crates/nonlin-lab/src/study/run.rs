//! Running a study: all trials, side by side, then the choice of learning rates, then the one look at the test parts.

use super::metric::Metric;
use super::outcome::{Behind, Explanation, Network, Parts, Ranked, StudyOutcome, Unfinished};
use super::plan::{Candidate, StudyError, StudyPlan};
use super::statistics::{Sample, holm};
use super::trial::{self, Trial};
use super::verdict::Verdict;
use crate::data::{Dataset, Prepared};
use crate::model::output_activation;
use nonlin_doctor::examine;
use nonlin_net::Loss;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Told how a study goes on, from several threads.
pub trait Progress: Sync {
    /// `trials` trainings are about to start.
    fn started(&self, trials: usize);
    /// One more is finished, with this activation.
    fn finished(&self, activation: &str);
}

/// Runs the study. Raising `stop` ends it soon; what is finished by then is reported.
///
/// The result does not depend on the number of threads, times aside.
pub fn run(
    dataset: &Dataset,
    plan: &StudyPlan,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<StudyOutcome, StudyError> {
    plan.check()?;
    let prepared: Vec<Prepared> = plan.seeds.iter().map(|&seed| dataset.prepare(seed)).collect::<Result<_, _>>()?;
    let trials = train_all(dataset, plan, &prepared, progress, stop)?;
    let metric = Metric::for_task(dataset.task());

    let (mut standings, mut unfinished) = (Vec::new(), Vec::new());
    let per_candidate = plan.learning_rates.len() * plan.seeds.len();
    let mut trials = trials.into_iter();
    for candidate in &plan.candidates {
        let mine: Vec<Option<Trial>> = trials.by_ref().take(per_candidate).collect();
        match Standing::of(candidate, plan, mine) {
            Ok(standing) => standings.push(standing),
            Err(why) => {
                let activation = candidate.label.clone();
                unfinished.push(Unfinished { activation, why: why.to_owned() });
            }
        }
    }
    standings
        .sort_by(|a, b| b.validation.total_cmp(&a.validation).then(a.validation_loss.total_cmp(&b.validation_loss)));
    let interrupted = stop.load(Ordering::Relaxed);
    if standings.is_empty() {
        return Err(if interrupted { StudyError::Interrupted } else { StudyError::AllDiverged });
    }
    let explanations: Vec<Explanation> = standings.iter().flat_map(Standing::explanations).collect();
    let scores = test_scores(dataset, &prepared, &standings)?;
    let yardstick = Yardstick::new(dataset, plan, &prepared[0], metric);
    let (ranking, verdict) = judge(&standings, &scores, &yardstick, &explanations, plan.equivalence);
    let output = output_activation(dataset.task());
    let first = &prepared[0];
    Ok(StudyOutcome {
        data: dataset.name().to_owned(),
        task: dataset.task().to_string(),
        reason: dataset.reason().to_owned(),
        target: dataset.target_names().join(","),
        targets: dataset.target_names(),
        rows: dataset.rows(),
        notes: dataset.notes().to_vec(),
        metric,
        baseline: match metric {
            Metric::Accuracy => dataset.majority_share(),
            Metric::R2 => Some(0.0),
            Metric::MicroF1 => None,
        },
        output_activation: output.to_string(),
        loss: Loss::for_output(output, first.train.outputs_per_row).to_string(),
        network: Network {
            inputs: first.train.columns,
            hidden: plan.hidden.clone(),
            outputs: first.train.outputs_per_row,
            batch_size: trial::batch_size(plan, first.train.rows),
            learning_rates: plan.learning_rates.clone(),
        },
        parts: Parts { train: first.train.rows, validation: first.validation.rows, test: first.test.rows },
        seeds: plan.seeds.clone(),
        equivalence: plan.equivalence,
        ranking,
        unfinished,
        verdict,
        explanations,
        interrupted,
    })
}

/// All trials in the order activation, learning rate, seed; `None` where the study was stopped first.
fn train_all(
    dataset: &Dataset,
    plan: &StudyPlan,
    prepared: &[Prepared],
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<Vec<Option<Trial>>, StudyError> {
    let (rates, seeds) = (plan.learning_rates.len(), plan.seeds.len());
    let count = plan.candidates.len() * rates * seeds;
    progress.started(count);
    let results: Vec<Mutex<Option<Trial>>> = (0..count).map(|_| Mutex::new(None)).collect();
    let failure: Mutex<Option<StudyError>> = Mutex::new(None);
    let failed = AtomicBool::new(false);
    let next = AtomicUsize::new(0);
    // Trials are taken in order, so that a study that is stopped has whole activations finished.
    let work = || {
        while !stop.load(Ordering::Relaxed) && !failed.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            if place >= count {
                break;
            }
            let candidate = &plan.candidates[place / (rates * seeds)];
            let (rate, seed) = (plan.learning_rates[place / seeds % rates], place % seeds);
            let (task, data) = (dataset.task(), &prepared[seed]);
            match trial::train(plan, task, candidate.function, rate, plan.seeds[seed], data, stop) {
                Ok(trial) => {
                    *results[place].lock().unwrap_or_else(PoisonError::into_inner) = trial;
                    progress.finished(&candidate.label);
                }
                Err(error) => {
                    failed.store(true, Ordering::Relaxed);
                    failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..plan.threads.min(count) {
            scope.spawn(work);
        }
        work();
    });
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(results.into_iter().map(|cell| cell.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()),
    }
}

/// An activation with its learning rate chosen.
struct Standing {
    label: String,
    learning_rate: f64,
    validation: f64,
    validation_loss: f64,
    seconds: f64,
    trials: usize,
    /// The trials at that rate, one per seed.
    chosen: Vec<Trial>,
}

impl Standing {
    /// Takes the learning rate with the best mean validation score, of equals the lower loss, of those the first;
    /// rates at which a training diverged come last, and have no score. Says why if there is none left.
    fn of(candidate: &Candidate, plan: &StudyPlan, trials: Vec<Option<Trial>>) -> Result<Self, &'static str> {
        let trials: Vec<Trial> = trials.into_iter().collect::<Option<_>>().ok_or("interrupted first")?;
        let (count, seconds) = (trials.len(), trials.iter().map(|trial| trial.seconds).sum());
        let mut best: Option<Self> = None;
        let mut trials = trials.into_iter();
        for &learning_rate in &plan.learning_rates {
            let chosen: Vec<Trial> = trials.by_ref().take(plan.seeds.len()).collect();
            let Some(results) = chosen.iter().map(|trial| trial.validation).collect::<Option<Vec<(f64, f64)>>>() else {
                continue;
            };
            let mean = |part: fn(&(f64, f64)) -> f64| results.iter().map(part).sum::<f64>() / results.len() as f64;
            let (validation, validation_loss) = (mean(|r| r.0), mean(|r| r.1));
            let better = best.as_ref().is_none_or(|best| {
                validation > best.validation
                    || (validation == best.validation && validation_loss < best.validation_loss)
            });
            if better {
                let label = candidate.label.clone();
                best = Some(Self { label, learning_rate, validation, validation_loss, seconds, trials: count, chosen });
            }
        }
        best.ok_or("some training ended in NaN or infinity at every learning rate")
    }

    /// What the doctor finds in most of the chosen trainings.
    fn explanations(&self) -> Vec<Explanation> {
        let examined: Vec<_> = self.chosen.iter().map(|trial| examine(&trial.trace)).collect();
        let Some(first) = examined.first() else {
            return Vec::new();
        };
        first
            .iter()
            .map(|finding| {
                let trainings = examined.iter().filter(|all| all.iter().any(|f| f.rule == finding.rule)).count();
                Explanation { activation: self.label.clone(), trainings, finding: finding.clone() }
            })
            .filter(|explanation| 2 * explanation.trainings > self.chosen.len())
            .collect()
    }
}

/// The one look at the test parts: the scores of every standing, one per seed.
fn test_scores(dataset: &Dataset, prepared: &[Prepared], standings: &[Standing]) -> Result<Vec<Vec<f64>>, StudyError> {
    standings
        .iter()
        .map(|standing| {
            let tests = standing.chosen.iter().zip(prepared);
            tests.map(|(trial, data)| trial::score(dataset.task(), &trial.network, &data.test)).collect()
        })
        .collect()
}

/// What intervals are made with.
struct Yardstick {
    metric: Metric,
    /// Test rows per training row.
    overlap: f64,
    /// Half-width that no interval goes below.
    floor: f64,
}

impl Yardstick {
    fn new(dataset: &Dataset, plan: &StudyPlan, first: &Prepared, metric: Metric) -> Self {
        // Rows that were in some test part, at most.
        let tested = (first.test.rows * plan.seeds.len()).min(dataset.rows());
        let floor = if metric.is_share() { 3.0 / tested as f64 } else { 0.0 };
        Self { metric, overlap: first.test.rows as f64 / first.train.rows as f64, floor }
    }

    fn sample(&self, values: Vec<f64>) -> Sample {
        Sample::new(values, self.overlap, self.floor)
    }
}

/// Ranking and verdict.
///
/// The others are measured against the first activation of the ranking in which the doctor found nothing
/// wrong; against the very first only if that is shown to be better. So a hidden layer that is linear, or
/// cannot learn, is advised only where it wins, not where data are too easy to tell.
fn judge(
    standings: &[Standing],
    scores: &[Vec<f64>],
    yardstick: &Yardstick,
    explanations: &[Explanation],
    equivalence: f64,
) -> (Vec<Ranked>, Verdict) {
    let ill = |label: &str| explanations.iter().any(|explanation| explanation.activation == label);
    let healthy = standings.iter().position(|standing| !ill(&standing.label)).unwrap_or(0);
    let mut ranking = rank(standings, scores, yardstick, healthy);
    let mut verdict = Verdict::of(&ranking, healthy, &ill, yardstick.metric, equivalence);
    if ranking[..healthy].iter().filter_map(|ranked| ranked.behind).any(|behind| behind.is_shown_better()) {
        ranking = rank(standings, scores, yardstick, 0);
        verdict = Verdict::of(&ranking, 0, &ill, yardstick.metric, equivalence);
    }
    (ranking, verdict)
}

/// Scores, intervals, and differences to the standing at `reference`.
fn rank(standings: &[Standing], scores: &[Vec<f64>], yardstick: &Yardstick, reference: usize) -> Vec<Ranked> {
    let others = || (0..standings.len()).filter(|&place| place != reference);
    let difference = |place: usize| {
        let pairs = scores[reference].iter().zip(&scores[place]);
        yardstick.sample(pairs.map(|(reference, other)| reference - other).collect())
    };
    let differences: Vec<Sample> = others().map(difference).collect();
    let p_values = holm(&differences.iter().map(Sample::p_value).collect::<Vec<_>>());
    let mut behind = vec![None; standings.len()];
    for ((place, sample), p) in others().zip(&differences).zip(p_values) {
        behind[place] = Some(Behind { mean: sample.mean(), interval: sample.interval(), p });
    }
    let (low, high) = if yardstick.metric.is_share() { (0.0, 1.0) } else { (f64::NEG_INFINITY, 1.0) };
    standings
        .iter()
        .zip(scores)
        .zip(behind)
        .map(|((standing, test_scores), behind)| {
            let sample = yardstick.sample(test_scores.clone());
            let interval = sample.interval();
            let epochs = standing.chosen.iter().map(|trial| trial.epochs as f64).sum::<f64>();
            Ranked {
                activation: standing.label.clone(),
                validation: standing.validation,
                test: sample.mean(),
                test_interval: [interval.low.max(low), interval.high.min(high)],
                seconds: standing.seconds,
                trials: standing.trials,
                learning_rate: standing.learning_rate,
                epochs: epochs / standing.chosen.len() as f64,
                test_scores: test_scores.clone(),
                behind,
            }
        })
        .collect()
}
