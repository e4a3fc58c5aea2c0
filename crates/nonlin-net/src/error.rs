//! What can go wrong, with what a person needs to mend it.

use crate::loss::Loss;
use crate::shape::Shape;
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
    /// A network without layers.
    #[error("the network has no layers; give at least an output layer, such as `dense 1`")]
    NoLayers,
    /// More layers than this library will build.
    #[error("the network has over {limit} layers")]
    Layers {
        /// The limit.
        limit: usize,
    },
    /// Residual blocks in one another.
    #[error("{layer}: residual blocks lie over {limit} deep in one another")]
    Depth {
        /// Which block.
        layer: String,
        /// The limit.
        limit: usize,
    },
    /// A layer that cannot work on what comes before it.
    #[error("{layer}: {what} works on {wanted}, and what comes before it is {given}; {way_out}")]
    Unfit {
        /// Which layer.
        layer: String,
        /// What it is.
        what: &'static str,
        /// What it could work on.
        wanted: &'static str,
        /// What comes before it.
        given: Shape,
        /// What to do.
        way_out: &'static str,
    },
    /// A function of single numbers, or a gated unit, where one of rows was asked for.
    #[error("{layer}: `{function}` is no function of a whole row; give it as an activation")]
    NotOfRows {
        /// Which layer.
        layer: String,
        /// The function's name.
        function: &'static str,
    },
    /// A residual block whose two ways end in different shapes.
    #[error(
        "{layer}: its layers end in {through} and the way around them in {around}; a `shortcut` can bring them together"
    )]
    Residual {
        /// Which block.
        layer: String,
        /// What comes out of its layers.
        through: Shape,
        /// What comes out of the way around them.
        around: Shape,
    },
    /// A last layer whose numbers cannot be logits.
    #[error("the last layer passes on a {shape}, not a number per output; end with `flatten` or a pooling and `dense`")]
    Logits {
        /// What it passes on.
        shape: Shape,
    },
    /// A row too long to be meant.
    #[error("{layer}: a row of {shape} has more than {limit} numbers")]
    LargeRow {
        /// Which layer, or the input.
        layer: String,
        /// The row.
        shape: Shape,
        /// The limit.
        limit: usize,
    },
    /// A setting of a layer out of its range.
    #[error("{layer}: {setting} is {value}; it must be {range}")]
    LayerSetting {
        /// Which layer.
        layer: String,
        /// The setting's name.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What is possible.
        range: String,
    },
    /// More parameters than this library will allocate.
    #[error("{layer}, {}, takes the network over {limit} parameters; use fewer units", shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(" x "))]
    TooLarge {
        /// The first layer that goes over the limit.
        layer: String,
        /// The shape of its parameters.
        shape: Vec<usize>,
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
    /// Class weights that are not one per class.
    #[error("{given} class weights; {}", if *classes == 0 { format!("{loss} has no classes to weigh") } else { format!("one is needed for each of {classes} classes") })]
    ClassWeights {
        /// How many were given.
        given: usize,
        /// How many classes there are; 0 if the loss knows none.
        classes: usize,
        /// The loss.
        loss: Loss,
    },
    /// A checkpoint of another training.
    #[error("the checkpoint does not go with this training: {what} differ")]
    Checkpoint {
        /// What is not the same.
        what: &'static str,
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
    /// A length for each row of what has no steps.
    #[error("lengths were given, but a row of input is {shape}, which has no steps")]
    LengthsWithoutSteps {
        /// One row of input.
        shape: Shape,
    },
    /// A sequence that is empty, or longer than there is room for.
    #[error("row {row} (counted from 0) is a sequence of {length} steps; it must have from 1 to {steps}")]
    Length {
        /// The row, from 0.
        row: usize,
        /// Its length.
        length: usize,
        /// The most steps.
        steps: usize,
    },
    /// A number that is no token.
    #[error("{what}, row {row}, step {step} (counted from 0): {value} is not a token; tokens are whole numbers from 0 to {}", vocabulary - 1)]
    Token {
        /// Which data.
        what: &'static str,
        /// The row, from 0.
        row: usize,
        /// The step, from 0.
        step: usize,
        /// What is there.
        value: f64,
        /// How many tokens there are.
        vocabulary: usize,
    },
    /// A row that counts less than nothing.
    #[error("{what}, row {row} (counted from 0): a weight of {value}; weights must not be below 0")]
    Weight {
        /// Which data.
        what: &'static str,
        /// The row, from 0.
        row: usize,
        /// Its weight.
        value: f64,
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

impl NetError {
    /// A layer that cannot work on what comes before it.
    pub(crate) fn unfit(
        layer: &str,
        what: &'static str,
        wanted: &'static str,
        given: Shape,
        way_out: &'static str,
    ) -> Self {
        Self::Unfit { layer: layer.to_owned(), what, wanted, given, way_out }
    }
}
