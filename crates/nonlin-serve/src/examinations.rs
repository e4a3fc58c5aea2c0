//! Models that the doctor has looked into: the last few, so that rows can be taken through them and reports opened.

use crate::limits::Limits;
use crate::problem::Problem;
use crate::safety::random_text;
use nonlin_doctor::onnx::OnnxModel;
use nonlin_report::json::Examined;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// What was examined, and what was found.
#[derive(Clone)]
pub(crate) struct Examination {
    /// Its name, which nobody guesses.
    pub(crate) id: String,
    /// The file's name.
    pub(crate) title: String,
    /// The model; `None` of a trace, which has seen its data already.
    pub(crate) model: Option<Arc<OnnxModel>>,
    /// The name of the rows' file that was taken through it.
    pub(crate) data: Option<String>,
    pub(crate) found: Arc<Examined>,
    /// One HTML file.
    pub(crate) report: Arc<str>,
}

/// The last examinations.
pub(crate) struct Examinations {
    most: usize,
    all: Mutex<VecDeque<Examination>>,
}

impl Examinations {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { most: limits.examinations, all: Mutex::default() }
    }

    /// A name for a new one.
    pub(crate) fn name() -> Result<String, Problem> {
        random_text().map_err(|error| Problem::busy(format!("there are no random numbers: {error}")))
    }

    /// Keeps it, in place of the one of the same name; where there are too many the oldest goes.
    pub(crate) fn keep(&self, examination: Examination) {
        let mut all = self.all();
        all.retain(|other| other.id != examination.id);
        all.push_back(examination);
        while all.len() > self.most {
            all.pop_front();
        }
    }

    pub(crate) fn get(&self, id: &str) -> Result<Examination, Problem> {
        let found = self.all().iter().find(|examination| examination.id == id).cloned();
        found.ok_or_else(|| {
            Problem::gone("there is no such examination; only the last few are kept, and none when the server ends")
        })
    }

    pub(crate) fn remove(&self, id: &str) {
        self.all().retain(|examination| examination.id != id);
    }

    fn all(&self) -> std::sync::MutexGuard<'_, VecDeque<Examination>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
