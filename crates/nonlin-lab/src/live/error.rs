//! What cannot be trained, and why.

use super::plan::{MOST_BATCH, MOST_LAYERS, MOST_UNITS};
use super::points::{MOST_CLASSES, MOST_POINTS};
use super::table::MOST_COLUMNS;
use crate::data::DataError;
use nonlin_net::NetError;
use thiserror::Error;

/// Points, or a plan, that cannot be trained.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LiveError {
    /// The network or its training.
    #[error(transparent)]
    Net(#[from] NetError),
    /// The table.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Too few points for two parts.
    #[error("{0} points are too few; at least 4 are needed, some to learn from and some to judge by")]
    FewPoints(usize),
    /// Too many points.
    #[error("{0} points are more than the {MOST_POINTS} that are taken")]
    ManyPoints(usize),
    /// A point or answer that is no number.
    #[error("point {0}: {1} is not a finite number of single precision")]
    NotFinite(usize, f64),
    /// As many answers as points are needed.
    #[error("{points} points, and {answers} answers")]
    Unequal {
        /// Points given.
        points: usize,
        /// Answers given.
        answers: usize,
    },
    /// One class, or none.
    #[error("all points are of one class; give at least two")]
    OneClass,
    /// Too many classes.
    #[error("{0} classes are more than the {MOST_CLASSES} that are taken")]
    ManyClasses(usize),
    /// A class without a name.
    #[error("point {point} is of class {class}, and there are {classes} classes, counted from 0")]
    Class {
        /// Which point, from 0.
        point: usize,
        /// Its class.
        class: usize,
        /// Classes there are.
        classes: usize,
    },
    /// Answers that are all the same.
    #[error("all answers are {0}; there is nothing to learn")]
    ConstantAnswers(f64),
    /// Too many layers.
    #[error("{0} hidden layers are more than the {MOST_LAYERS} that are trained here; `nonlin train` takes more")]
    Layers(usize),
    /// Too wide or too narrow a layer.
    #[error("hidden layer {layer} has {units} units; it must be 1 to {MOST_UNITS}")]
    Units {
        /// Which, from 1.
        layer: usize,
        /// Its units.
        units: usize,
    },
    /// Too large or too small a batch.
    #[error("a batch of {0} rows; it must be 1 to {MOST_BATCH}")]
    Batch(usize),
    /// A share out of its range.
    #[error("a training share of {0}; it must be from 0.1 to 0.9")]
    Share(f64),
    /// Too many columns.
    #[error("{0} columns are more than the {MOST_COLUMNS} that are shown; leave some out")]
    Columns(usize),
}
