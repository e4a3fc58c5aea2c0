//! Activations compared in models of one's own.

use crate::engine::said;
use crate::error::wrong;
use nonlin_lab::store::Store;
use nonlin_lab::study::{
    Archive, Budget, Candidate, Compared, ComparedSetting, Metric, Progress, StudyError, StudyPlan, Trainer, Trial,
    compare as run,
};
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What is asked for, field by field as the package hands it over.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Comparing {
    name: String,
    key: Option<String>,
    metric: String,
    validation_rows: Option<usize>,
    test_rows: Option<usize>,
    activations: Vec<String>,
    seeds: u64,
    learning_rates: Vec<f64>,
    weight_decays: Vec<f64>,
    equivalence: f64,
    seconds: Option<f64>,
    trainings: Option<usize>,
    store: Option<PathBuf>,
}

/// Score and loss on validation rows (`None` if it diverged), the score on test rows, and epochs.
type Told = (Option<(f64, f64)>, Option<f64>, usize);

/// `train(activation, learning_rate, weight_decay, seed)`.
struct PythonTrainer {
    train: Py<PyAny>,
    /// The exception that ended it all.
    raised: Mutex<Option<PyErr>>,
}

impl Trainer for PythonTrainer {
    fn train(
        &self,
        activation: &str,
        setting: ComparedSetting,
        seed: u64,
        _stop: &AtomicBool,
    ) -> Result<Option<Trial>, StudyError> {
        let start = Instant::now();
        let told = Python::attach(|py| {
            let ComparedSetting { learning_rate, weight_decay } = setting;
            self.train.call1(py, (activation, learning_rate, weight_decay, seed))?.extract::<Told>(py)
        });
        match told {
            Ok((validation, test, epochs)) => {
                Ok(Some(Trial::told(validation, test, epochs, start.elapsed().as_secs_f64())))
            }
            Err(error) => {
                let problem = said(&error);
                *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                Err(problem)
            }
        }
    }
}

/// Calls Python with what happens, on the thread that trains.
struct PythonProgress(Option<Py<PyAny>>);

impl PythonProgress {
    fn tell(&self, what: &str, name: &str, number: f64) {
        if let Some(progress) = &self.0 {
            // What is told cannot fail a comparison.
            let _ = Python::attach(|py| progress.call1(py, (what, name, number)).map(drop));
        }
    }
}

impl Progress for PythonProgress {
    fn started(&self, trials: usize) {
        self.tell("started", "", trials as f64);
    }
    fn finished(&self, activation: &str) {
        self.tell("finished", activation, 0.0);
    }
    fn scored(&self, activation: &str, score: f64) {
        self.tell("scored", activation, score);
    }
    fn dropped(&self, activation: &str) {
        self.tell("dropped", activation, 0.0);
    }
}

impl Comparing {
    fn plan(&self) -> PyResult<StudyPlan> {
        let label = |label: &String| Candidate { label: label.clone(), function: "", salt: 0, handicap: 0.0 };
        let budget = match (self.seconds, self.trainings) {
            (Some(seconds), _) => Some(Budget::Time(Duration::try_from_secs_f64(seconds).map_err(wrong)?)),
            (None, trainings) => trainings.map(Budget::Trainings),
        };
        Ok(StudyPlan {
            candidates: self.activations.iter().map(label).collect(),
            seeds: (1..=self.seeds.min(1001)).collect(),
            tuning: if self.learning_rates.len() * self.weight_decays.len() > 1 { 2 } else { 1 },
            learning_rates: self.learning_rates.clone(),
            weight_decays: self.weight_decays.clone(),
            equivalence: self.equivalence,
            budget,
            // Models of other frameworks are trained one after the other, on the thread that asks.
            threads: 1,
            ..StudyPlan::default()
        })
    }

    fn compared(&self) -> PyResult<Compared> {
        let metric = match self.metric.as_str() {
            "accuracy" => Metric::Accuracy,
            "r2" => Metric::R2,
            "score" => Metric::Score,
            other => {
                return Err(wrong(format!(
                    "metric is `{other}`; it must be `accuracy`, `r2` or `score` (more is better)"
                )));
            }
        };
        let (validation_rows, test_rows) = (self.validation_rows, self.test_rows);
        Ok(Compared { name: self.name.clone(), key: self.key.clone(), metric, validation_rows, test_rows })
    }
}

/// Compares, and gives the result as JSON and as text.
#[pyfunction]
#[pyo3(signature = (asked, train, progress = None))]
pub(crate) fn compare(
    py: Python<'_>,
    asked: Comparing,
    train: Py<PyAny>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(String, String)> {
    let (plan, compared) = (asked.plan()?, asked.compared()?);
    let trainer = PythonTrainer { train, raised: Mutex::new(None) };
    let result = py.detach(|| {
        let store = asked.store.as_ref().map(Store::open).transpose().map_err(|problem| problem.to_string())?;
        let kept = match &store {
            Some(store) => Some(store.begin_comparison(&compared, &plan).map_err(|problem| problem.to_string())?),
            None => None,
        };
        let archive: &dyn Archive = kept.as_ref().map_or(&(), |kept| kept);
        let outcome = run(&compared, &plan, &trainer, &PythonProgress(progress), archive, &AtomicBool::new(false))
            .map_err(|problem| problem.to_string())?;
        if let (Some(store), Some(kept)) = (&store, &kept) {
            store.finish_comparison(kept.study(), &outcome).map_err(|problem| problem.to_string())?;
        }
        let json = serde_json::to_string(&outcome).map_err(|problem| problem.to_string())?;
        Ok::<_, String>((json, nonlin_report::comparison(&outcome)))
    });
    let raised = trainer.raised.into_inner().unwrap_or_else(PoisonError::into_inner);
    match (raised, result) {
        (Some(error), _) => Err(error),
        (None, result) => result.map_err(wrong),
    }
}
