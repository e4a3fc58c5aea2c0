//! What can go wrong between data and a network.

use crate::data::DataError;
use nonlin_net::{FileError, NetError};
use thiserror::Error;

/// A network that cannot be trained on the data, or used on others.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The data do not serve.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The network cannot be built or trained.
    #[error(transparent)]
    Network(#[from] NetError),
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file with a network and nothing about data.
    #[error("the file holds a network, but not how rows of data become its inputs: it was not made by `nonlin train`")]
    NoEncoder,
    /// What the file says of data cannot be read.
    #[error("what the file says of its data cannot be read: {0}")]
    Encoder(String),
    /// The network and the data beside it are not of one size.
    #[error("the file contradicts itself: its network takes {network}, and its data are {data}")]
    Shapes {
        /// A row as the network takes it.
        network: String,
        /// A row of the data.
        data: String,
    },
    /// A trained network that was to be trained on, and other data.
    #[error("the network goes from {network}; the data need one from {data}")]
    Start {
        /// The network's two ends.
        network: String,
        /// Those that the data need.
        data: String,
    },
    /// Training ended in NaN or infinity before a single epoch was finished.
    #[error("the training ended in NaN or infinity in {layer}, step {step}; try a smaller `--learning-rate`")]
    Diverged {
        /// The first layer with such a number.
        layer: String,
        /// The step.
        step: u64,
    },
    /// Stopped before a single epoch was finished.
    #[error("interrupted before an epoch was finished")]
    Interrupted,
}
