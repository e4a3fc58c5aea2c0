//! What can be wrong with a store.

use rusqlite::ErrorCode;
use std::path::Path;
use thiserror::Error;

/// A store that cannot be read or written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// What the database says, and what to do.
    #[error("{path}: {problem}")]
    Database {
        /// The file.
        path: String,
        /// What is wrong, with the way out.
        problem: String,
    },
    /// A file of something else.
    #[error("{path}: an SQLite file, but not one of nonlin; give another with `--store`")]
    NotOurs {
        /// The file.
        path: String,
    },
    /// A file from a version to come.
    #[error(
        "{path}: written by a newer nonlin (format {found}; this one knows {known}); use that one, or another file with `--store`"
    )]
    Version {
        /// The file.
        path: String,
        /// Its version.
        found: i64,
        /// The newest known.
        known: i64,
    },
    /// No study of this number.
    #[error("{path}: there is no study {study}; `nonlin studies` lists those there are")]
    NoStudy {
        /// The file.
        path: String,
        /// The number.
        study: i64,
    },
    /// A result that cannot be written as text, or read from it.
    #[error("{path}: a result cannot be kept or read: {problem}")]
    Text {
        /// The file.
        path: String,
        /// Why.
        problem: String,
    },
}

impl StoreError {
    pub(super) fn of(path: &Path, problem: &rusqlite::Error) -> Self {
        let path = path.display().to_string();
        let told = match problem.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                "locked by another program for over ten seconds; wait for it, or give another file with `--store`"
            }
            Some(ErrorCode::ReadOnly) => {
                "may not be written to; give another file with `--store`, or none with `--no-store`"
            }
            Some(ErrorCode::DiskFull) => {
                "the disk is full; what was finished is kept, and the same command goes on from there"
            }
            Some(ErrorCode::NotADatabase) => "not an SQLite file; give another with `--store`",
            Some(ErrorCode::DatabaseCorrupt) => "the file is damaged; set it aside, or give another with `--store`",
            Some(ErrorCode::CannotOpen) => {
                "cannot be opened or made; give another file with `--store`, or none with `--no-store`"
            }
            _ => return Self::Database { path, problem: problem.to_string() },
        };
        Self::Database { path, problem: told.to_owned() }
    }
}
