//! Studies, trials, epochs and what was seen inside, in one `SQLite` file: written as it happens, so that whatever kills a study costs
//! the trial in flight and no other.

mod error;
pub mod export;
mod listing;
mod schema;
mod trials;

pub use error::StoreError;
pub use listing::{StoredEpoch, StoredStudy, StoredTrial};
pub use trials::StudyArchive;

use crate::data::Dataset;
use crate::study::{Compared, Comparison, StudyOutcome, StudyPlan};
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The file. Several studies may write to it at once, from several processes too.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Mutex<Connection>,
}

/// What is known of a study before its first trial.
struct Beginning<'a> {
    command: &'a str,
    data: &'a str,
    target: &'a str,
    task: &'a str,
    rows: usize,
}

impl Store {
    /// Opens the file, or makes it.
    ///
    /// Fails, naming it, on a file of something else, of a version to come, or one that cannot be written to.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref().to_owned();
        let connection = schema::open(&path)?;
        Ok(Self { path, connection: Mutex::new(connection) })
    }

    /// One that ends with the program, and leaves no file.
    pub fn in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from("(memory)");
        let connection = schema::in_memory(&path)?;
        Ok(Self { path, connection: Mutex::new(connection) })
    }

    /// A new study in the file, or the one that the same command began and did not end; its trials are kept through what comes back.
    pub fn begin(&self, command: &str, dataset: &Dataset, plan: &StudyPlan) -> Result<StudyArchive<'_>, StoreError> {
        let beginning = Beginning {
            command,
            data: dataset.name(),
            target: &dataset.target_names().join(","),
            task: &dataset.task().to_string(),
            rows: dataset.rows(),
        };
        self.begin_as(&beginning, plan)
    }

    /// The same for a comparison in a model of one's own.
    pub fn begin_comparison(&self, compared: &Compared, plan: &StudyPlan) -> Result<StudyArchive<'_>, StoreError> {
        let beginning = Beginning {
            command: &format!("nonlin.compare: {}", compared.key.as_ref().unwrap_or(&compared.name)),
            data: &compared.name,
            target: "",
            task: compared.metric.name(),
            rows: compared.test_rows.unwrap_or(0),
        };
        self.begin_as(&beginning, plan)
    }

    fn begin_as(&self, beginning: &Beginning<'_>, plan: &StudyPlan) -> Result<StudyArchive<'_>, StoreError> {
        let &Beginning { command, data, target, task, rows } = beginning;
        let candidates: Vec<&str> = plan.candidates.iter().map(|candidate| candidate.label.as_str()).collect();
        let connection = self.connection();
        let broken_off = connection
            .query_row(
                "SELECT id FROM studies WHERE command = ? AND ended IS NULL ORDER BY id DESC LIMIT 1",
                [command],
                |row| row.get(0),
            )
            .optional()
            .map_err(|problem| self.wrong(&problem))?;
        if let Some(study) = broken_off {
            return Ok(StudyArchive::new(self, study));
        }
        connection
            .execute(
                "INSERT INTO studies (begun, command, data, target, task, rows, activations)
                 VALUES (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), ?, ?, ?, ?, ?, ?)",
                params![command, data, target, task, rows.cast_signed() as i64, candidates.join(", ")],
            )
            .map_err(|problem| self.wrong(&problem))?;
        let study = connection.last_insert_rowid();
        drop(connection);
        Ok(StudyArchive::new(self, study))
    }

    /// The trials of a study that was begun.
    pub fn trials_of(&self, study: i64) -> StudyArchive<'_> {
        StudyArchive::new(self, study)
    }

    /// The study's result.
    pub fn finish(&self, study: i64, outcome: &StudyOutcome) -> Result<(), StoreError> {
        self.finish_as(study, outcome, &outcome.verdict.sentence)
    }

    /// That of a comparison.
    pub fn finish_comparison(&self, study: i64, outcome: &Comparison) -> Result<(), StoreError> {
        self.finish_as(study, outcome, &outcome.verdict.sentence)
    }

    fn finish_as(&self, study: i64, outcome: &impl Serialize, sentence: &str) -> Result<(), StoreError> {
        let text = serde_json::to_string(outcome)
            .map_err(|problem| StoreError::Text { path: self.name(), problem: problem.to_string() })?;
        self.connection()
            .execute(
                "UPDATE studies SET ended = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), outcome = ?, sentence = ? WHERE id = ?",
                params![text, sentence, study],
            )
            .map_err(|problem| self.wrong(&problem))?;
        Ok(())
    }

    /// Keeps the study's report, a page of HTML.
    ///
    /// Fails if there is no such study.
    pub fn keep_report(&self, study: i64, page: &str) -> Result<(), StoreError> {
        let changed = self.connection().execute("UPDATE studies SET report = ? WHERE id = ?", params![page, study]);
        match changed.map_err(|problem| self.wrong(&problem))? {
            0 => Err(StoreError::NoStudy { path: self.name(), study }),
            _ => Ok(()),
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn wrong(&self, problem: &rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, problem)
    }
}
