//! The trainings of a study, in rounds: every activation chooses its setting, then repeats are added until the question is decided.
//!
//! What is chosen and dropped here is chosen by validation scores alone.

use super::plan::{Budget, Candidate, StudyError, StudyPlan};
use super::run::Progress;
use super::statistics::{Sample, holm};
use super::trial::Trial;
use super::yardstick::Yardstick;
use nonlin_doctor::Finding;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::Thread;
use std::time::{Duration, Instant};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_millis(20);

/// An activation in the race.
pub(super) struct Entrant<'a> {
    pub(super) candidate: &'a Candidate,
    /// By setting, then by repeat.
    trials: Vec<Vec<Option<Trial>>>,
    /// The setting chosen.
    chosen: Option<usize>,
    /// Why it runs no more.
    pub(super) out: Option<Out>,
}

/// Why an activation runs no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Out {
    /// Shown to be worse than the leader after so many repeats.
    Worse(usize),
    /// Trainings ended in NaN or infinity.
    Diverged,
}

/// Why there were no more repeats.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Every activation but the leader was shown to be worse than it, or no different from it.
    Decided,
    /// All repeats were made.
    Repeats,
    /// The budget was spent.
    Budget,
    /// The user stopped it.
    Interrupted,
}

impl Entrant<'_> {
    /// The trials with the chosen setting that there are, in the order of the repeats; those after a gap do not count.
    pub(super) fn repeats(&self) -> impl Iterator<Item = &Trial> {
        self.chosen.into_iter().flat_map(|chosen| self.trials[chosen].iter().map_while(Option::as_ref))
    }

    /// Every trial, those of settings that were not chosen too.
    pub(super) fn all_trials(&self) -> impl Iterator<Item = &Trial> {
        self.trials.iter().flatten().flatten()
    }

    pub(super) fn setting(&self) -> Option<usize> {
        self.chosen
    }

    /// Mean validation score and loss.
    pub(super) fn validation(&self) -> (f64, f64) {
        let results: Vec<(f64, f64)> = self.repeats().filter_map(|trial| trial.validation).collect();
        let mean = |part: fn(&(f64, f64)) -> f64| results.iter().map(part).sum::<f64>() / results.len() as f64;
        (mean(|r| r.0), mean(|r| r.1))
    }

    /// Takes the setting with the best mean validation score over the first `repeats`, of equals the lower loss, of those the first;
    /// settings with which a training diverged have no score.
    fn choose(&mut self, repeats: usize) {
        let mut best: Option<((f64, f64), usize)> = None;
        let mut whole = false;
        for place in 0..self.trials.len() {
            if self.trials[place][..repeats].iter().any(Option::is_none) {
                continue;
            }
            whole = true;
            self.chosen = Some(place);
            let (score, loss) = self.validation();
            let diverged = self.repeats().any(|trial| trial.validation.is_none());
            let better = best.is_none_or(|((s, l), _)| score > s || (score == s && loss < l));
            if !diverged && better {
                best = Some(((score, loss), place));
            }
        }
        self.chosen = best.map(|(_, place)| place);
        if whole && self.chosen.is_none() {
            self.out = Some(Out::Diverged);
        }
    }

    /// Whether something is proven to be wrong inside most of its trainings. What was only measured does not count: a network that has learnt
    /// well has pushed many of its units far out, and how well it has learnt is for the scores to say.
    fn is_ill(&self) -> bool {
        let (ill, all) = self.repeats().fold((0, 0), |(ill, all), trial| {
            (ill + usize::from(trial.findings().iter().any(Finding::is_proven)), all + 1)
        });
        2 * ill > all
    }
}

/// What a race is run on.
pub(super) trait Course: Sync {
    /// One training, or what is known of it from before; `None` if it was interrupted.
    fn trial(
        &self,
        entrant: usize,
        setting: usize,
        repeat: usize,
        stop: &AtomicBool,
    ) -> Result<Option<Trial>, StudyError>;

    /// What differences of validation scores are measured with.
    fn validation_yardstick(&self) -> Yardstick;
}

/// Who runs, and how far each has come.
pub(super) struct Race<'a> {
    course: &'a dyn Course,
    plan: &'a StudyPlan,
    settings: usize,
    pub(super) entrants: Vec<Entrant<'a>>,
    progress: &'a dyn Progress,
    stop: &'a AtomicBool,
    /// Raised when no training may go on: by the user, the clock or an error.
    halt: AtomicBool,
    start: Instant,
    trained: AtomicUsize,
}

/// One training to be made.
#[derive(Clone, Copy)]
struct Task {
    entrant: usize,
    setting: usize,
    repeat: usize,
}

impl<'a> Race<'a> {
    pub(super) fn new(
        course: &'a dyn Course,
        plan: &'a StudyPlan,
        settings: usize,
        progress: &'a dyn Progress,
        stop: &'a AtomicBool,
    ) -> Self {
        let entrant = |candidate| Entrant {
            candidate,
            trials: vec![vec![None; plan.seeds.len()]; settings],
            chosen: None,
            out: None,
        };
        Self {
            course,
            plan,
            settings,
            entrants: plan.candidates.iter().map(entrant).collect(),
            progress,
            stop,
            halt: AtomicBool::new(false),
            start: Instant::now(),
            trained: AtomicUsize::new(0),
        }
    }

    /// All rounds.
    pub(super) fn run(&mut self) -> Result<Ending, StudyError> {
        self.progress.judged_by(self.course.validation_yardstick());
        let tuning = self.plan.tuning.clamp(1, self.plan.seeds.len());
        let mut tasks = Vec::new();
        for repeat in 0..tuning {
            for entrant in 0..self.entrants.len() {
                tasks.extend((0..self.settings).map(|setting| Task { entrant, setting, repeat }));
            }
        }
        self.train(&tasks)?;
        // Broken off, it is judged by the repeats that are there.
        let whole = (1..=tuning).rev().find(|&repeats| {
            self.entrants.iter().all(|e| e.trials.iter().all(|trials| trials[..repeats].iter().all(Option::is_some)))
        });
        let chosen_by = whole.unwrap_or(tuning);
        self.entrants.iter_mut().for_each(|entrant| entrant.choose(chosen_by));
        for entrant in &self.entrants {
            for (score, _) in entrant.repeats().filter_map(|trial| trial.validation) {
                self.progress.scored(&entrant.candidate.label, score);
            }
        }

        let mut repeats = tuning;
        let looks = self.looks();
        for &upto in &looks {
            if self.is_over() {
                break;
            }
            let mut tasks = Vec::new();
            for repeat in repeats..upto {
                let running = (0..self.entrants.len()).filter(|&place| self.entrants[place].out.is_none());
                tasks.extend(running.filter_map(|entrant| {
                    self.entrants[entrant].chosen.map(|setting| Task { entrant, setting, repeat })
                }));
            }
            self.train(&tasks)?;
            repeats = upto;
            for entrant in &mut self.entrants {
                if entrant.out.is_none() && entrant.repeats().any(|trial| trial.validation.is_none()) {
                    entrant.out = Some(Out::Diverged);
                    self.progress.dropped(&entrant.candidate.label);
                }
            }
            if !self.is_over() && upto < self.plan.seeds.len() && self.look(upto, looks.len()) {
                return Ok(Ending::Decided);
            }
        }
        Ok(match (self.stop.load(Ordering::Relaxed), self.is_over()) {
            (true, _) => Ending::Interrupted,
            (_, true) => Ending::Budget,
            _ => Ending::Repeats,
        })
    }

    /// After how many repeats the scores are looked at: the first number, doubled until all are made.
    fn looks(&self) -> Vec<usize> {
        let all = self.plan.seeds.len();
        let first = self.plan.first.clamp(2, all.max(2));
        std::iter::successors(Some(first), |&n| Some(n * 2)).take_while(|&n| n < all).chain([all]).collect()
    }

    /// Drops who is shown to be worse than the leader; whether nothing is left to be decided.
    ///
    /// Each of `looks` tests at its share of the level, so that looking often names no more false losers.
    fn look(&mut self, repeats: usize, looks: usize) -> bool {
        let level = 0.05 / looks as f64;
        let running: Vec<usize> =
            (0..self.entrants.len()).filter(|&place| self.entrants[place].out.is_none()).collect();
        let score = |place: &usize| self.entrants[*place].validation().0;
        let Some(leader) = running
            .iter()
            .copied()
            .filter(|&place| !self.entrants[place].is_ill())
            .max_by(|a, b| score(a).total_cmp(&score(b)))
            .or_else(|| running.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b))))
        else {
            return true;
        };
        let yardstick = self.course.validation_yardstick();
        let scores = |place: usize| -> Vec<f64> {
            self.entrants[place].repeats().map(|trial| trial.validation.map_or(0.0, |v| v.0)).collect()
        };
        let ahead = scores(leader);
        let others: Vec<usize> = running.into_iter().filter(|&place| place != leader).collect();
        let samples: Vec<Sample> = others
            .iter()
            .map(|&place| yardstick.differences(ahead.iter().zip(scores(place)).map(|(a, b)| a - b).collect()))
            .collect();
        let p_values = holm(&samples.iter().map(Sample::p_value).collect::<Vec<_>>());
        let mut open = false;
        for ((&place, sample), p) in others.iter().zip(&samples).zip(p_values) {
            let interval = sample.interval_at(level);
            if p < level && sample.mean() > self.plan.equivalence {
                self.entrants[place].out = Some(Out::Worse(repeats));
                self.progress.dropped(&self.entrants[place].candidate.label);
            } else if interval.low <= -self.plan.equivalence || interval.high >= self.plan.equivalence {
                open = true;
            }
        }
        !open
    }

    fn is_over(&self) -> bool {
        self.halt.load(Ordering::Relaxed) || self.stop.load(Ordering::Relaxed) || self.is_spent()
    }

    fn is_timed(&self) -> bool {
        matches!(self.plan.budget, Some(Budget::Time(_)))
    }

    fn is_spent(&self) -> bool {
        match self.plan.budget {
            None => false,
            Some(Budget::Time(time)) => self.start.elapsed() >= time,
            Some(Budget::Trainings(count)) => self.trained.load(Ordering::Relaxed) >= count,
        }
    }

    /// Makes trainings, side by side, until the stop flag is raised or the budget spent.
    fn train(&mut self, tasks: &[Task]) -> Result<(), StudyError> {
        self.progress.started(tasks.len());
        let done: Vec<Mutex<Option<Trial>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
        let failure: Mutex<Option<StudyError>> = Mutex::new(None);
        let (next, left) = (AtomicUsize::new(0), AtomicUsize::new(self.plan.threads.clamp(1, tasks.len().max(1))));
        let watcher: OnceLock<Thread> = OnceLock::new();
        let this = &*self;
        let work = || {
            while !this.is_over() {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(&task) = tasks.get(place) else { break };
                // The user's own flag where no clock runs: a training then ends as soon as it is raised.
                let stop = if this.is_timed() { &this.halt } else { this.stop };
                match this.course.trial(task.entrant, task.setting, task.repeat, stop) {
                    Ok(trial) => {
                        let finished = trial.is_some();
                        let chosen = this.entrants[task.entrant].chosen == Some(task.setting);
                        let score = trial.as_ref().filter(|_| chosen).and_then(|trial| Some(trial.validation?.0));
                        *done[place].lock().unwrap_or_else(PoisonError::into_inner) = trial;
                        if finished {
                            this.trained.fetch_add(1, Ordering::Relaxed);
                            this.progress.finished(&this.plan.candidates[task.entrant].label);
                            if let Some(score) = score {
                                this.progress.scored(&this.plan.candidates[task.entrant].label, score);
                            }
                        }
                    }
                    Err(error) => {
                        this.halt.store(true, Ordering::Relaxed);
                        failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    }
                }
            }
            if left.fetch_sub(1, Ordering::Relaxed) == 1
                && let Some(watcher) = watcher.get()
            {
                watcher.unpark();
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..left.load(Ordering::Relaxed) {
                scope.spawn(work);
            }
            if this.is_timed() {
                // A single training may take longer than is left.
                let handle = scope.spawn(|| {
                    while left.load(Ordering::Relaxed) > 0 {
                        if this.stop.load(Ordering::Relaxed) || this.is_spent() {
                            this.halt.store(true, Ordering::Relaxed);
                        }
                        std::thread::park_timeout(TICK);
                    }
                });
                let _ = watcher.set(handle.thread().clone());
            }
            work();
        });
        if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        for (task, trial) in tasks.iter().zip(done) {
            let trial = trial.into_inner().unwrap_or_else(PoisonError::into_inner);
            self.entrants[task.entrant].trials[task.setting][task.repeat] = trial;
        }
        Ok(())
    }
}
