//! What can go wrong, with what a person needs to mend it.

use crate::loss::Loss;
use crate::spec::OutputActivation;
use nonlin::ComputeError;
use thiserror::Error;

/// A network that cannot be built, or data that does not fit it.
#[derive(Clone, PartialEq, Debug, Error)]
#[non_exhaustive]
pub enum NetError {
    /// A layer without units, or a network without inputs.
    #[error("{layer} has 0 units; it needs at least 1")]
    NoUnits {
        /// Which layer.
        layer: String,
    },
    /// More parameters than this library will allocate.
    #[error("{layer}, {inputs} x {units}, takes the network over {limit} parameters; use fewer units")]
    TooLarge {
        /// The first layer that goes over the limit.
        layer: String,
        /// Its inputs.
        inputs: usize,
        /// Its units.
        units: usize,
        /// The limit, [`MAX_PARAMETERS`](crate::MAX_PARAMETERS).
        limit: usize,
    },
    /// Buffers for this many rows do not fit.
    #[error("no memory for {what} of {elements} numbers; use a smaller batch or network")]
    Memory {
        /// What was to be allocated.
        what: String,
        /// Its size, the largest number there is if it overflows.
        elements: usize,
    },
    /// A layer's activation is unknown, works on whole rows, or has no such parameter.
    #[error("{layer}: {source}")]
    Activation {
        /// Which layer.
        layer: String,
        /// What is wrong with it.
        source: ComputeError,
    },
    /// An activation parameter that is not a finite number.
    #[error("{layer}: parameter `{parameter}` of its activation is {value}; it must be a finite number")]
    ActivationParameter {
        /// Which layer.
        layer: String,
        /// The parameter's name.
        parameter: String,
        /// What was given.
        value: f64,
    },
    /// A softmax over one output.
    #[error(
        "a softmax over 1 output is always 1: for two classes use 1 output with sigmoid, else one output per class"
    )]
    SoftmaxOfOne,
    /// A loss that does not go with the output activation.
    #[error("{loss} does not go with {outputs} {activation} output{}; use {fitting}", if *outputs == 1 { "" } else { "s" })]
    Pairing {
        /// The loss asked for.
        loss: Loss,
        /// The network's output activation.
        activation: OutputActivation,
        /// The number of outputs.
        outputs: usize,
        /// The loss that fits.
        fitting: Loss,
    },
    /// A slice whose length is not that of its shape.
    #[error("{what}: {rows} rows x {columns} columns need {needed} numbers, not {given}", needed = rows.saturating_mul(*columns))]
    Shape {
        /// What the slice is.
        what: &'static str,
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
        /// Its length.
        given: usize,
    },
    /// A batch without rows.
    #[error("{what} has no rows")]
    Empty {
        /// Which data.
        what: &'static str,
    },
    /// A batch larger than its workspace.
    #[error("a batch of {rows} rows in a workspace for {capacity}")]
    Rows {
        /// The rows of the batch.
        rows: usize,
        /// The rows of the workspace.
        capacity: usize,
    },
    /// A workspace made for another network.
    #[error("the workspace was made for a network of other layers")]
    Workspace,
    /// A number in the data that no network can work with.
    #[error("{what}, row {row}, column {column} (counted from 0): {value} is not a finite number")]
    NotFinite {
        /// Which data.
        what: &'static str,
        /// The row, from 0.
        row: usize,
        /// The column, from 0.
        column: usize,
        /// The number.
        value: f64,
    },
    /// A target that the loss has no meaning for.
    #[error("{what}, row {row} (counted from 0): {problem}, which {loss} cannot use")]
    Target {
        /// Which data.
        what: &'static str,
        /// The row, from 0.
        row: usize,
        /// What is wrong with it.
        problem: String,
        /// The loss.
        loss: Loss,
    },
    /// A setting of the training plan or the optimiser out of its range.
    #[error("{setting} is {value}; it must be {range}")]
    Setting {
        /// Which setting.
        setting: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed, in words.
        range: &'static str,
    },
}
