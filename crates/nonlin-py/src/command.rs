//! The `nonlin` command, as the package brings it.

use crate::engine::PythonEngine;
use nonlin_cli::{Elsewhere, Engines};
use nonlin_lab::study::Engine;
use pyo3::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

/// Does what the words after `nonlin` say, and gives the exit status. `engine(name, address, words, files)` makes the engines that
/// `nonlin lab --engine` may name.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, words: Vec<OsString>, engine: Py<PyAny>) -> u8 {
    let make = |asked: &Elsewhere| -> Result<Box<dyn Engine>, String> {
        let made = Python::attach(|py| {
            let Elsewhere { engine: name, address, words, files } = asked;
            let files: Vec<&PathBuf> = files.iter().collect();
            engine.call1(py, (name, address.as_deref(), words, files))
        });
        match made {
            Ok(engine) => Ok(Box::new(PythonEngine(engine))),
            Err(error) => Err(Python::attach(|py| error.value(py).to_string())),
        }
    };
    let engines: &Engines<'_> = &make;
    let words = std::iter::once(OsString::from("nonlin")).chain(words);
    py.detach(move || nonlin_cli::run(words, Some(engines)))
}
