//! The registry as the package reads it.

use crate::error::wrong;
use nonlin::functions::Registered;
use nonlin_report::json::Listed;
use pyo3::prelude::*;

/// Adds what tells of the registry.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(names, module)?)?;
    module.add_function(wrap_pyfunction!(find, module)?)?;
    module.add_function(wrap_pyfunction!(card, module)?)
}

/// Every function's name and kind: `elementwise`, `vector` or `gated`.
#[pyfunction]
fn names() -> Vec<(&'static str, &'static str)> {
    nonlin::all().map(|function| (function.card().name, function.kind())).collect()
}

/// Name and kind of the function that this name or alias means.
#[pyfunction]
fn find(name: &str) -> PyResult<(&'static str, &'static str)> {
    let function = nonlin::functions::find(name).map_err(wrong)?;
    Ok((function.card().name, function.kind()))
}

/// What is known of a function without any work, as JSON.
#[pyfunction]
fn card(name: &str) -> PyResult<String> {
    let function: Registered = nonlin::functions::find(name).map_err(wrong)?;
    serde_json::to_string(&Listed::from(function)).map_err(wrong)
}
