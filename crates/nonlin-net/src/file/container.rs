//! Tensors of `f32` or `f64` and a description, in one safetensors file.

use super::FileError;
use nonlin::Element;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

/// The entry among the metadata that is ours.
const ENTRY: &str = "nonlin";
/// The version of the format that is written, and the newest that is read.
const VERSION: u64 = 1;

/// What every description has.
#[derive(Serialize, Deserialize)]
struct Described<D> {
    version: u64,
    kind: String,
    #[serde(flatten)]
    description: D,
}

/// Only what says whether the rest can be read.
#[derive(Deserialize)]
struct Head {
    version: u64,
    kind: String,
}

fn dtype<T: Element>() -> Dtype {
    if T::DTYPE == f64::DTYPE { Dtype::F64 } else { Dtype::F32 }
}

use nonlin::compute::Dtype as _;

/// Little-endian bytes. (Every `f32` is a `f64`, and comes back from it as it was.)
#[allow(clippy::cast_possible_truncation, reason = "the number was a f32")]
fn bytes_of<T: Element>(numbers: &[T]) -> Vec<u8> {
    match dtype::<T>() {
        Dtype::F64 => numbers.iter().flat_map(|x| x.to_f64().to_le_bytes()).collect(),
        _ => numbers.iter().flat_map(|x| (x.to_f64() as f32).to_le_bytes()).collect(),
    }
}

/// A file of these tensors: name, shape, numbers.
pub(super) fn written<T: Element, D: Serialize>(
    kind: &str,
    description: &D,
    tensors: &[(String, Vec<usize>, &[T])],
) -> Result<Vec<u8>, FileError> {
    let described = Described { version: VERSION, kind: kind.to_owned(), description };
    let text = serde_json::to_string(&described).map_err(|problem| FileError::Description(problem.to_string()))?;
    let bytes: Vec<Vec<u8>> = tensors.iter().map(|(_, _, numbers)| bytes_of(numbers)).collect();
    let mut views = Vec::with_capacity(tensors.len());
    for ((name, shape, _), bytes) in tensors.iter().zip(&bytes) {
        let view = TensorView::new(dtype::<T>(), shape.clone(), bytes);
        let wrong = |problem: safetensors::SafeTensorError| FileError::Tensor {
            name: name.clone(),
            problem: problem.to_string(),
        };
        views.push((name.clone(), view.map_err(wrong)?));
    }
    let metadata = HashMap::from([(ENTRY.to_owned(), text)]);
    let length = bytes.iter().map(Vec::len).sum();
    safetensors::serialize(views, Some(metadata))
        .map_err(|problem| FileError::Container { length, reason: problem.to_string() })
}

/// A file that was taken apart.
pub(super) struct Contents<'a, D> {
    pub(super) description: D,
    tensors: SafeTensors<'a>,
}

/// Takes a file apart: its lengths are checked against its size before anything is allocated by them.
pub(super) fn read<'a, D: DeserializeOwned>(
    bytes: &'a [u8],
    wanted: &'static str,
) -> Result<Contents<'a, D>, FileError> {
    let broken = |problem: safetensors::SafeTensorError| FileError::Container {
        length: bytes.len(),
        reason: problem.to_string(),
    };
    let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(broken)?;
    let text = metadata
        .metadata()
        .as_ref()
        .and_then(|entries| entries.get(ENTRY))
        .ok_or(FileError::NotOurs { entry: ENTRY })?;
    let wrong = |problem: serde_json::Error| FileError::Description(problem.to_string());
    let Head { version, kind } = serde_json::from_str(text).map_err(wrong)?;
    if version > VERSION {
        return Err(FileError::Version { found: version, known: VERSION });
    }
    if kind != wanted {
        return Err(FileError::Kind { found: kind.chars().take(40).collect(), wanted });
    }
    let Described { description, .. } = serde_json::from_str::<Described<D>>(text).map_err(wrong)?;
    Ok(Contents { description, tensors: SafeTensors::deserialize(bytes).map_err(broken)? })
}

impl<D> Contents<'_, D> {
    /// How many tensors there are.
    pub(super) fn len(&self) -> usize {
        self.tensors.len()
    }

    /// The bytes of a tensor, which must have this shape if it is given.
    pub(super) fn tensor(&self, name: &str, shape: Option<&[usize]>) -> Result<TensorView<'_>, FileError> {
        let wrong = |problem: String| FileError::Tensor { name: name.to_owned(), problem };
        let view = self.tensors.tensor(name).map_err(|_| wrong("is missing".to_owned()))?;
        match shape {
            Some(shape) if view.shape() != shape => {
                Err(wrong(format!("is {:?}, and the network needs {shape:?}", view.shape())))
            }
            _ => Ok(view),
        }
    }

    /// The numbers of a tensor, which must be of this type and, if it is given, shape.
    pub(super) fn numbers<T: Element>(&self, name: &str, shape: Option<&[usize]>) -> Result<Vec<T>, FileError> {
        let view = self.tensor(name, shape)?;
        match view.dtype() {
            Dtype::F32 => {
                let numbers = view.data().as_chunks::<4>().0.iter();
                Ok(numbers.map(|bytes| T::from_f64(f64::from(f32::from_le_bytes(*bytes)))).collect())
            }
            Dtype::F64 => {
                Ok(view.data().as_chunks::<8>().0.iter().map(|bytes| T::from_f64(f64::from_le_bytes(*bytes))).collect())
            }
            other => {
                let problem = format!("is of type {other:?}; F32 or F64 are read");
                Err(FileError::Tensor { name: name.to_owned(), problem })
            }
        }
    }
}

/// Writes a file beside its place and then renames it: whatever happens, no half a file is left there.
pub(super) fn save(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let wrong =
        |reason: std::io::Error| FileError::System { path: path.display().to_string(), reason: reason.to_string() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Readable by whoever may read files that are newly made, not by their owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(wrong)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(wrong)?;
    file.persist(path).map_err(|problem| wrong(problem.error))?;
    Ok(())
}

/// A file's bytes. What has no end, as a device, is refused.
pub(super) fn load(path: &Path) -> Result<Vec<u8>, FileError> {
    let wrong = |reason: String| FileError::System { path: path.display().to_string(), reason };
    if !std::fs::metadata(path).map_err(|reason| wrong(reason.to_string()))?.is_file() {
        return Err(wrong("not a file".to_owned()));
    }
    std::fs::read(path).map_err(|reason| wrong(reason.to_string()))
}

/// An error with the file's name before it.
pub(super) fn named(path: &Path) -> impl FnOnce(FileError) -> FileError {
    let path = path.display().to_string();
    |source| match source {
        FileError::System { .. } => source,
        source => FileError::In { path, source: Box::new(source) },
    }
}
