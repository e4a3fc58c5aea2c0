//! What a store holds, as plain data.

use super::{Store, StoreError};
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;

/// A study as the store has it.
#[derive(Clone, Debug, Serialize)]
pub struct StoredStudy {
    /// Its number.
    pub id: i64,
    /// When it began, in UTC.
    pub begun: String,
    /// When it ended; `None` if it was killed, or still runs.
    pub ended: Option<String>,
    /// What made it.
    pub command: String,
    /// The data.
    pub data: String,
    /// The target columns, with commas between them.
    pub target: String,
    /// Its activations.
    pub activations: String,
    /// How many trials it has.
    pub trials: i64,
    /// The verdict's sentence.
    pub sentence: Option<String>,
    /// Whether its report is kept.
    pub report: bool,
}

/// A trial of a study as the store has it.
#[derive(Clone, Debug, Serialize)]
pub struct StoredTrial {
    /// What it depends on, hashed.
    pub key: String,
    /// The activation's name in the study.
    pub activation: String,
    /// The seed.
    pub seed: u64,
    /// Score on the validation part; `None` if it diverged.
    pub validation_score: Option<f64>,
    /// Loss there.
    pub validation_loss: Option<f64>,
    /// Score on the test part.
    pub test_score: Option<f64>,
    /// Epochs trained.
    pub epochs: i64,
    /// Time taken.
    pub seconds: f64,
}

/// An epoch of a trial as the store has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StoredEpoch {
    /// Its number, from 1.
    pub epoch: i64,
    /// Mean loss over the training rows; `None` if it was no number.
    pub train_loss: Option<f64>,
    /// Mean loss over the validation rows.
    pub validation_loss: Option<f64>,
}

const STUDY: &str = "SELECT id, begun, ended, command, data, target, activations,
    (SELECT count(*) FROM study_trials WHERE study = id), sentence, report IS NOT NULL FROM studies";

fn study(row: &Row<'_>) -> rusqlite::Result<StoredStudy> {
    Ok(StoredStudy {
        id: row.get(0)?,
        begun: row.get(1)?,
        ended: row.get(2)?,
        command: row.get(3)?,
        data: row.get(4)?,
        target: row.get(5)?,
        activations: row.get(6)?,
        trials: row.get(7)?,
        sentence: row.get(8)?,
        report: row.get(9)?,
    })
}

impl Store {
    /// All studies, the newest last.
    pub fn studies(&self) -> Result<Vec<StoredStudy>, StoreError> {
        let connection = self.connection();
        let mut select = connection.prepare(&format!("{STUDY} ORDER BY id")).map_err(|problem| self.wrong(&problem))?;
        let rows = select.query_map([], study).map_err(|problem| self.wrong(&problem))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|problem| self.wrong(&problem))
    }

    /// One study, and its result as `lab --json` prints it.
    pub fn study(&self, id: i64) -> Result<(StoredStudy, Option<Value>), StoreError> {
        let connection = self.connection();
        let found = connection
            .query_row(&format!("{STUDY} WHERE id = ?"), [id], study)
            .optional()
            .map_err(|problem| self.wrong(&problem))?;
        let found = found.ok_or_else(|| StoreError::NoStudy { path: self.name(), study: id })?;
        let outcome: Option<String> = connection
            .query_row("SELECT outcome FROM studies WHERE id = ?", [id], |row| row.get(0))
            .map_err(|problem| self.wrong(&problem))?;
        let read = |text: String| {
            serde_json::from_str(&text)
                .map_err(|problem| StoreError::Text { path: self.name(), problem: problem.to_string() })
        };
        Ok((found, outcome.map(read).transpose()?))
    }

    /// The study's report as one HTML page; `None` if none was kept.
    pub fn report(&self, id: i64) -> Result<Option<String>, StoreError> {
        let found = self
            .connection()
            .query_row("SELECT report FROM studies WHERE id = ?", [id], |row| row.get(0))
            .optional()
            .map_err(|problem| self.wrong(&problem))?;
        found.ok_or_else(|| StoreError::NoStudy { path: self.name(), study: id })
    }

    /// The trials of a study, in the order of activations and seeds.
    pub fn trials(&self, id: i64) -> Result<Vec<StoredTrial>, StoreError> {
        let connection = self.connection();
        let work = || -> rusqlite::Result<Vec<StoredTrial>> {
            let mut select = connection.prepare(
                "SELECT key, activation, seed, validation_score, validation_loss, test_score, epochs, seconds
                 FROM study_trials JOIN trials USING (key) WHERE study = ? ORDER BY activation, seed, key",
            )?;
            let rows = select.query_map([id], |row| {
                Ok(StoredTrial {
                    key: row.get(0)?,
                    activation: row.get(1)?,
                    seed: row.get::<_, i64>(2)?.cast_unsigned(),
                    validation_score: row.get(3)?,
                    validation_loss: row.get(4)?,
                    test_score: row.get(5)?,
                    epochs: row.get(6)?,
                    seconds: row.get(7)?,
                })
            })?;
            rows.collect()
        };
        work().map_err(|problem| self.wrong(&problem))
    }

    /// The epochs of the trial with this key.
    pub fn epochs(&self, key: &str) -> Result<Vec<StoredEpoch>, StoreError> {
        let connection = self.connection();
        let work = || -> rusqlite::Result<Vec<StoredEpoch>> {
            let mut select = connection
                .prepare_cached("SELECT epoch, train_loss, validation_loss FROM epochs WHERE key = ? ORDER BY epoch")?;
            let rows = select.query_map([key], |row| {
                Ok(StoredEpoch { epoch: row.get(0)?, train_loss: row.get(1)?, validation_loss: row.get(2)? })
            })?;
            rows.collect()
        };
        work().map_err(|problem| self.wrong(&problem))
    }

    /// Deletes a study, and the trials that belong to no other.
    pub fn delete(&self, id: i64) -> Result<(), StoreError> {
        let mut connection = self.connection();
        let mut work = || -> rusqlite::Result<usize> {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let gone = transaction.execute("DELETE FROM studies WHERE id = ?", [id])?;
            transaction.execute("DELETE FROM trials WHERE key NOT IN (SELECT key FROM study_trials)", [])?;
            transaction.commit()?;
            Ok(gone)
        };
        match work().map_err(|problem| self.wrong(&problem))? {
            0 => Err(StoreError::NoStudy { path: self.name(), study: id }),
            _ => Ok(()),
        }
    }
}
