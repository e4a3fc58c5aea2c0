//! What can be wrong with a file.

use crate::error::NetError;
use thiserror::Error;

/// A file that cannot be read or written, or is none of ours.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FileError {
    /// The system does not let it.
    #[error("{path}: {reason}")]
    System {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// What is wrong with a file.
    #[error("{path}: {source}")]
    In {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: Box<FileError>,
    },
    /// Bytes that are no safetensors file, or not all of one.
    #[error("not a whole safetensors file of {length} bytes: {reason}")]
    Container {
        /// How many bytes there are.
        length: usize,
        /// What is wrong with them.
        reason: String,
    },
    /// A safetensors file of somebody else.
    #[error("a safetensors file without the entry `{entry}` among its metadata: not written by nonlin")]
    NotOurs {
        /// What is missing.
        entry: &'static str,
    },
    /// A file of another kind.
    #[error("holds a {found}, not a {wanted}")]
    Kind {
        /// What it holds.
        found: String,
        /// What was asked for.
        wanted: &'static str,
    },
    /// A file from a version to come.
    #[error("written in version {found} of the format; this program reads up to {known}: use a newer one")]
    Version {
        /// The file's.
        found: u64,
        /// The newest that is known.
        known: u64,
    },
    /// A description that cannot be read.
    #[error("its description: {0}")]
    Description(String),
    /// A tensor that is missing or does not fit.
    #[error("tensor `{name}`: {problem}")]
    Tensor {
        /// Its name.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The network that it describes.
    #[error(transparent)]
    Network(#[from] NetError),
}
