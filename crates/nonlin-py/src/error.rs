//! What goes wrong, as Python exceptions with the words that the command has.

use nonlin::typed::TypedError;
use nonlin::{ComputeError, NotFound};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::fmt::Display;

pyo3::create_exception!(
    nonlin,
    NonlinError,
    PyValueError,
    "Something that nonlin was given cannot be used; the message says what, and what can."
);
pyo3::create_exception!(nonlin, FormulaError, NonlinError, "A formula with a fault; the message marks the place.");

/// Adds the exceptions to the module.
pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("NonlinError", module.py().get_type::<NonlinError>())?;
    module.add("FormulaError", module.py().get_type::<FormulaError>())
}

/// Any error of the other rooms.
pub(crate) fn wrong(error: impl Display) -> PyErr {
    NonlinError::new_err(error.to_string())
}

/// An error of computing; that of a formula shows its place.
pub(crate) fn compute(error: ComputeError) -> PyErr {
    match error {
        ComputeError::Unknown(NotFound::Formula(error)) => match &error {
            TypedError::Formula(fault) => {
                let marked = fault.render();
                let place: Vec<&str> = marked.lines().skip(1).collect();
                FormulaError::new_err(format!("{error}\n{}", place.join("\n")))
            }
            _ => FormulaError::new_err(error.to_string()),
        },
        other => wrong(other),
    }
}
