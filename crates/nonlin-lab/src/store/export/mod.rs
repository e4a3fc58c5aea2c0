//! Trials of a study for other programs: one table of them as CSV or Parquet, or their courses as `TensorBoard` reads them.

mod events;
#[cfg(feature = "parquet")]
mod parquet_table;

pub use events::{EventRun, event_runs};

use super::StoredTrial;
use thiserror::Error;

/// A table that cannot be written.
#[derive(Debug, Error)]
#[error("the trials cannot be written as {format}: {problem}")]
pub struct ExportError {
    format: &'static str,
    problem: String,
}

impl ExportError {
    fn of(format: &'static str, problem: impl std::fmt::Display) -> Self {
        Self { format, problem: problem.to_string() }
    }
}

/// A line per trial, with a header.
pub fn csv(trials: &[StoredTrial]) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for trial in trials {
        writer.serialize(trial).map_err(|problem| ExportError::of("CSV", problem))?;
    }
    writer.into_inner().map_err(|problem| ExportError::of("CSV", problem))
}

/// A row per trial, with the columns of [`csv()`].
#[cfg(feature = "parquet")]
pub fn parquet(trials: &[StoredTrial]) -> Result<Vec<u8>, ExportError> {
    parquet_table::write(trials).map_err(|problem| ExportError::of("Parquet", problem))
}
