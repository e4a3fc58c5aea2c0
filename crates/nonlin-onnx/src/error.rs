//! What can be wrong with a model, with what a person needs to mend it.

use crate::ElementType;
use thiserror::Error;

/// A file that is no ONNX model, or one that cannot be read, checked or written.
#[derive(Clone, PartialEq, Debug, Error)]
#[non_exhaustive]
pub enum OnnxError {
    /// What is wrong with a file.
    #[error("{path}: {source}")]
    File {
        /// The file, as it was given.
        path: String,
        /// What is wrong with it.
        source: Box<OnnxError>,
    },
    /// The system does not let it be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// A folder, a pipe or a device.
    #[error("not a regular file")]
    NotAFile,
    /// More than [`MAX_BYTES`](crate::MAX_BYTES).
    #[error("{bytes} bytes are more than the {limit} that are read of a model and its external data")]
    TooLarge {
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The file ends early.
    #[error("cut off: it ends after {length} bytes, at least {missing} short; fetch it again")]
    Truncated {
        /// The bytes that are there.
        length: usize,
        /// How many there are to come.
        missing: usize,
    },
    /// Bytes that no ONNX file has.
    #[error("not an ONNX model: byte {offset}, in {message}: {reason}")]
    NotProtobuf {
        /// Where, from 0.
        offset: usize,
        /// In which message of `onnx.proto`.
        message: &'static str,
        /// What is wrong there.
        reason: &'static str,
    },
    /// Another format, or a protocol buffer without a graph.
    #[error("not an ONNX model: {what}")]
    NotOnnx {
        /// What it is instead.
        what: &'static str,
    },
    /// Messages inside messages, too deep.
    #[error("byte {offset}: messages are nested over {limit} levels deep")]
    Nesting {
        /// Where, from 0.
        offset: usize,
        /// The limit.
        limit: usize,
    },
    /// A file made of so many empty messages that decoding it would take many times its size.
    #[error("byte {offset}: what was read so far takes over {limit} bytes of memory, too much for a file of this size")]
    Memory {
        /// Where, from 0.
        offset: usize,
        /// The limit.
        limit: usize,
    },
    /// A tensor that is not what it says it is.
    #[error("{tensor}: {problem}")]
    Tensor {
        /// Which tensor, such as "tensor `w`".
        tensor: String,
        /// What is wrong with it.
        problem: TensorProblem,
    },
    /// A node's attribute that is missing or of another type.
    #[error("{node}: attribute `{attribute}` {problem}")]
    Attribute {
        /// Which node, such as "Gemm node `fc1`".
        node: String,
        /// The attribute's name.
        attribute: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Two values of one name.
    #[error("value `{value}` is made twice: by {first} and by {second}")]
    Duplicate {
        /// The value's name.
        value: String,
        /// Where it comes from first.
        first: String,
        /// Where else.
        second: String,
    },
    /// A value that nothing makes.
    #[error("{needed_by} needs the value `{value}`, which is no input, no initializer and no output of a node")]
    Missing {
        /// The value's name.
        value: String,
        /// Who needs it.
        needed_by: String,
    },
    /// Nodes that wait for each other.
    #[error("{node} needs its own result: the graph has a cycle")]
    Cycle {
        /// A node of the cycle.
        node: String,
    },
    /// A graph, node or value without the name that it must have.
    #[error("{what} has no name")]
    Unnamed {
        /// What it is.
        what: String,
    },
    /// A value whose declared dimensions are not dimensions.
    #[error("value `{value}`: dimension {axis} (counted from 0) is {dimension}, which is no size")]
    Dimension {
        /// The value's name.
        value: String,
        /// Which dimension.
        axis: usize,
        /// What it is said to be.
        dimension: i64,
    },
    /// A model-local function that cannot be written out.
    #[error("function `{function}`: {reason}")]
    Function {
        /// The function's domain and name.
        function: String,
        /// Why not.
        reason: &'static str,
    },
    /// A shape given for an input that the graph does not have, or that it does not accept.
    #[error("input `{input}`: {reason}")]
    Input {
        /// The name given.
        input: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// What is wrong with a tensor.
#[derive(Clone, PartialEq, Debug, Error)]
#[non_exhaustive]
pub enum TensorProblem {
    /// A type that is not read.
    #[error("elements of type {0} are not read")]
    Element(ElementType),
    /// A negative dimension.
    #[error("dimension {axis} (counted from 0) is {dimension}")]
    Dimension {
        /// Which dimension.
        axis: usize,
        /// What it is said to be.
        dimension: i64,
    },
    /// A product of dimensions that no machine can hold.
    #[error("shape {shape:?} has more elements than can be counted")]
    Overflow {
        /// The shape.
        shape: Vec<usize>,
    },
    /// Data that does not fill the shape, or does not fit into it.
    #[error("shape {shape:?} needs {needed} {unit}, and there are {found}")]
    Count {
        /// The shape.
        shape: Vec<usize>,
        /// What it needs.
        needed: usize,
        /// What there is.
        found: usize,
        /// Of what: "elements" or "bytes".
        unit: &'static str,
    },
    /// A number that its type does not have.
    #[error("element {index} (counted from 0) is {value}, which is no {element}")]
    Range {
        /// Which element.
        index: usize,
        /// What it is said to be.
        value: i128,
        /// The type.
        element: ElementType,
    },
    /// A tensor in pieces, which nobody writes.
    #[error("it is one segment of a larger tensor, which is not read")]
    Segment,
    /// A sparse tensor.
    #[error("sparse tensors are not read")]
    Sparse,
    /// External data of a model that was given as bytes.
    #[error("its numbers are in the file `{location}`; open the model from its folder")]
    NoFolder {
        /// The file.
        location: String,
    },
    /// External data that is not a file of the model's folder.
    #[error("its numbers are said to be in `{location}`, {reason}")]
    Location {
        /// The place named.
        location: String,
        /// Why it is not read.
        reason: String,
    },
    /// External data beyond the file's end.
    #[error("its numbers are said to be at bytes {offset} to {end} of `{location}`, which has {size}")]
    Outside {
        /// The file.
        location: String,
        /// Where they begin.
        offset: u64,
        /// Where they end.
        end: u64,
        /// The file's size.
        size: u64,
    },
    /// An external-data entry that is no number, or missing.
    #[error("external data: `{key}` is {value:?}")]
    Entry {
        /// The entry.
        key: &'static str,
        /// What it says.
        value: String,
    },
}
