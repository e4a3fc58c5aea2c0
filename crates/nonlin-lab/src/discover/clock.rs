//! The budget: how much of it is spent, and the flag that ends a search when it is.

use crate::study::{self, Budget};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Told how a search goes on, from several threads.
pub trait Progress: Sync {
    /// A training is finished. `spent` is the share of the budget, `stage` what is being done.
    fn trained(&self, spent: f64, stage: &str);
}

/// The share of the budget that the search may spend; the rest is for the judgement.
const SEARCH: f64 = 2.0 / 3.0;
/// How often the flags are looked at.
const TICK: Duration = Duration::from_millis(20);

pub(super) struct Clock<'a> {
    start: Instant,
    budget: Budget,
    trainings: AtomicUsize,
    /// Raised by the user.
    stop: &'a AtomicBool,
    /// Raised when the search must end, by the user or the time.
    search_over: AtomicBool,
    done: AtomicBool,
    stage: Mutex<String>,
    progress: &'a dyn Progress,
}

impl<'a> Clock<'a> {
    pub(super) fn new(budget: Budget, progress: &'a dyn Progress, stop: &'a AtomicBool) -> Self {
        Self {
            start: Instant::now(),
            budget,
            trainings: AtomicUsize::new(0),
            stop,
            search_over: AtomicBool::new(false),
            done: AtomicBool::new(false),
            stage: Mutex::default(),
            progress,
        }
    }

    /// Does `work` while the time is watched: a single training may take longer than is left.
    pub(super) fn watch<R>(&self, work: impl FnOnce() -> R) -> R {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !self.done.load(Ordering::Relaxed) {
                    self.look();
                    std::thread::sleep(TICK);
                }
            });
            // Also when `work` panics, or the scope would wait for ever.
            let _done = RaiseAtEnd(&self.done);
            work()
        })
    }

    /// Ends the search if it must end.
    fn look(&self) {
        if self.stop.load(Ordering::Relaxed) || self.search_spent() {
            self.search_over.store(true, Ordering::Relaxed);
        }
    }

    /// The flag that ends the trainings of the search.
    pub(super) fn search_flag(&self) -> &AtomicBool {
        &self.search_over
    }

    /// The flag that ends those of the judgement.
    pub(super) fn user_flag(&self) -> &AtomicBool {
        self.stop
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(super) fn is_search_over(&self) -> bool {
        self.search_over.load(Ordering::Relaxed) || self.search_spent()
    }

    /// By time only: a budget of trainings is kept by never beginning more than are left, so that no rung is broken off at its last.
    fn search_spent(&self) -> bool {
        matches!(self.budget, Budget::Time(_)) && self.spent() >= SEARCH
    }

    pub(super) fn trainings(&self) -> usize {
        self.trainings.load(Ordering::Relaxed)
    }

    pub(super) fn seconds(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    /// The share of the budget that is spent.
    fn spent(&self) -> f64 {
        match self.budget {
            Budget::Time(time) => self.seconds() / time.as_secs_f64(),
            Budget::Trainings(count) => self.trainings() as f64 / count as f64,
        }
    }

    /// How many trainings are left to the search, as far as can be told; `None` before the first of a search by time.
    pub(super) fn left_to_search(&self) -> Option<usize> {
        self.left(SEARCH)
    }

    /// How many are left of all.
    pub(super) fn left_to_judge(&self) -> Option<usize> {
        self.left(1.0)
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, not below 0")]
    fn left(&self, share: f64) -> Option<usize> {
        let done = self.trainings() as f64;
        let all = match self.budget {
            Budget::Trainings(count) => share * count as f64,
            Budget::Time(_) if done == 0.0 => return None,
            Budget::Time(time) => share * time.as_secs_f64() / (self.seconds() / done),
        };
        Some((all - done).max(0.0) as usize)
    }

    /// What is being done from now on.
    pub(super) fn at(&self, stage: String) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}

struct RaiseAtEnd<'a>(&'a AtomicBool);

impl Drop for RaiseAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl study::Progress for Clock<'_> {
    fn started(&self, _trials: usize) {}

    fn finished(&self, _activation: &str) {
        self.trainings.fetch_add(1, Ordering::Relaxed);
        let stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.progress.trained(self.spent().min(1.0), &stage);
        // Small trainings are over within a tick by the hundred.
        self.look();
    }
}
