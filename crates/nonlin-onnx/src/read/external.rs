//! Data that lies in other files beside the model.
//!
//! A model is a stranger's file, so what it names is held to its own folder: a relative path of plain names, which after
//! following every link is still in there, to a regular file that is long enough.

use crate::TensorProblem;
use crate::proto::StringStringEntryProto;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

/// The model's folder, and how many bytes may still be read from it.
pub(super) struct Folder<'a> {
    path: Option<&'a Path>,
    left: u64,
}

impl<'a> Folder<'a> {
    pub(super) fn new(path: Option<&'a Path>, left: u64) -> Self {
        Self { path, left }
    }

    /// The bytes that these entries say, which must be `needed`.
    pub(super) fn bytes(
        &mut self,
        entries: &[StringStringEntryProto],
        shape: &[usize],
        needed: usize,
    ) -> Result<Vec<u8>, TensorProblem> {
        let entry = |key: &str| entries.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str());
        let number = |key: &'static str| match entry(key) {
            None => Ok(None),
            Some(value) => {
                value.parse::<u64>().map(Some).map_err(|_| TensorProblem::Entry { key, value: value.to_owned() })
            }
        };
        let location = entry("location").unwrap_or_default();
        if location.is_empty() {
            return Err(TensorProblem::Entry { key: "location", value: String::new() });
        }
        let Some(folder) = self.path else {
            return Err(TensorProblem::NoFolder { location: location.to_owned() });
        };
        let refused = |reason: &dyn ToString| TensorProblem::Location {
            location: location.to_owned(),
            reason: reason.to_string(),
        };
        let path = within(folder, location).map_err(|reason| refused(&reason))?;
        let size = fs::metadata(&path).map_err(|error| refused(&error))?.len();

        let offset = number("offset")?.unwrap_or(0);
        let length = number("length")?.unwrap_or(size.saturating_sub(offset));
        let end = offset.saturating_add(length);
        if end > size {
            return Err(TensorProblem::Outside { location: location.to_owned(), offset, end, size });
        }
        if length != needed as u64 {
            let found = usize::try_from(length).unwrap_or(usize::MAX);
            return Err(TensorProblem::Count { shape: shape.to_vec(), needed, found, unit: "bytes" });
        }
        if length > self.left {
            return Err(refused(&"which takes the model over the size that is read"));
        }
        self.left -= length;
        let mut file = File::open(&path).map_err(|error| refused(&error))?;
        file.seek(SeekFrom::Start(offset)).map_err(|error| refused(&error))?;
        let mut bytes = vec![0; needed];
        file.read_exact(&mut bytes).map_err(|error| refused(&error))?;
        Ok(bytes)
    }
}

/// The file at `location` inside of `folder`, or why it is none.
fn within(folder: &Path, location: &str) -> Result<PathBuf, String> {
    let outside = || "which is outside the model's folder".to_owned();
    if !Path::new(location).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return Err(outside());
    }
    let readable = |path: &Path| fs::canonicalize(path).map_err(|error| format!("which cannot be read: {error}"));
    let (folder, path) = (readable(folder)?, readable(&folder.join(location))?);
    if !path.starts_with(&folder) {
        return Err(outside());
    }
    if !path.is_file() {
        return Err("which is no regular file".to_owned());
    }
    Ok(path)
}
