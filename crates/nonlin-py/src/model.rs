//! Trained networks with all that new rows need.

use crate::error::wrong;
use nonlin_lab::data::LoadOptions;
use nonlin_lab::model::Model as Inner;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;

/// A trained network, and how rows become its inputs.
#[pyclass(frozen, module = "nonlin._nonlin")]
pub(crate) struct Model(pub(crate) Inner);

#[pymethods]
impl Model {
    /// From a file that `nonlin lab --model` or `nonlin train --out` wrote.
    #[staticmethod]
    fn load(path: PathBuf) -> PyResult<Self> {
        Inner::load(path).map(Self).map_err(wrong)
    }

    fn save(&self, path: PathBuf) -> PyResult<()> {
        self.0.save(path).map_err(wrong)
    }

    /// What it says about the rows of a file, as JSON; and what was found in them.
    fn predict(&self, py: Python<'_>, path: PathBuf) -> PyResult<(String, Vec<String>)> {
        let (predictions, notes) = py.detach(|| self.0.predict(&[path], &LoadOptions::default())).map_err(wrong)?;
        let notes = notes.into_iter().map(|note| note.text).collect();
        Ok((serde_json::to_string(&predictions).map_err(wrong)?, notes))
    }

    fn to_onnx<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.0.network.to_onnx().map_err(wrong)?))
    }

    /// The network's text.
    fn text(&self) -> String {
        self.0.network.spec().to_string()
    }

    fn target_names(&self) -> Vec<String> {
        self.0.encoder.target_names()
    }
}
