//! Trainings that Python sends elsewhere.

use nonlin_lab::study::{Engine, Job, Order, StudyError, Trial};
use pyo3::prelude::*;
use std::sync::atomic::AtomicBool;

/// An object with `train(activation, order)`, which gives a trial as text or `None`, and `at_once`, how many it is good for at a time.
pub(crate) struct PythonEngine(pub(crate) Py<PyAny>);

/// What Python said went wrong, with its kind.
pub(crate) fn said(error: &PyErr) -> StudyError {
    StudyError::Elsewhere(error.to_string())
}

impl Engine for PythonEngine {
    fn train(&self, job: &Job<'_>, _stop: &AtomicBool) -> Result<Option<Trial>, StudyError> {
        let order =
            serde_json::to_string(&Order::of(job)).map_err(|problem| StudyError::Carried(problem.to_string()))?;
        let text: Option<String> = Python::attach(|py| {
            let answer = self.0.bind(py).call_method1("train", (job.activation, order))?;
            answer.extract()
        })
        .map_err(|error: PyErr| said(&error))?;
        text.map(|text| Trial::from_text(&text)).transpose()
    }

    fn at_once(&self) -> Option<usize> {
        Python::attach(|py| self.0.bind(py).getattr("at_once").and_then(|count| count.extract()).ok())
    }
}
