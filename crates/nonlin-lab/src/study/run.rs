//! Running a study: trainings in rounds, then the one look at the test parts, and what may be said of it.

use super::answers::Answers;
use super::archive::Archive;
use super::cost::cost;
use super::engine::{Engine, Here};
use super::ground::{Ground, Setting};
use super::metric::Metric;
use super::outcome::{Behind, Curves, Explanation, Network, Parts, Ranked, StudyOutcome, Unfinished};
use super::plan::{StudyError, StudyPlan};
use super::race::{Ending, Entrant, Out, Race};
use super::statistics::{Sample, holm};
use super::trial::{self, Trial};
use super::verdict::Verdict;
use super::yardstick::Yardstick;
use crate::data::Dataset;
use crate::model::{Model, output_activation};
use nonlin_net::{LayerSpec, Loss};
use std::sync::atomic::AtomicBool;

/// Told how a study goes on, from several threads.
pub trait Progress: Sync {
    /// What intervals of validation scores are made with, before anything starts.
    fn judged_by(&self, _yardstick: Yardstick) {}
    /// So many more trainings are about to start.
    fn started(&self, trials: usize);
    /// One more is finished, with this activation.
    fn finished(&self, activation: &str);
    /// A repeat of an activation with its chosen setting got this validation score.
    fn scored(&self, _activation: &str, _score: f64) {}
    /// An activation was shown to be worse than the leader, or diverged, and is trained no more.
    fn dropped(&self, _activation: &str) {}
}

/// Says nothing.
impl Progress for () {
    fn started(&self, _: usize) {}
    fn finished(&self, _: &str) {}
}

/// Runs the study, keeping nothing. Raising `stop` ends it soon; what is finished by then is reported.
///
/// Without a budget in time the result does not depend on the machine nor on the number of threads, times aside.
pub fn run(
    dataset: &Dataset,
    plan: &StudyPlan,
    progress: &dyn Progress,
    stop: &AtomicBool,
) -> Result<StudyOutcome, StudyError> {
    run_kept(dataset, plan, progress, &(), stop)
}

/// Runs the study with its trials kept in `archive`, and those that are there already taken from it.
pub fn run_kept(
    dataset: &Dataset,
    plan: &StudyPlan,
    progress: &dyn Progress,
    archive: &dyn Archive,
    stop: &AtomicBool,
) -> Result<StudyOutcome, StudyError> {
    run_by(dataset, plan, progress, archive, &Here, stop)
}

/// [`run_kept`] with the trainings made by `engine`.
pub fn run_by(
    dataset: &Dataset,
    plan: &StudyPlan,
    progress: &dyn Progress,
    archive: &dyn Archive,
    engine: &dyn Engine,
    stop: &AtomicBool,
) -> Result<StudyOutcome, StudyError> {
    plan.check()?;
    let ground = Ground::new(dataset, plan, engine, archive)?;
    let mut race = Race::new(&ground, plan, ground.settings.len(), progress, stop);
    let ending = race.run()?;
    let metric = Metric::for_task(dataset.task());
    let first = &ground.first.data;
    let decided = Decided::of(&race, &ground.settings, &Yardstick::test(dataset, first), ending, plan)?;
    let output = output_activation(dataset.task());
    let (spec, _) = ground.training(0, 0, 0, first);
    let net: Vec<String> = ground.layers.iter().map(ToString::to_string).collect();
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
            Metric::MicroF1 | Metric::Score => None,
        },
        output_activation: output.to_string(),
        loss: Loss::for_output(output, first.train.outputs_per_row).to_string(),
        network: Network {
            inputs: first.train.columns,
            input: spec.input.to_string(),
            hidden: ground.layers.iter().filter_map(dense_units).collect(),
            layers: net.join(", "),
            outputs: first.train.outputs_per_row,
            batch_size: ground.batch_size(),
            learning_rates: plan.learning_rates.clone(),
            weight_decays: plan.weight_decays.clone(),
        },
        parts: Parts {
            train: first.train.rows,
            validation: first.validation.rows,
            test: first.test.rows,
            fixed_test: dataset.has_fixed_test(),
        },
        seeds: decided.seeds(plan),
        equivalence: plan.equivalence,
        curves: decided.curves,
        ranking: decided.ranking,
        unfinished: decided.unfinished,
        verdict: decided.verdict,
        explanations: decided.explanations,
        ending,
        interrupted: ending == Ending::Interrupted,
    })
}

/// What may be said of a race.
pub(super) struct Decided {
    pub(super) ranking: Vec<Ranked>,
    pub(super) verdict: Verdict,
    pub(super) unfinished: Vec<Unfinished>,
    explanations: Vec<Explanation>,
    curves: Vec<Curves>,
}

impl Decided {
    /// Opens the test scores, measured with `yardstick`. Fails if there is nothing to compare.
    pub(super) fn of(
        race: &Race<'_>,
        settings: &[Setting],
        yardstick: &Yardstick,
        ending: Ending,
        plan: &StudyPlan,
    ) -> Result<Self, StudyError> {
        let (mut standings, mut unfinished) = (Vec::new(), Vec::new());
        for entrant in &race.entrants {
            match Standing::of(entrant, settings) {
                Ok(standing) => standings.push(standing),
                Err(why) => {
                    unfinished.push(Unfinished { activation: entrant.candidate.label.clone(), why: why.to_owned() });
                }
            }
        }
        if standings.is_empty() {
            return Err(match (ending, plan.budget) {
                (Ending::Interrupted, _) => StudyError::Interrupted,
                (Ending::Budget, Some(budget)) => StudyError::Spent(budget),
                _ => StudyError::AllDiverged,
            });
        }
        // More repeats first where a lead of fewer is no surer: who was dropped does not come before who went on.
        standings.sort_by(|a, b| {
            let (score, loss) = (b.validation.0.total_cmp(&a.validation.0), a.validation.1.total_cmp(&b.validation.1));
            a.dropped.is_some().cmp(&b.dropped.is_some()).then(score).then(loss)
        });
        let mut explanations: Vec<Explanation> = standings.iter().flat_map(Standing::explanations).collect();
        let scores: Vec<Vec<f64>> = standings.iter().map(Standing::opened).collect();
        let (ranking, verdict) = judge(&standings, &scores, yardstick, &explanations, plan.equivalence);
        // What was only measured explains why an activation is behind; of one that is not, it is no news.
        explanations
            .retain(|explanation| explanation.finding.is_proven() || !verdict.group.contains(&explanation.activation));
        let curves = standings.iter().map(Standing::curves).collect();
        Ok(Self { ranking, verdict, unfinished, explanations, curves })
    }

    /// The seeds of the repeats that were made.
    pub(super) fn seeds(&self, plan: &StudyPlan) -> Vec<u64> {
        plan.seeds[..self.ranking.iter().map(|ranked| ranked.repeats).max().unwrap_or(0)].to_vec()
    }
}

/// The network with the advised activation whose repeat did best on its validation part, trained once more (to the same bits), with all
/// that new rows need; and what it answers on its test rows.
pub fn best_model(
    dataset: &Dataset,
    plan: &StudyPlan,
    outcome: &StudyOutcome,
    stop: &AtomicBool,
) -> Result<(Model, Answers), StudyError> {
    let ground = Ground::new(dataset, plan, &Here, &())?;
    let advice = &outcome.verdict.advice;
    let entrant = plan.candidates.iter().position(|candidate| candidate.label == *advice).unwrap_or(0);
    let ranked = outcome.ranking.iter().find(|ranked| ranked.activation == *advice);
    let curves = outcome.curves.iter().find(|curves| curves.activation == *advice);
    let setting = ground.settings.iter().position(|setting| {
        ranked.is_some_and(|r| (r.learning_rate, r.weight_decay) == (setting.learning_rate, setting.weight_decay))
    });
    let scores = curves.map(|curves| &curves.validation_scores[..]).unwrap_or_default();
    let repeat = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a))).unwrap_or(0);
    let parts = ground.parts(repeat)?;
    let (spec, training) = ground.training(entrant, setting.unwrap_or(0), repeat, &parts.data);
    match trial::train(&spec, &training, dataset.task(), &parts.data, stop)? {
        Some((_, network)) => {
            let model = Model { network, encoder: parts.data.encoder.clone(), task: dataset.task() };
            let answers = Answers::of(&model, &parts.data.test)?;
            Ok((model, answers))
        }
        None => Err(StudyError::Interrupted),
    }
}

fn dense_units(layer: &LayerSpec) -> Option<usize> {
    if let LayerSpec::Dense(dense) = layer { Some(dense.units) } else { None }
}

/// An activation with its setting chosen, and a result.
struct Standing<'a> {
    entrant: &'a Entrant<'a>,
    label: &'a str,
    setting: Setting,
    /// Mean score and loss.
    validation: (f64, f64),
    seconds: f64,
    trials: usize,
    epochs: f64,
    /// After how many repeats it was shown to be worse than the leader.
    dropped: Option<usize>,
}

impl<'a> Standing<'a> {
    /// Says why if there is none.
    fn of(entrant: &'a Entrant<'a>, settings: &[Setting]) -> Result<Self, &'static str> {
        if entrant.out == Some(Out::Diverged) {
            return Err("some training ended in NaN or infinity at every learning rate");
        }
        let repeats = entrant.repeats().count();
        let (Some(place), 2..) = (entrant.setting(), repeats) else { return Err("interrupted first") };
        let dropped = if let Some(Out::Worse(repeats)) = entrant.out { Some(repeats) } else { None };
        Ok(Self {
            entrant,
            label: &entrant.candidate.label,
            setting: settings[place],
            validation: entrant.validation(),
            seconds: entrant.all_trials().map(|trial| trial.seconds).sum(),
            trials: entrant.all_trials().count(),
            epochs: entrant.repeats().map(|trial| trial.epochs as f64).sum::<f64>() / repeats as f64,
            dropped,
        })
    }

    /// The one look at the test parts: a score per repeat.
    fn opened(&self) -> Vec<f64> {
        self.entrant.repeats().map_while(Trial::opened).collect()
    }

    fn curves(&self) -> Curves {
        let repeats: Vec<&Trial> = self.entrant.repeats().collect();
        Curves {
            activation: self.label.to_owned(),
            validation_scores: repeats.iter().filter_map(|trial| Some(trial.validation?.0)).collect(),
            train_loss: repeats.iter().map(|trial| trial.train_loss.clone()).collect(),
            validation_loss: repeats.iter().map(|trial| trial.validation_loss.clone()).collect(),
            traces: repeats.iter().map(|trial| trial.trace.clone()).collect(),
        }
    }

    /// What the doctor finds in most of the chosen trainings that is serious and about layers.
    fn explanations(&self) -> Vec<Explanation> {
        let examined: Vec<_> = self.entrant.repeats().map(Trial::findings).collect();
        let Some(first) = examined.first() else {
            return Vec::new();
        };
        first
            .iter()
            .filter(|finding| finding.is_serious() && !finding.layers.is_empty())
            .map(|finding| {
                let trainings = examined.iter().filter(|all| all.iter().any(|f| f.rule == finding.rule)).count();
                Explanation { activation: self.label.to_owned(), trainings, finding: finding.clone() }
            })
            .filter(|explanation| 2 * explanation.trainings > examined.len())
            .collect()
    }
}

/// Ranking and verdict.
///
/// The others are measured against the first activation of the ranking in which nothing is proven to be
/// wrong; against the very first only if that is shown to be better. So a hidden layer that is linear, or
/// cannot learn, is advised only where it wins, not where data are too easy to tell.
fn judge(
    standings: &[Standing<'_>],
    scores: &[Vec<f64>],
    yardstick: &Yardstick,
    explanations: &[Explanation],
    equivalence: f64,
) -> (Vec<Ranked>, Verdict) {
    let ill = |label: &str| {
        explanations.iter().any(|explanation| explanation.activation == label && explanation.finding.is_proven())
    };
    let healthy = standings.iter().position(|standing| !ill(standing.label)).unwrap_or(0);
    let mut ranking = rank(standings, scores, yardstick, healthy);
    let mut verdict = Verdict::of(&ranking, healthy, &ill, yardstick.metric, equivalence);
    if ranking[..healthy].iter().filter_map(|ranked| ranked.behind).any(|behind| behind.is_shown_better()) {
        ranking = rank(standings, scores, yardstick, 0);
        verdict = Verdict::of(&ranking, 0, &ill, yardstick.metric, equivalence);
    } else if let Some(cheapest) = cheapest(&ranking, healthy, &ill, equivalence) {
        // Measured from it, or the table would be of another's differences.
        let leader = ranking[healthy].activation.clone();
        ranking = rank(standings, scores, yardstick, cheapest);
        verdict = Verdict::cheapest(&ranking, cheapest, &leader, yardstick.metric, equivalence);
    }
    (ranking, verdict)
}

/// Of those that are shown to be no different from the standing at `reference`, the one that is cheapest to run, if it is cheaper.
fn cheapest(ranking: &[Ranked], reference: usize, ill: &dyn Fn(&str) -> bool, equivalence: f64) -> Option<usize> {
    let same =
        |ranked: &Ranked| ranked.behind.is_some_and(|behind| behind.is_within(equivalence)) && !ill(&ranked.activation);
    let equals = ranking.iter().enumerate().filter(|(_, ranked)| same(ranked)).map(|(place, _)| place);
    let cheapest = equals.min_by_key(|&place| cost(&ranking[place].activation))?;
    (cost(&ranking[cheapest].activation) < cost(&ranking[reference].activation)).then_some(cheapest)
}

/// Scores, intervals, and differences to the standing at `reference`.
fn rank(standings: &[Standing<'_>], scores: &[Vec<f64>], yardstick: &Yardstick, reference: usize) -> Vec<Ranked> {
    let others = || (0..standings.len()).filter(|&place| place != reference);
    let difference = |place: usize| {
        let pairs = scores[reference].iter().zip(&scores[place]);
        yardstick.differences(pairs.map(|(reference, other)| reference - other).collect())
    };
    let differences: Vec<Sample> = others().map(difference).collect();
    let p_values = holm(&differences.iter().map(Sample::p_value).collect::<Vec<_>>());
    let mut behind = vec![None; standings.len()];
    for ((place, sample), p) in others().zip(&differences).zip(p_values) {
        behind[place] = Some(Behind { mean: sample.mean(), interval: sample.interval(), p });
    }
    let (low, high) = yardstick.metric.range();
    standings
        .iter()
        .zip(scores)
        .zip(behind)
        .map(|((standing, test_scores), behind)| {
            let sample = yardstick.scores(test_scores.clone());
            let interval = sample.interval();
            Ranked {
                activation: standing.label.to_owned(),
                validation: standing.validation.0,
                test: sample.mean(),
                test_interval: [interval.low.max(low), interval.high.min(high)],
                seconds: standing.seconds,
                trials: standing.trials,
                learning_rate: standing.setting.learning_rate,
                weight_decay: standing.setting.weight_decay,
                epochs: standing.epochs,
                repeats: test_scores.len(),
                dropped: standing.dropped,
                test_scores: test_scores.clone(),
                behind,
            }
        })
        .collect()
}
