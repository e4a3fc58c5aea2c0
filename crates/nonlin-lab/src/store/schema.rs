//! The tables, and their versions.

use super::StoreError;
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

/// "nonl": what `SQLite` files of ours say they are.
const APPLICATION: i64 = 0x6e6f_6e6c;
/// The version that is written.
const VERSION: i64 = 3;

/// A trial is kept once, whichever studies it belongs to; what was seen inside as the doctor's JSON lines.
const TABLES: &str = "
CREATE TABLE studies (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    begun TEXT NOT NULL,
    ended TEXT,
    command TEXT NOT NULL,
    data TEXT NOT NULL,
    target TEXT NOT NULL,
    task TEXT NOT NULL,
    rows INTEGER NOT NULL,
    activations TEXT NOT NULL,
    sentence TEXT,
    outcome TEXT,
    report TEXT
);
CREATE TABLE trials (
    key TEXT PRIMARY KEY,
    validation_score REAL,
    validation_loss REAL,
    test_score REAL,
    epochs INTEGER NOT NULL,
    best_epoch INTEGER NOT NULL,
    seconds REAL NOT NULL,
    trace TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE study_trials (
    study INTEGER NOT NULL REFERENCES studies (id) ON DELETE CASCADE,
    key TEXT NOT NULL REFERENCES trials (key) ON DELETE CASCADE,
    activation TEXT NOT NULL,
    seed INTEGER NOT NULL,
    PRIMARY KEY (study, key, activation)
) WITHOUT ROWID;
CREATE INDEX study_trials_by_key ON study_trials (key);
CREATE TABLE epochs (
    key TEXT NOT NULL REFERENCES trials (key) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    train_loss REAL,
    validation_loss REAL,
    PRIMARY KEY (key, epoch)
) WITHOUT ROWID;
";

/// Version 1 had a few numbers of each layer in tables of their own. Its trials are made again when they are asked for; what was found is kept.
const FROM_1: &str = "
DROP TABLE samples;
DROP TABLE layers;
DELETE FROM trials;
ALTER TABLE trials ADD COLUMN trace TEXT NOT NULL DEFAULT '';
";

/// Version 2 kept no reports.
const FROM_2: &str = "ALTER TABLE studies ADD COLUMN report TEXT;";

/// Opens the file and brings its tables to this version.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    prepared(Connection::open(path).map_err(|problem| StoreError::of(path, &problem))?, path)
}

/// Tables that go with the program.
pub(super) fn in_memory(name: &Path) -> Result<Connection, StoreError> {
    prepared(Connection::open_in_memory().map_err(|problem| StoreError::of(name, &problem))?, name)
}

fn prepared(mut connection: Connection, path: &Path) -> Result<Connection, StoreError> {
    let wrong = |problem: rusqlite::Error| StoreError::of(path, &problem);
    connection.busy_timeout(Duration::from_secs(10)).map_err(wrong)?;
    let pragma = |connection: &Connection, name: &str| -> Result<i64, StoreError> {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0)).map_err(wrong)
    };
    // Readers and one writer at a time; after a power cut the file is whole, without the last moments perhaps.
    connection.pragma_update(None, "journal_mode", "WAL").map_err(wrong)?;
    connection.pragma_update(None, "synchronous", "NORMAL").map_err(wrong)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(wrong)?;
    // Two programs may make it at the same moment: the second waits here, and finds it made.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(wrong)?;
    let tables: i64 =
        transaction.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0)).map_err(wrong)?;
    let (application, version) = (pragma(&transaction, "application_id")?, pragma(&transaction, "user_version")?);
    let name = || path.display().to_string();
    if tables > 0 && application != APPLICATION {
        return Err(StoreError::NotOurs { path: name() });
    }
    if version > VERSION {
        return Err(StoreError::Version { path: name(), found: version, known: VERSION });
    }
    if tables > 0 && version < VERSION {
        for (from, change) in [(1, FROM_1), (2, FROM_2)] {
            if version <= from {
                transaction.execute_batch(change).map_err(wrong)?;
            }
        }
        transaction.pragma_update(None, "user_version", VERSION).map_err(wrong)?;
    }
    if tables == 0 {
        transaction.execute_batch(TABLES).map_err(wrong)?;
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(wrong)?;
        transaction.pragma_update(None, "user_version", VERSION).map_err(wrong)?;
    }
    transaction.commit().map_err(wrong)?;
    Ok(connection)
}
