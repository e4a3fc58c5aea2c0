//! ONNX models as plain data: read with every length and name checked, written, and the shapes of their values.
//!
//! This room knows the file format and no network. [`Model::read`] and [`Model::open`] take a stranger's file and give a [`Graph`]
//! whose nodes are in order and whose constants are tensors, or an error that names the byte, the node or the tensor; a
//! [`Model`] that is built here is written by [`Model::to_bytes`]; [`Shapes`] says how large each value is for given inputs.
//!
//! ```
//! use nonlin_onnx::{ElementType, Graph, Model, Node, Shapes, Tensor};
//!
//! let graph = Graph::new("perceptron")
//!     .input("x", ElementType::Float, ["batch".into(), nonlin_onnx::Dim::Size(3)])
//!     .tensor("w", Tensor::new([2, 3], vec![1.0_f32, 2.0, 3.0, 4.0, 5.0, 6.0])?)
//!     .tensor("b", Tensor::vector(vec![0.5_f32, -0.5]))
//!     .node(Node::new("Gemm", ["x", "w", "b"], ["z"]).with("transB", 1_i64))
//!     .node(Node::new("Relu", ["z"], ["y"]))
//!     .output("y", ElementType::Float, ["batch".into(), nonlin_onnx::Dim::Size(2)]);
//! let model = Model::new(graph).with_metadata("made by", "a doctest");
//!
//! let again = Model::read(model.to_bytes()?)?;
//! assert_eq!(again, model);
//! assert_eq!(again.graph.nodes[0].int("transB", 0)?, 1);
//!
//! let shapes = Shapes::infer(&again.graph, &[("x", &[10, 3])])?;
//! assert_eq!(shapes.get("z"), Some(&[10, 2][..]));
//! # Ok::<(), nonlin_onnx::OnnxError>(())
//! ```

mod attribute;
mod data;
mod element;
mod error;
mod fold;
mod graph;
mod inline;
mod limits;
mod links;
mod model;
mod node;
mod note;
mod order;
mod proto;
mod read;
mod region;
mod shapes;
mod tensor;
mod value;
mod wire;
mod write;

pub use attribute::{Attribute, Attributes};
pub use data::Data;
pub use element::ElementType;
pub use error::{OnnxError, TensorProblem};
pub use graph::Graph;
pub use limits::MAX_BYTES;
pub use links::Links;
pub use model::{Function, IR_VERSION, KNOWN_OPSET, Model, OPSET};
pub use node::Node;
pub use note::Note;
pub use region::Region;
pub use shapes::Shapes;
pub use tensor::Tensor;
pub use value::{Dim, OtherType, Value, ValueType};
