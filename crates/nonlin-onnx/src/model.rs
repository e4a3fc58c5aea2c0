//! A model: its graph, and what the file says about itself.

use crate::{Attributes, Graph, Note, OnnxError};
use crate::{fold, inline, read, write};
use std::collections::BTreeMap;
use std::path::Path;

/// `ModelProto`
#[derive(Clone, PartialEq, Debug)]
pub struct Model {
    /// What it computes.
    pub graph: Graph,
    /// The version of each set of operators that it uses, by domain; that of the standard one is empty.
    pub opsets: BTreeMap<String, i64>,
    /// The version of the file format.
    pub ir_version: i64,
    /// The program that wrote it; may be empty.
    pub producer: String,
    /// That program's version; may be empty.
    pub producer_version: String,
    /// Whose model it is; nearly always empty.
    pub domain: String,
    /// The model's own version.
    pub version: i64,
    /// What it is for, in words; may be empty.
    pub doc: String,
    /// Keys and values of the writer's own, in the order of the file.
    pub metadata: Vec<(String, String)>,
    /// Functions that its nodes may call as if they were operators.
    pub functions: Vec<Function>,
}

/// `FunctionProto`: an operator made of others.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Function {
    /// The domain of its name.
    pub domain: String,
    /// Which of several functions of one name it is; nearly always empty.
    pub overload: String,
    /// The attributes that a call must give.
    pub attributes: Vec<String>,
    /// The attributes that a call may give, with what they are if it does not.
    pub defaults: Attributes,
    /// The version of each set of operators that it uses, by domain.
    pub opsets: BTreeMap<String, i64>,
    /// Its name, inputs, outputs and nodes.
    pub body: Graph,
}

/// The version of the file format that [`Model::new`] sets; ONNX Runtime 1.10 (2021) and newer read it.
pub const IR_VERSION: i64 = 8;
/// The version of the standard operators that [`Model::new`] sets.
pub const OPSET: i64 = 17;
/// The newest version of the standard operators that the shape rules were written after (ONNX 1.23).
pub const KNOWN_OPSET: i64 = 28;

impl Model {
    /// A model of standard operators, version [`OPSET`].
    pub fn new(graph: Graph) -> Self {
        Self {
            graph,
            opsets: BTreeMap::from([(String::new(), OPSET)]),
            ir_version: IR_VERSION,
            producer: "nonlin".to_owned(),
            producer_version: env!("CARGO_PKG_VERSION").to_owned(),
            domain: String::new(),
            version: 0,
            doc: String::new(),
            metadata: Vec::new(),
            functions: Vec::new(),
        }
    }

    /// With one more entry of metadata.
    #[must_use]
    pub fn with_metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((key.into(), value.into()));
        self
    }

    /// The metadata under this key.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        self.metadata.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The version of the standard operators, if the model says it.
    pub fn opset(&self) -> Option<i64> {
        self.opsets.get("").copied()
    }

    /// Reads a model whose tensors are all in these bytes, in the form that is easiest to look into: nodes in order, calls of
    /// the model's own functions written out, constants among the tensors (`Constant` nodes, and `DequantizeLinear` of constants),
    /// `Identity` nodes left out unless they make an output of the graph or something that a graph inside a node takes.
    /// Graphs inside nodes are checked and put in order, but otherwise left as they are.
    ///
    /// Errors: bytes that are no ONNX model, tensors whose data does not fit their shape, external data, element types that
    /// are not read, values made twice or not at all, cycles, and sizes beyond the limits, before they are allocated.
    pub fn read(bytes: impl Into<Vec<u8>>) -> Result<Self, OnnxError> {
        simplified(bytes.into(), None)
    }

    /// Reads the model at `path`, as [`Model::read`] does, with the external data that lies beside it: files of its folder
    /// or of folders in there, named by a relative path that does not leave it.
    ///
    /// Errors: no such file or no regular one, larger than [`MAX_BYTES`](crate::MAX_BYTES), and those of [`Model::read`];
    /// all of them name the file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OnnxError> {
        let path = path.as_ref();
        let open = || {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            simplified(read::file(path)?, Some(folder))
        };
        open().map_err(|error| OnnxError::File { path: path.display().to_string(), source: Box::new(error) })
    }

    /// Reads a model as [`Model::read`] does, but keeps the nodes as they were written, in order.
    pub fn read_as_written(bytes: impl Into<Vec<u8>>) -> Result<Self, OnnxError> {
        read::model(bytes.into(), None)
    }

    /// The model as a file; read again as written, it is the same.
    ///
    /// Errors: values made twice or not at all, names that are missing, cycles, more than the 2 GiB that the format allows.
    pub fn to_bytes(&self) -> Result<Vec<u8>, OnnxError> {
        write::model(self)
    }

    /// What a reader should know of this model that is not an error.
    pub fn notes(&self) -> Vec<Note> {
        Note::all(self)
    }
}

fn simplified(bytes: Vec<u8>, folder: Option<&Path>) -> Result<Model, OnnxError> {
    let length = bytes.len();
    let mut model = read::model(bytes, folder)?;
    inline::calls(&mut model, length)?;
    fold::constants(&mut model.graph, length);
    Ok(model)
}
