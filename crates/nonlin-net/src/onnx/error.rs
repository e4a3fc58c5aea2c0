//! What can be wrong with a network as ONNX.

use crate::error::NetError;
use nonlin::export::ExportError;
use nonlin_onnx::OnnxError;
use thiserror::Error;

/// A network that cannot be written as ONNX, or a model that is no network of the layers there are here.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The file, or what is in it.
    #[error(transparent)]
    Model(#[from] OnnxError),
    /// The network that it would be.
    #[error(transparent)]
    Network(#[from] NetError),
    /// A function that cannot be written.
    #[error(transparent)]
    Function(#[from] ExportError),
    /// A layer that ONNX has no operator for.
    #[error("{layer}: ONNX has no {what}; {way_out}")]
    NoOperator {
        /// Which layer.
        layer: String,
        /// What is missing.
        what: String,
        /// What to do.
        way_out: &'static str,
    },
    /// A node that is no layer.
    #[error("node `{node}` ({operator}): {problem}")]
    Node {
        /// Its name, or its first result's.
        node: String,
        /// Its operator.
        operator: String,
        /// What cannot be taken over.
        problem: String,
    },
    /// A graph that is no chain of layers.
    #[error("{0}")]
    Graph(String),
}

impl ExchangeError {
    /// A node that is no layer.
    pub(crate) fn node(node: &nonlin_onnx::Node, problem: impl Into<String>) -> Self {
        let (operator, problem) = (node.operator.clone(), problem.into());
        Self::Node { node: node.outputs.first().cloned().unwrap_or_default(), operator, problem }
    }
}
