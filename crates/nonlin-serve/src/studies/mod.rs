//! Studies at work and those that are kept. One runs at a time: it takes all processors but one.
//!
//! A study belongs to nobody: it goes on when the client that started it has gone, and whoever has the page can watch and stop it. Its trials are kept as
//! they are made, so that the same study goes on where it was broken off.

mod worker;

pub(crate) use worker::{Job, Running, State};

use crate::problem::Problem;
use nonlin_lab::store::{Store, StoreError};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// All studies of a server.
pub(crate) struct Studies {
    /// The file that they are kept in; `None` for the memory.
    file: Option<PathBuf>,
    /// Opened when it is first needed: looking at the page makes no file.
    store: Mutex<Option<Arc<Store>>>,
    /// The one that runs, or the last that did.
    last: Mutex<Option<Arc<Running>>>,
}

impl Studies {
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        Self { file, store: Mutex::default(), last: Mutex::default() }
    }

    /// The store; `None` if there is none yet and none is to be made.
    pub(crate) fn store(&self, make: bool) -> Result<Option<Arc<Store>>, Problem> {
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if store.is_none() {
            *store = match &self.file {
                None => Some(Arc::new(Store::in_memory()?)),
                Some(file) if make || file.exists() => Some(Arc::new(Store::open(file)?)),
                Some(_) => None,
            };
        }
        Ok(store.clone())
    }

    /// The store that has this study.
    pub(crate) fn store_of(&self, id: i64) -> Result<Arc<Store>, Problem> {
        self.store(false)?.ok_or_else(|| missing(id))
    }

    fn last(&self) -> MutexGuard<'_, Option<Arc<Running>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The study of this number, if it runs or was the last that did.
    pub(crate) fn running(&self, id: i64) -> Option<Arc<Running>> {
        self.last().clone().filter(|running| running.id() == id)
    }

    /// Starts a study on a thread of its own. Takes a moment.
    ///
    /// Fails if another one runs.
    pub(crate) fn start(&self, job: Job) -> Result<Arc<Running>, Problem> {
        let mut last = self.last();
        if let Some(running) = last.as_ref().filter(|running| running.is_at_work()) {
            let standings = running.standings();
            return Err(Problem::conflict(format!(
                "study {} is running ({} of {} trainings so far); wait for it, or stop it first",
                running.id(),
                standings.finished,
                standings.planned
            )));
        }
        let store = self.store(true)?.ok_or_else(|| Problem::busy("there is no store"))?;
        let running = worker::start(job, store)?;
        *last = Some(Arc::clone(&running));
        Ok(running)
    }

    /// Deletes a study that does not run.
    pub(crate) fn delete(&self, id: i64) -> Result<(), Problem> {
        let last = self.last();
        if last.as_ref().is_some_and(|running| running.id() == id && running.is_at_work()) {
            return Err(Problem::conflict(format!("study {id} is running; stop it first")));
        }
        drop(last);
        Ok(self.store_of(id)?.delete(id)?)
    }
}

/// A server that ends takes its study with it; what is finished is kept.
impl Drop for Studies {
    fn drop(&mut self) {
        if let Some(running) = self.last().as_ref() {
            running.stop();
        }
    }
}

fn missing(id: i64) -> Problem {
    Problem::gone(format!("there is no study {id}"))
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoStudy { study, .. } => missing(study),
            other => Self::busy(other.to_string()),
        }
    }
}
