//! Activations compared in a model of one's own, which is trained elsewhere: the same pairing, racing and verdict.

use super::archive::{Archive, Key};
use super::ground::Setting;
use super::metric::Metric;
use super::outcome::{Ranked, Unfinished};
use super::plan::{StudyError, StudyPlan};
use super::race::{Course, Ending, Race};
use super::run::{Decided, Progress};
use super::trial::Trial;
use super::verdict::Verdict;
use super::yardstick::Yardstick;
use serde::Serialize;
use std::sync::atomic::AtomicBool;

/// Trains models that the lab knows nothing of.
pub trait Trainer: Sync {
    /// Trains the model with this activation from this seed, and tells its scores; `None` if it was interrupted.
    ///
    /// The seed decides all that is random in it: two activations with one seed are a pair.
    fn train(
        &self,
        activation: &str,
        setting: ComparedSetting,
        seed: u64,
        stop: &AtomicBool,
    ) -> Result<Option<Trial>, StudyError>;
}

/// What a model is trained with, chosen by every activation for itself.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ComparedSetting {
    /// The learning rate.
    pub learning_rate: f64,
    /// The weight decay.
    pub weight_decay: f64,
}

/// What is compared, in words and counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// A name for the model and its data.
    pub name: String,
    /// What makes this model, its data and its training the same as in another comparison: trials are kept and found by it. `None` keeps none.
    pub key: Option<String>,
    /// The score; larger is better.
    pub metric: Metric,
    /// Rows that validation scores are of, if known: a share of few rows is known only so well.
    pub validation_rows: Option<usize>,
    /// Rows that test scores are of.
    pub test_rows: Option<usize>,
}

/// What came of it, in the shape that is kept and printed.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// The name that was given.
    pub data: String,
    /// The score: larger is better.
    pub metric: Metric,
    /// One repeat per seed. All are on the same rows, so that differences hold for these.
    pub seeds: Vec<u64>,
    /// Differences up to this count as none.
    pub equivalence: f64,
    /// The activations that were finished, best validation score first.
    pub ranking: Vec<Ranked>,
    /// Those that were not.
    pub unfinished: Vec<Unfinished>,
    /// What may be said.
    pub verdict: Verdict,
    /// Why there were no more repeats.
    pub ending: Ending,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
}

struct Foreign<'a> {
    compared: &'a Compared,
    plan: &'a StudyPlan,
    settings: Vec<Setting>,
    trainer: &'a dyn Trainer,
    archive: &'a dyn Archive,
}

impl Course for Foreign<'_> {
    fn trial(
        &self,
        entrant: usize,
        setting: usize,
        repeat: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Trial>, StudyError> {
        let (label, seed) = (&self.plan.candidates[entrant].label, self.plan.seeds[repeat]);
        let Setting { learning_rate, weight_decay } = self.settings[setting];
        let setting = ComparedSetting { learning_rate, weight_decay };
        let key = match &self.compared.key {
            Some(key) if self.archive.keeps() => Some(Key::of_own(key, label, setting, seed)),
            _ => None,
        };
        if let Some(key) = &key
            && let Some(trial) = self.archive.find(key, label, seed)?
        {
            return Ok(Some(trial));
        }
        let Some(trial) = self.trainer.train(label, setting, seed, stop)? else { return Ok(None) };
        if let Some(key) = &key {
            self.archive.keep(key, label, seed, &trial)?;
        }
        Ok(Some(trial))
    }

    fn validation_yardstick(&self) -> Yardstick {
        Yardstick::of_same_rows(self.compared.metric, self.compared.validation_rows)
    }
}

/// Compares the candidates of `plan` in models that `trainer` trains. Of the plan candidates, seeds, settings, budget, equivalence and threads
/// count; all else is the trainer's.
pub fn compare(
    compared: &Compared,
    plan: &StudyPlan,
    trainer: &dyn Trainer,
    progress: &dyn Progress,
    archive: &dyn Archive,
    stop: &AtomicBool,
) -> Result<Comparison, StudyError> {
    plan.check()?;
    let foreign = Foreign { compared, plan, settings: Setting::all(plan), trainer, archive };
    let mut race = Race::new(&foreign, plan, foreign.settings.len(), progress, stop);
    let ending = race.run()?;
    let yardstick = Yardstick::of_same_rows(compared.metric, compared.test_rows);
    let decided = Decided::of(&race, &foreign.settings, &yardstick, ending, plan)?;
    Ok(Comparison {
        data: compared.name.clone(),
        metric: compared.metric,
        seeds: decided.seeds(plan),
        equivalence: plan.equivalence,
        ranking: decided.ranking,
        unfinished: decided.unfinished,
        verdict: decided.verdict,
        ending,
        interrupted: ending == Ending::Interrupted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Candidate, Decision};
    use std::sync::Mutex;

    /// Scores of a known mean and spread for each activation; counts what is asked for.
    struct Known(Mutex<Vec<(String, u64)>>);

    impl Trainer for Known {
        fn train(
            &self,
            activation: &str,
            setting: ComparedSetting,
            seed: u64,
            _: &AtomicBool,
        ) -> Result<Option<Trial>, StudyError> {
            self.0.lock().unwrap().push((activation.to_owned(), seed));
            let noise = 0.004 * ((seed as f64 * 12.9898).sin() * 43758.5453).fract();
            let gain = match activation {
                "gelu" => 0.05,
                "mine" => 0.02,
                _ => 0.0,
            };
            let score = 0.9 + gain + noise - (setting.learning_rate - 0.01).abs();
            Ok(Some(Trial::told(Some((score, 1.0 - score)), Some(score), 3, 0.1)))
        }
    }

    fn plan() -> StudyPlan {
        let named = |name: &str| Candidate { label: name.to_owned(), function: "", salt: 0, handicap: 0.0 };
        StudyPlan {
            candidates: ["relu", "mine", "gelu"].map(named).into(),
            seeds: (1..=10).collect(),
            learning_rates: vec![0.01, 0.1],
            weight_decays: vec![0.0],
            threads: 1,
            ..StudyPlan::default()
        }
    }

    fn compared() -> Compared {
        let (validation_rows, test_rows) = (Some(5000), Some(5000));
        Compared { name: "mine".to_owned(), key: None, metric: Metric::Accuracy, validation_rows, test_rows }
    }

    #[test]
    fn the_better_one_is_named_and_the_worse_are_trained_no_more() {
        let known = Known(Mutex::default());
        let outcome = compare(&compared(), &plan(), &known, &(), &(), &AtomicBool::new(false)).unwrap();
        assert_eq!((outcome.verdict.advice.as_str(), outcome.verdict.decision), ("gelu", Decision::Better));
        assert!(outcome.ranking.iter().all(|ranked| ranked.learning_rate == 0.01));
        let asked = known.0.into_inner().unwrap();
        assert!(asked.iter().filter(|(activation, _)| activation == "relu").count() < 12, "{asked:?}");
    }
}
