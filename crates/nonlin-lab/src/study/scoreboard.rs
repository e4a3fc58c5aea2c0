//! How a study goes: trainings made, who leads, who is out, how much time is left. For whoever watches it.

use super::plan::{Budget, StudyPlan};
use super::run::Progress;
use super::yardstick::Yardstick;
use serde::Serialize;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What is told of a study while it runs, gathered from all its threads.
#[derive(Debug)]
pub struct Scoreboard {
    start: Instant,
    budget: Option<Budget>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    planned: usize,
    finished: usize,
    /// When the present round began, and how many were finished then.
    round: (Instant, usize),
    yardstick: Option<Yardstick>,
    entrants: Vec<Entrant>,
}

#[derive(Debug)]
struct Entrant {
    activation: String,
    scores: Vec<f64>,
    out: bool,
}

/// A study at a moment.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Standings {
    /// Trainings made, or found to have been made before.
    pub finished: usize,
    /// Trainings of the rounds so far; more are added while the question is open.
    pub planned: usize,
    /// Seconds since the start.
    pub seconds: f64,
    /// Seconds that this round takes still, by how long its trainings took; `None` before the first.
    pub round_left: Option<f64>,
    /// Seconds that are left of the budget, if it is one of time.
    pub budget_left: Option<f64>,
    /// Who is in first, the best first; then who is out.
    pub activations: Vec<Standing>,
}

/// An activation in a study that runs.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Standing {
    /// Its name.
    pub activation: String,
    /// Repeats with its chosen setting so far; 0 while settings are tried.
    pub repeats: usize,
    /// Mean validation score of these; `None` without any.
    pub mean: Option<f64>,
    /// The 95 % interval of that mean, from two repeats on.
    pub interval: Option<[f64; 2]>,
    /// Whether it is trained no more: shown to be worse than the leader, or diverged.
    pub out: bool,
}

impl Scoreboard {
    /// Of a study by this plan, which starts now.
    pub fn of(plan: &StudyPlan) -> Self {
        let start = Instant::now();
        let state = State {
            planned: 0,
            finished: 0,
            round: (start, 0),
            yardstick: None,
            entrants: plan.candidates.iter().map(|candidate| Entrant::named(&candidate.label)).collect(),
        };
        Self { start, budget: plan.budget, state: Mutex::new(state) }
    }

    /// How it stands now.
    pub fn standings(&self) -> Standings {
        let state = self.state();
        let (since, before) = state.round;
        let (made, left) = (state.finished.saturating_sub(before), state.planned.saturating_sub(state.finished));
        let mut activations: Vec<Standing> = state.entrants.iter().map(|entrant| entrant.standing(&state)).collect();
        let rank = |standing: &Standing| standing.mean.unwrap_or(f64::NEG_INFINITY);
        activations.sort_by(|a, b| a.out.cmp(&b.out).then(rank(b).total_cmp(&rank(a))));
        Standings {
            finished: state.finished,
            planned: state.planned,
            seconds: self.start.elapsed().as_secs_f64(),
            round_left: (made > 0).then(|| since.elapsed().as_secs_f64() / made as f64 * left as f64),
            budget_left: match self.budget {
                Some(Budget::Time(time)) => Some(time.saturating_sub(self.start.elapsed()).as_secs_f64()),
                _ => None,
            },
            activations,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, activation: &str, change: impl FnOnce(&mut Entrant)) {
        let mut state = self.state();
        let found = state.entrants.iter().position(|entrant| entrant.activation == activation);
        let place = found.unwrap_or_else(|| {
            // One under a name that the plan has not: studies that check the lab itself have such.
            state.entrants.push(Entrant::named(activation));
            state.entrants.len() - 1
        });
        change(&mut state.entrants[place]);
    }
}

impl Entrant {
    fn named(activation: &str) -> Self {
        Self { activation: activation.to_owned(), scores: Vec::new(), out: false }
    }

    fn standing(&self, state: &State) -> Standing {
        let repeats = self.scores.len();
        let interval = state.yardstick.filter(|_| repeats > 1).map(|yardstick| {
            let interval = yardstick.scores(self.scores.clone()).interval();
            let (least, most) = yardstick.metric.range();
            [interval.low.max(least), interval.high.min(most)]
        });
        Standing {
            activation: self.activation.clone(),
            repeats,
            mean: (repeats > 0).then(|| self.scores.iter().sum::<f64>() / repeats as f64),
            interval,
            out: self.out,
        }
    }
}

impl Progress for Scoreboard {
    fn judged_by(&self, yardstick: Yardstick) {
        self.state().yardstick = Some(yardstick);
    }

    fn started(&self, trials: usize) {
        let mut state = self.state();
        state.planned += trials;
        state.round = (Instant::now(), state.finished);
    }

    fn finished(&self, _activation: &str) {
        self.state().finished += 1;
    }

    fn scored(&self, activation: &str, score: f64) {
        self.change(activation, |entrant| entrant.scores.push(score));
    }

    fn dropped(&self, activation: &str) {
        self.change(activation, |entrant| entrant.out = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::Candidate;
    use std::time::Duration;

    #[test]
    fn the_leader_is_first_and_who_is_out_last() {
        let candidates = ["relu", "gelu", "step", "tanh"].map(|name| Candidate::named(name).unwrap()).to_vec();
        let budget = Some(Budget::Time(Duration::from_secs(100)));
        let board = Scoreboard::of(&StudyPlan { candidates, budget, ..StudyPlan::default() });
        board.started(8);
        for (activation, score) in [("relu", 0.9), ("gelu", 0.95), ("step", 0.99), ("gelu", 0.97)] {
            board.finished(activation);
            board.scored(activation, score);
        }
        board.dropped("step");
        let standings = board.standings();
        let told: Vec<_> = standings.activations.iter().map(|s| (s.activation.as_str(), s.repeats, s.out)).collect();
        assert_eq!(told, [("gelu", 2, false), ("relu", 1, false), ("tanh", 0, false), ("step", 1, true)]);
        assert!((standings.activations[0].mean.unwrap() - 0.96).abs() < 1e-12);
        assert_eq!((standings.finished, standings.planned), (4, 8));
        assert!(standings.budget_left.unwrap() <= 100.0 && standings.round_left.unwrap() < 10.0);
    }
}
