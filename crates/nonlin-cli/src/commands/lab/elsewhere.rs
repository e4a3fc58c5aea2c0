//! Trainings made elsewhere: the engines that the program around the command has to give.

use crate::arguments::Lab;
use crate::commands::report;
use crate::output::Failure;
use nonlin_lab::study::{Engine, Here};
use std::path::PathBuf;

/// Makes the engine of a name, or says why it cannot.
pub type Engines<'a> = dyn Fn(&Elsewhere) -> Result<Box<dyn Engine>, String> + Send + Sync + 'a;

/// What an engine must know to have the same data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    /// Its name.
    pub engine: String,
    /// Where it is, if that was said.
    pub address: Option<String>,
    /// The words after `nonlin`.
    pub words: Vec<String>,
    /// Files and folders that they name.
    pub files: Vec<PathBuf>,
}

/// This machine, or the engine that is asked for.
pub(super) fn engine(options: &Lab, engines: Option<&Engines<'_>>) -> Result<Box<dyn Engine>, Failure> {
    if options.engine == "local" {
        return Ok(Box::new(Here));
    }
    let Some(engines) = engines else {
        let name = &options.engine;
        return Err(Failure::new(format!(
            "`--engine {name}`: this program knows `local` alone; the command that comes with the Python package knows `ray` too: pip install \"nonlin[ray]\""
        )));
    };
    if options.data.len() > 1 {
        return Err(Failure::new("`--engine` takes one data set at a time"));
    }
    let elsewhere = Elsewhere {
        engine: options.engine.clone(),
        address: options.address.clone(),
        words: report::words(),
        files: options.data.iter().chain(&options.reading.test).cloned().collect(),
    };
    engines(&elsewhere).map_err(Failure::new)
}
