//! From bytes to a checked model: the walk over the wire format, `prost`, then names, types, counts and order.

mod external;
mod graph;
mod tensor;

use crate::limits::MAX_BYTES;
use crate::proto::{ModelProto, OperatorSetIdProto};
use crate::{Model, OnnxError, wire};
use external::Folder;
use prost::Message;
use prost::bytes::Bytes;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Error, Read};
use std::path::Path;

/// The bytes of a model's file.
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, OnnxError> {
    let refused = |error: Error| OnnxError::Unreadable { reason: error.to_string() };
    let about = fs::metadata(path).map_err(refused)?;
    if !about.is_file() {
        return Err(OnnxError::NotAFile);
    }
    too_large(about.len())?;
    let mut bytes = Vec::new();
    // The file may have grown since.
    File::open(path).map_err(refused)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

fn too_large(bytes: u64) -> Result<(), OnnxError> {
    if bytes > MAX_BYTES {
        return Err(OnnxError::TooLarge { bytes, limit: MAX_BYTES });
    }
    Ok(())
}

/// The model in these bytes, its nodes in order; external data is looked for in `folder`, if there is one.
pub(crate) fn model(bytes: Vec<u8>, folder: Option<&Path>) -> Result<Model, OnnxError> {
    too_large(bytes.len() as u64)?;
    if let Some(what) = another_format(&bytes) {
        return Err(OnnxError::NotOnnx { what });
    }
    wire::walk(&bytes)?;
    let mut folder = Folder::new(folder, MAX_BYTES - bytes.len() as u64);
    let undecodable = OnnxError::NotOnnx { what: "it is no protocol buffer that can be decoded" };
    // As shared bytes, so that raw data is not copied here.
    let model = ModelProto::decode(Bytes::from(bytes)).map_err(|_| undecodable)?;
    let Some(graph) = model.graph else {
        return Err(OnnxError::NotOnnx { what: "there is no graph in it" });
    };
    let mut graph = graph::graph(graph, &mut folder)?;
    graph.sort()?;
    let functions = model.functions.into_iter().map(|function| graph::function(function, &mut folder));
    Ok(Model {
        functions: functions.collect::<Result<_, _>>()?,
        graph,
        opsets: opsets(model.opset_import),
        ir_version: model.ir_version.unwrap_or_default(),
        producer: model.producer_name,
        producer_version: model.producer_version,
        domain: model.domain,
        version: model.model_version,
        doc: model.doc_string,
        metadata: model.metadata_props.into_iter().map(|entry| (entry.key, entry.value)).collect(),
    })
}

/// The standard operators under the empty name, whichever of their two is used.
fn opsets(sets: Vec<OperatorSetIdProto>) -> BTreeMap<String, i64> {
    let standard = |domain: String| if domain == "ai.onnx" { String::new() } else { domain };
    sets.into_iter().map(|set| (standard(set.domain), set.version.unwrap_or_default())).collect()
}

/// What people take for a model, told by its first bytes.
fn another_format(bytes: &[u8]) -> Option<&'static str> {
    let begins: [(&[u8], &str); 7] = [
        (b"version https://git-lfs", "it is a Git LFS pointer; fetch the file that it stands for (git lfs pull)"),
        (b"PK\x03\x04", "it is a zip archive, as PyTorch and Keras save; export the model to ONNX"),
        (b"\x89HDF", "it is an HDF5 file, as Keras saves; export the model to ONNX"),
        (b"\x80\x02", "it is a Python pickle; export the model to ONNX"),
        (b"GGUF", "it is a GGUF file"),
        (b"<", "it is a web page or XML"),
        (b"{", "it is JSON"),
    ];
    if bytes.is_empty() {
        return Some("it is empty");
    }
    if bytes.get(4..8) == Some(b"TFL3") {
        return Some("it is a TensorFlow Lite model");
    }
    begins.iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, what)| *what)
}
