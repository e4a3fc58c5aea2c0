//! Trials in and out of the file.

use super::Store;
use crate::study::{Archive, Key, StudyError, Trial};
use nonlin_doctor::Trace;
use rusqlite::{Connection, OptionalExtension, params};

/// The trials of one study, kept in a store.
#[derive(Debug)]
pub struct StudyArchive<'a> {
    store: &'a Store,
    study: i64,
}

impl<'a> StudyArchive<'a> {
    pub(super) fn new(store: &'a Store, study: i64) -> Self {
        Self { store, study }
    }

    /// The study's number in the store.
    pub fn study(&self) -> i64 {
        self.study
    }

    fn wrong(&self, problem: &rusqlite::Error) -> StudyError {
        StudyError::Store(self.store.wrong(problem).to_string())
    }
}

impl Archive for StudyArchive<'_> {
    fn find(&self, key: &Key, activation: &str, seed: u64) -> Result<Option<Trial>, StudyError> {
        let connection = self.store.connection();
        let found = found(&connection, &key.to_string()).map_err(|problem| self.wrong(&problem))?;
        if found.is_some() {
            belongs(&connection, self.study, key, activation, seed).map_err(|problem| self.wrong(&problem))?;
        }
        Ok(found)
    }

    fn keep(&self, key: &Key, activation: &str, seed: u64, trial: &Trial) -> Result<(), StudyError> {
        let mut connection = self.store.connection();
        let mut work = || -> rusqlite::Result<()> {
            let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            kept(&transaction, &key.to_string(), trial)?;
            belongs(&transaction, self.study, key, activation, seed)?;
            transaction.commit()
        };
        work().map_err(|problem| self.wrong(&problem))
    }
}

fn belongs(connection: &Connection, study: i64, key: &Key, activation: &str, seed: u64) -> rusqlite::Result<()> {
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO study_trials (study, key, activation, seed) VALUES (?, ?, ?, ?)")?;
    // The bits of the seed, for `SQLite`'s integers have a sign.
    insert.execute(params![study, key.to_string(), activation, seed.cast_signed()])?;
    Ok(())
}

/// A number; NaN has no place in `SQLite`, and is NULL.
fn number(x: f64) -> Option<f64> {
    (!x.is_nan()).then_some(x)
}

/// A count, which no training takes beyond what `SQLite` holds.
fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn kept(connection: &Connection, key: &str, trial: &Trial) -> rusqlite::Result<()> {
    let (score, loss) = trial.validation.unzip();
    let rows =
        connection.prepare_cached("INSERT OR IGNORE INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
            key,
            score.and_then(number),
            loss.and_then(number),
            trial.sealed().and_then(number),
            count(trial.epochs),
            count(trial.best_epoch),
            trial.seconds,
            lines(&trial.trace)
        ])?;
    if rows == 0 {
        // Another study was first with the same.
        return Ok(());
    }
    let mut epoch = connection.prepare_cached("INSERT INTO epochs VALUES (?, ?, ?, ?)")?;
    for (index, train) in trial.train_loss.iter().enumerate() {
        let validation = trial.validation_loss.get(index).and_then(|&loss| number(f64::from(loss)));
        epoch.execute(params![key, count(index + 1), number(f64::from(*train)), validation])?;
    }
    Ok(())
}

/// As text; what cannot be written is empty, and read as nothing seen.
fn lines(trace: &Trace) -> String {
    let mut text = Vec::new();
    if trace.write(&mut text).is_err() {
        text.clear();
    }
    String::from_utf8(text).unwrap_or_default()
}

#[allow(clippy::cast_possible_truncation, reason = "every loss was a f32")]
pub(super) fn found(connection: &Connection, key: &str) -> rusqlite::Result<Option<Trial>> {
    let float = |row: &rusqlite::Row<'_>, place: usize| {
        Ok::<f64, rusqlite::Error>(row.get::<_, Option<f64>>(place)?.unwrap_or(f64::NAN))
    };
    let head = connection
        .prepare_cached("SELECT validation_score, validation_loss, test_score, epochs, best_epoch, seconds, trace FROM trials WHERE key = ?")?
        .query_row([key], |row| {
            let (score, loss): (Option<f64>, Option<f64>) = (row.get(0)?, row.get(1)?);
            let (epochs, best): (i64, i64) = (row.get(3)?, row.get(4)?);
            let counted = |n: i64| usize::try_from(n).unwrap_or(0);
            Ok((score.zip(loss), row.get(2)?, counted(epochs), counted(best), row.get(5)?, row.get::<_, String>(6)?))
        })
        .optional()?;
    let Some((validation, test, epochs, best_epoch, seconds, trace)) = head else { return Ok(None) };
    let mut select =
        connection.prepare_cached("SELECT train_loss, validation_loss FROM epochs WHERE key = ? ORDER BY epoch")?;
    let losses: Vec<(f32, f32)> = select
        .query_map([key], |row| Ok((float(row, 0)? as f32, float(row, 1)? as f32)))?
        .collect::<rusqlite::Result<_>>()?;
    let (train_loss, validation_loss) = losses.into_iter().unzip();
    let mut trial = Trial::of_scores(validation, test);
    (trial.epochs, trial.best_epoch, trial.seconds) = (epochs, best_epoch, seconds);
    (trial.train_loss, trial.validation_loss, trial.trace) =
        (train_loss, validation_loss, Trace::read(trace.as_bytes()).unwrap_or_default());
    Ok(Some(trial))
}
