//! ONNX models as traces: their layers as the graph has them, whichever framework wrote it, and what goes on in them when rows are taken through.
//!
//! ```
//! use nonlin_doctor::{examine, onnx::OnnxModel};
//! use nonlin_onnx::{Dim, ElementType, Graph, Model, Node, Tensor};
//!
//! let graph = Graph::new("twice")
//!     .input("x", ElementType::Float, ["rows".into(), Dim::Size(2)])
//!     .tensor("w", Tensor::new([2, 3], vec![0.1_f32, 0.2, 0.3, 0.4, 0.5, 0.6])?)
//!     .node(Node::new("MatMul", ["x", "w"], ["z"]))
//!     .node(Node::new("Softmax", ["z"], ["p"]))
//!     .node(Node::new("Softmax", ["p"], ["y"]))
//!     .output("y", ElementType::Float, ["rows".into(), Dim::Size(3)]);
//! let model = OnnxModel::read(Model::new(graph).to_bytes()?)?;
//! assert_eq!(examine(&model.trace())[0].rule, "double_softmax");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activation;
mod ends;
mod feed;
mod lower;
mod norm;
mod residual;
mod run;
mod signal;
mod sums;
mod walk;

pub use feed::{Array, FeedError};
pub use run::{RunError, RunLimits};

use crate::Trace;
use crate::trace::About;
use nonlin_onnx::{Model, OnnxError};
use std::path::Path;

/// A model, and the layers that were found in it.
#[derive(Debug)]
pub struct OnnxModel {
    model: Model,
    about: About,
    layers: Vec<signal::Layer>,
}

impl OnnxModel {
    /// Reads a model whose tensors are all in these bytes.
    ///
    /// Fails on what is no ONNX model, as [`Model::read`] does; an operator that is not known is passed over and named in the trace.
    pub fn read(bytes: impl Into<Vec<u8>>) -> Result<Self, OnnxError> {
        Ok(Self::of(Model::read(bytes)?))
    }

    /// The same from a file, with the data that lies beside it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OnnxError> {
        Ok(Self::of(Model::open(path)?))
    }

    fn of(model: Model) -> Self {
        let (about, layers) = walk::layers(&model.graph);
        Self { model, about, layers }
    }

    /// What can be told of it as it is, without any data.
    pub fn trace(&self) -> Trace {
        let layers = self.layers.iter().map(|layer| layer.trace.clone()).collect();
        Trace { about: self.about.clone(), layers, ..Trace::default() }
    }
}
