//! Networks at work, each on a thread of its own, a slice of time after the other.
//!
//! A training goes on for as long as somebody watches it: it pauses soon after the last watcher has gone, and is freed a while later. As many
//! may compute at a time as there are processors but one, so that requests are answered meanwhile; the others wait for their turn.

mod frame;
mod worker;

pub(crate) use frame::Frame;
pub(crate) use worker::Order;

use crate::limits::Limits;
use crate::problem::Problem;
use crate::safety::random_text;
use nonlin_lab::live::{LivePlan, LiveTraining, Points};
use std::collections::HashMap;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::{Semaphore, oneshot};
use worker::{Start, Watched, Worker};

/// All trainings of a server.
pub(crate) struct Trainings {
    limits: Limits,
    turns: Arc<Semaphore>,
    runtime: tokio::runtime::Handle,
    all: Arc<Mutex<HashMap<String, Entry>>>,
}

/// A training as the others see it.
struct Entry {
    orders: mpsc::Sender<Order>,
    watched: Arc<Watched>,
}

impl Trainings {
    /// None yet. Must be called inside a runtime.
    pub(crate) fn new(limits: &Limits) -> Self {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            limits: *limits,
            turns: Arc::new(Semaphore::new(processors.saturating_sub(1).max(1))),
            runtime: tokio::runtime::Handle::current(),
            all: Arc::default(),
        }
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, HashMap<String, Entry>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new training, which waits to be started; its name, which nobody guesses, and what it looks like. Takes a moment.
    ///
    /// Fails as [`LiveTraining::new`] does, and if there are as many trainings as may be, all of them watched.
    pub(crate) fn create(&self, points: Points, plan: LivePlan) -> Result<(String, Arc<Frame>), Problem> {
        self.make_room()?;
        let training = LiveTraining::new(&points, &plan)?;
        let no_start = |error: std::io::Error| Problem::busy(format!("no training can be started: {error}"));
        let name = random_text().map_err(no_start)?;
        let (orders, received) = mpsc::channel();
        let watched = Arc::new(Watched::new());
        let (free, all) = (name.clone(), Arc::downgrade(&self.all));
        let worker = Worker::new(Start {
            training,
            points,
            plan,
            limits: self.limits,
            orders: received,
            watched: Arc::clone(&watched),
            turns: Arc::clone(&self.turns),
            runtime: self.runtime.clone(),
        })?;
        let first = worker.frame();
        let work = move || {
            worker.work();
            if let Some(all) = all.upgrade() {
                all.lock().unwrap_or_else(PoisonError::into_inner).remove(&free);
            }
        };
        let mut entries = self.entries();
        if entries.len() >= self.limits.trainings {
            return Err(full(self.limits.trainings));
        }
        std::thread::Builder::new().name("nonlin-training".to_owned()).spawn(work).map_err(no_start)?;
        entries.insert(name.clone(), Entry { orders, watched });
        Ok((name, first))
    }

    /// Frees the training that nobody has watched for longest, if there are as many as may be.
    fn make_room(&self) -> Result<(), Problem> {
        let mut entries = self.entries();
        if entries.len() < self.limits.trainings {
            return Ok(());
        }
        let unwatched = entries.iter().filter_map(|(name, entry)| Some((entry.watched.alone_since()?, name.clone())));
        let Some((_, oldest)) = unwatched.min_by_key(|(since, _): &(Instant, String)| *since) else {
            return Err(full(self.limits.trainings));
        };
        // Without anybody to give it orders it ends.
        entries.remove(&oldest);
        Ok(())
    }

    /// Gives a training an order, and waits until it has obeyed.
    pub(crate) async fn order<T>(
        &self,
        name: &str,
        order: impl FnOnce(oneshot::Sender<T>) -> Order,
    ) -> Result<T, Problem> {
        let gone = || Problem::gone("there is no such training; it may have been freed because nobody watched it");
        let (answer, answered) = oneshot::channel();
        let orders = self.entries().get(name).map(|entry| entry.orders.clone()).ok_or_else(gone)?;
        orders.send(order(answer)).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())
    }

    /// Ends a training.
    pub(crate) fn remove(&self, name: &str) {
        self.entries().remove(name);
    }
}

fn full(most: usize) -> Problem {
    Problem::busy(format!("all of the {most} trainings that there may be are being watched; end one first"))
}
