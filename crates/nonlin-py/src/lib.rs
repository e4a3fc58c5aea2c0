//! The Python extension module: arrays in, arrays out. `python/nonlin/` is the package around it, which turns whatever a person hands over into
//! arrays that are worked on here.
//!
//! Nothing is computed here; every name is read from the registry.

#![allow(clippy::needless_pass_by_value, reason = "arguments come from Python by value")]

mod array;
mod command;
mod comparison;
mod doctor;
mod elementwise;
mod engine;
mod error;
mod gated;
mod model;
mod network;
mod registry;
mod row;
mod study;
mod watched;

use pyo3::prelude::*;

/// What the package is made of.
#[pymodule]
fn _nonlin(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    error::add(module)?;
    registry::add(module)?;
    module.add_class::<elementwise::Elementwise>()?;
    module.add_class::<row::RowFunction>()?;
    module.add_function(wrap_pyfunction!(row::masked_softmax_into, module)?)?;
    module.add_class::<gated::GatedUnit>()?;
    module.add_class::<model::Model>()?;
    module.add_class::<network::Network>()?;
    module.add_class::<study::Study>()?;
    module.add_class::<study::Outcome>()?;
    module.add_class::<doctor::Recorder>()?;
    module.add_class::<doctor::Trace>()?;
    module.add_function(wrap_pyfunction!(doctor::rules, module)?)?;
    module.add_function(wrap_pyfunction!(comparison::compare, module)?)?;
    module.add_function(wrap_pyfunction!(command::command, module)?)?;
    Ok(())
}
