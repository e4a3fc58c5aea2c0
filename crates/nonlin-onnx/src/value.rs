//! What a graph says of a value: its name, its type and its dimensions.

use crate::ElementType;
use std::fmt;

/// `ValueInfoProto`
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    /// Its name, which is not empty.
    pub name: String,
    /// Its type.
    pub kind: ValueType,
    /// What it is for, in words; may be empty.
    pub doc: String,
}

/// The type of a value.
#[derive(Clone, PartialEq, Debug)]
pub enum ValueType {
    /// Not said.
    Unknown,
    /// A tensor.
    Tensor {
        /// The type of its elements.
        element: ElementType,
        /// Its dimensions, the outermost first; `None` if not even their number is said.
        shape: Option<Vec<Dim>>,
    },
    /// No tensor, but what this says: its encoded type is kept, not looked into.
    Other {
        /// What it is.
        what: OtherType,
        /// Its type as `onnx.proto` encodes it.
        encoded: Vec<u8>,
    },
}

/// Values that are no tensors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OtherType {
    /// A list of values.
    Sequence,
    /// Values by keys.
    Map,
    /// A value that may be absent.
    Optional,
    /// A tensor of which only some elements are there.
    SparseTensor,
    /// A type of somebody's own.
    Opaque,
}

/// One dimension of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Dim {
    /// A size.
    Size(usize),
    /// A size that is known by a name, the same wherever the name is.
    Symbol(String),
    /// Not said.
    Unknown,
}

impl Value {
    /// A tensor value with these dimensions: numbers, or texts for dimensions that are known by name.
    pub fn tensor<D: Into<Dim>>(
        name: impl Into<String>,
        element: ElementType,
        shape: impl IntoIterator<Item = D>,
    ) -> Self {
        let shape = Some(shape.into_iter().map(Into::into).collect());
        Self { name: name.into(), kind: ValueType::Tensor { element, shape }, doc: String::new() }
    }

    /// Its dimensions, if it is a tensor and they are said.
    pub fn shape(&self) -> Option<&[Dim]> {
        match &self.kind {
            ValueType::Tensor { shape, .. } => shape.as_deref(),
            ValueType::Unknown | ValueType::Other { .. } => None,
        }
    }

    /// The type of its elements; [`ElementType::Undefined`] if it is no tensor or that is not said.
    pub fn element(&self) -> ElementType {
        match &self.kind {
            ValueType::Tensor { element, .. } => *element,
            ValueType::Unknown | ValueType::Other { .. } => ElementType::Undefined,
        }
    }
}

impl From<usize> for Dim {
    fn from(size: usize) -> Self {
        Self::Size(size)
    }
}

impl From<&str> for Dim {
    /// A symbol; of an empty text, which the format does not tell from none, an unknown one.
    fn from(symbol: &str) -> Self {
        if symbol.is_empty() { Self::Unknown } else { Self::Symbol(symbol.to_owned()) }
    }
}

impl fmt::Display for Dim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => size.fmt(f),
            Self::Symbol(symbol) => symbol.fmt(f),
            Self::Unknown => f.write_str("?"),
        }
    }
}
