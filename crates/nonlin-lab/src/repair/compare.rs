//! Two networks on the same splits, and what may be said of the difference.

use crate::data::Dataset;
use crate::model::{Beginning, Fitted, ModelError, Settings, fit};
use crate::study::{Interval, Metric, Sample, Yardstick};
use nonlin_net::{Outcome, TrainingPlan};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What a training came to on the validation rows, in its best epoch.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Reached {
    /// Mean loss.
    pub loss: f64,
    /// The task's score.
    pub score: f64,
}

/// Both trainings of one seed; none where one ended in NaN or infinity.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Pair {
    /// Decides split, weights and order of both.
    pub seed: u64,
    /// The network as it was.
    pub before: Option<Reached>,
    /// The changed one.
    pub after: Option<Reached>,
}

/// Means over the pairs of which both came to an end.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Difference {
    /// The network as it was.
    pub before: f64,
    /// The changed one.
    pub after: f64,
    /// How much better the changed one does: above 0 if it does better.
    pub better_by: f64,
    /// The 97.5 % interval of that.
    pub interval: Interval,
}

/// Whether a change helped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The changed network does better, by more than the noise.
    Helped,
    /// No difference is shown.
    NoneShown,
    /// It does worse, by more than the noise.
    Worse,
}

/// Both networks over several seeds.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Comparison {
    /// What is counted.
    pub metric: Metric,
    /// Epochs of each training at most.
    pub epochs: usize,
    /// Seed by seed.
    pub pairs: Vec<Pair>,
    /// Of the validation loss; none if fewer than two pairs came to an end.
    pub loss: Option<Difference>,
    /// Of the score on validation rows.
    pub score: Option<Difference>,
    /// What may be said.
    pub effect: Effect,
}

/// Loss and score are looked at, each at half of 5 %.
const LEVEL: f64 = 0.025;

/// So many trainings that all end in NaN, and as many that all do not: the 95 % limits (one-sided, exact) of the shares of trainings that come to
/// an end, at most `1 - 0.05^(1/n)` and at least `0.05^(1/n)`, are apart from five on.
const ALL: usize = 5;
/// So many seeds at which one side alone ended in NaN, and none at which the other did: the sign test, exact and two-sided, gives 2 / 2^6 = 0.03.
const ONE_SIDED: usize = 6;

impl Comparison {
    pub(super) fn of(yardstick: &Yardstick, epochs: usize, pairs: Vec<Pair>) -> Self {
        let both: Vec<(Reached, Reached)> = pairs.iter().filter_map(|pair| Some((pair.before?, pair.after?))).collect();
        let mean =
            |values: &dyn Fn(&(Reached, Reached)) -> f64| both.iter().map(values).sum::<f64>() / both.len() as f64;
        let difference = |before: f64, after: f64, sample: &Sample| Difference {
            before,
            after,
            better_by: sample.mean(),
            interval: sample.interval_at(LEVEL),
        };
        let (mut loss, mut score) = (None, None);
        if both.len() >= 2 {
            let losses = yardstick.loss_differences(both.iter().map(|(a, b)| a.loss - b.loss).collect());
            let scores = yardstick.differences(both.iter().map(|(a, b)| b.score - a.score).collect());
            loss = Some(difference(mean(&|pair| pair.0.loss), mean(&|pair| pair.1.loss), &losses));
            score = Some(difference(mean(&|pair| pair.0.score), mean(&|pair| pair.1.score), &scores));
        }
        let effect = effect(&pairs, score, loss);
        Self { metric: yardstick.metric, epochs, pairs, loss, score, effect }
    }

    /// How many trainings ended in NaN or infinity: of the network as it was, and of the changed one.
    pub fn diverged(&self) -> [usize; 2] {
        diverged(&self.pairs)
    }
}

fn diverged(pairs: &[Pair]) -> [usize; 2] {
    let count = |reached: fn(&Pair) -> Option<Reached>| pairs.iter().filter(|pair| reached(pair).is_none()).count();
    [count(|pair| pair.before), count(|pair| pair.after)]
}

/// The score decides; where it does not tell, the loss.
fn effect(pairs: &[Pair], score: Option<Difference>, loss: Option<Difference>) -> Effect {
    let enough = |alone: usize| alone >= ONE_SIDED || (alone >= ALL && alone == pairs.len());
    let cured = pairs.iter().filter(|pair| pair.before.is_none() && pair.after.is_some()).count();
    let broken = pairs.iter().filter(|pair| pair.before.is_some() && pair.after.is_none()).count();
    match (cured, broken) {
        (cured, 0) if enough(cured) => return Effect::Helped,
        (0, broken) if enough(broken) => return Effect::Worse,
        _ => {}
    }
    for difference in [score, loss].into_iter().flatten() {
        if difference.interval.low > 0.0 {
            return Effect::Helped;
        }
        if difference.interval.high < 0.0 {
            return Effect::Worse;
        }
    }
    Effect::NoneShown
}

/// Where a training ended; `None` in NaN or infinity.
type Trained = Result<Option<Reached>, ModelError>;

/// One training of each pair: the network, its training, and the seed.
pub(super) struct Contest<'a> {
    pub(super) dataset: &'a Dataset,
    /// Before and after.
    pub(super) sides: [(Beginning, TrainingPlan); 2],
    pub(super) seeds: &'a [u64],
    pub(super) threads: usize,
}

impl Contest<'_> {
    /// Trains all. `finished` is told of each training; the result does not depend on the number of threads.
    pub(super) fn run(&self, finished: &(dyn Fn() + Sync), stop: &AtomicBool) -> Result<Vec<Pair>, ModelError> {
        let places = 2 * self.seeds.len();
        let results: Vec<Mutex<Option<Trained>>> = (0..places).map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                if place >= places {
                    return;
                }
                let result = self.train(place, stop);
                *results[place].lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
                finished();
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.threads.clamp(1, places.max(1)) {
                scope.spawn(work);
            }
            work();
        });
        let mut reached = Vec::with_capacity(places);
        for result in results {
            match result.into_inner().unwrap_or_else(PoisonError::into_inner) {
                Some(result) => reached.push(result?),
                None => return Err(ModelError::Interrupted),
            }
        }
        let pairs = self.seeds.iter().zip(reached.chunks_exact(2));
        Ok(pairs.map(|(&seed, sides)| Pair { seed, before: sides[0], after: sides[1] }).collect())
    }

    fn train(&self, place: usize, stop: &AtomicBool) -> Trained {
        let (start, plan) = self.sides[place % 2].clone();
        let settings = Settings { start, plan, seed: self.seeds[place / 2], threads: 1 };
        match fit(self.dataset, &settings, &mut (), stop) {
            Ok(Fitted { record, scores, .. }) => match (record.outcome, record.best_epoch) {
                (Outcome::Interrupted, _) => Err(ModelError::Interrupted),
                (Outcome::Diverged { .. }, _) | (_, None) => Ok(None),
                (_, Some(epoch)) => {
                    Ok(Some(Reached { loss: record.validation_loss[epoch - 1], score: scores.validation }))
                }
            },
            Err(ModelError::Diverged { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(before: &[Option<f64>], after: &[Option<f64>]) -> Vec<Pair> {
        let reached = |score: &Option<f64>| score.map(|score| Reached { loss: 1.0 - score, score });
        let sides = before.iter().zip(after);
        sides.zip(1..).map(|((a, b), seed)| Pair { seed, before: reached(a), after: reached(b) }).collect()
    }

    fn difference(low: f64, high: f64) -> Difference {
        let (better_by, interval) = (f64::midpoint(low, high), Interval { low, high });
        Difference { before: 0.5, after: 0.5 + better_by, better_by, interval }
    }

    #[test]
    fn nothing_is_claimed_that_an_interval_does_not_say() {
        let some = pairs(&[Some(0.5); 5], &[Some(0.6); 5]);
        let said = |score, loss| effect(&some, Some(score), Some(loss));
        assert_eq!(said(difference(0.01, 0.1), difference(-1.0, 1.0)), Effect::Helped);
        assert_eq!(said(difference(-0.01, 0.1), difference(0.2, 0.3)), Effect::Helped);
        assert_eq!(said(difference(-0.01, 0.1), difference(-0.1, 0.3)), Effect::NoneShown);
        assert_eq!(said(difference(-0.2, -0.1), difference(0.2, 0.3)), Effect::Worse);
        assert_eq!(effect(&some, None, None), Effect::NoneShown);
    }

    #[test]
    fn trainings_that_end_in_nan_count_when_they_are_enough() {
        let (none, some) = ([None; 5], [Some(0.9); 5]);
        assert_eq!(effect(&pairs(&none, &some), None, None), Effect::Helped);
        assert_eq!(effect(&pairs(&some, &none), None, None), Effect::Worse);
        assert_eq!(effect(&pairs(&none[..4], &some[..4]), None, None), Effect::NoneShown);
        assert_eq!(effect(&pairs(&none, &none), None, None), Effect::NoneShown);
        // Six alone are enough among any number; with one the other way they are not.
        let (before, after) = ([&[None; 6][..], &[Some(0.9); 3]].concat(), [Some(0.9); 9]);
        assert_eq!(effect(&pairs(&before, &after), None, None), Effect::Helped);
        let after = [&[Some(0.9); 8][..], &[None]].concat();
        assert_eq!(effect(&pairs(&before, &after), None, None), Effect::NoneShown);
    }
}
