//! Studies: the lab, asked in the words of its command.

use crate::engine::PythonEngine;
use crate::error::wrong;
use crate::model::Model;
use crate::watched::watched;
use nonlin_cli::Asked;
use nonlin_lab::data::Prepared;
use nonlin_lab::store::Store;
use nonlin_lab::study::{Archive, Engine, Here, Order, StudyOutcome, StudyPlan, best_model, run_by};
use nonlin_report::StudyPage;
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

/// Data and plan of a study.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Study {
    asked: Arc<Asked>,
    /// The last splits, by their seeds.
    splits: Mutex<BTreeMap<u64, Arc<Prepared>>>,
}

/// What came of a study.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Outcome {
    asked: Arc<Asked>,
    result: StudyOutcome,
    command: String,
}

/// Splits that are kept: of large data each is large.
const KEPT: usize = 2;

impl Study {
    fn split(&self, seed: u64) -> PyResult<Arc<Prepared>> {
        let mut splits = self.splits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = splits.get(&seed) {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(self.asked.dataset.prepare(seed).map_err(wrong)?);
        splits.insert(seed, Arc::clone(&new));
        while splits.len() > KEPT {
            splits.pop_first();
        }
        Ok(new)
    }
}

#[pymethods]
impl Study {
    /// Of the words after `nonlin`: `["lab", "my.csv", "--target", "price"]`.
    #[new]
    fn new(py: Python<'_>, words: Vec<String>) -> PyResult<Self> {
        let asked = py.detach(|| Asked::parse(&words)).map_err(wrong)?;
        Ok(Self { asked: Arc::new(asked), splits: Mutex::default() })
    }

    /// What the data hold and how they will be used.
    fn preface(&self) -> String {
        nonlin_report::study_preface(&self.asked.dataset)
    }

    /// The activations that are compared.
    fn activations(&self) -> Vec<&str> {
        self.asked.plan.candidates.iter().map(|candidate| candidate.label.as_str()).collect()
    }

    /// The command, less what does not change the study.
    fn command(&self) -> &str {
        &self.asked.command
    }

    /// Runs it; `command` is what the study goes by in the store.
    #[pyo3(signature = (command, progress = None, store = None, engine = None))]
    fn run(
        &self,
        py: Python<'_>,
        command: String,
        progress: Option<&Bound<'_, PyAny>>,
        store: Option<PathBuf>,
        engine: Option<Py<PyAny>>,
    ) -> PyResult<Outcome> {
        let asked = Arc::clone(&self.asked);
        let engine: Box<dyn Engine> = match engine {
            Some(engine) => Box::new(PythonEngine(engine)),
            None => Box::new(Here),
        };
        let plan = StudyPlan { threads: engine.at_once().unwrap_or(asked.plan.threads), ..asked.plan.clone() };
        let outcome = watched(py, progress, |told, stop| {
            let store = store.map(Store::open).transpose().map_err(|problem| problem.to_string())?;
            let begin = |store| Store::begin(store, &command, &asked.dataset, &plan);
            let kept = store.as_ref().map(begin).transpose().map_err(|problem| problem.to_string())?;
            let archive: &dyn Archive = kept.as_ref().map_or(&(), |kept| kept);
            let outcome =
                run_by(&asked.dataset, &plan, told, archive, &*engine, stop).map_err(|problem| problem.to_string())?;
            if let (Some(store), Some(kept), false) = (&store, &kept, outcome.interrupted) {
                store.finish(kept.study(), &outcome).map_err(|problem| problem.to_string())?;
            }
            Ok::<_, String>(outcome)
        })?
        .map_err(wrong)?;
        Ok(Outcome { asked: Arc::clone(&self.asked), result: outcome, command })
    }

    /// Makes one training that another process asked for, and gives the trial as text.
    fn carry_out(&self, py: Python<'_>, order: &str) -> PyResult<Option<String>> {
        let order: Order = serde_json::from_str(order).map_err(wrong)?;
        let data = self.split(order.split())?;
        py.detach(|| {
            let trial = order.carry_out(&self.asked.dataset, &data, &AtomicBool::new(false))?;
            trial.map(|trial| trial.to_text()).transpose()
        })
        .map_err(wrong)
    }
}

#[pymethods]
impl Outcome {
    /// All of it, as `nonlin lab --json` prints it.
    fn json(&self) -> PyResult<String> {
        serde_json::to_string(&self.result).map_err(wrong)
    }

    /// As `nonlin lab` prints it.
    fn text(&self) -> String {
        nonlin_report::study_result(&self.result, str::to_owned)
    }

    /// The report as Markdown.
    fn markdown(&self) -> PyResult<String> {
        nonlin_report::study_markdown(&self.result, &self.command).map_err(wrong)
    }

    /// The report as one HTML file with figures.
    fn html(&self, py: Python<'_>) -> PyResult<String> {
        watched(py, None, |_, stop| {
            let asked = &self.asked;
            let best = best_model(&asked.dataset, &asked.plan, &self.result, stop).ok();
            let answers = best.as_ref().map(|(_, answers)| answers);
            let page = StudyPage { outcome: &self.result, dataset: &asked.dataset, answers, command: &self.command };
            nonlin_report::study_page(&page).map_err(|problem| problem.to_string())
        })?
        .map_err(wrong)
    }

    /// The best network, trained once more to the same bits.
    fn best_model(&self, py: Python<'_>) -> PyResult<Model> {
        watched(py, None, |_, stop| {
            let asked = &self.asked;
            best_model(&asked.dataset, &asked.plan, &self.result, stop).map_err(|problem| problem.to_string())
        })?
        .map(|(model, _)| Model(model))
        .map_err(wrong)
    }
}
