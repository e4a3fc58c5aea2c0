//! The Python extension module: arrays in, arrays out. `python/nonlin/` is the package around it, which turns whatever a person hands over into
//! arrays that are worked on here.
//!
//! Nothing is computed here; every name is read from the registry.

mod array;
mod elementwise;
mod error;
mod gated;
mod registry;
mod row;

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
    Ok(())
}
