//! Files as the arrays that they hold, whatever these are for.

use nonlin_doctor::onnx::Array;
use std::io::{Cursor, Read};
use std::path::Path;

use super::array::Data;
use super::npy::{NPY_MAGIC, ZIP_MAGIC, parse};
use crate::data::open::Opened;
use crate::data::{DataError, MAX_FILE_BYTES};

/// The arrays of an NPY or NPZ file, the latter with their names; `None` if the file is neither. Numbers are kept as they are, NaN and infinite ones too.
///
/// Fails on files that are cut off, on text, and on what is larger than is read.
pub fn plain_arrays(path: &Path) -> Result<Option<Vec<Array>>, DataError> {
    arrays(Opened::open(path, MAX_FILE_BYTES)?, MAX_FILE_BYTES)
}

/// The same of a file's bytes, of which at most `limit` are unpacked; `name` stands for the file.
///
/// Fails as [`plain_arrays`] does.
pub fn plain_arrays_in(name: &str, bytes: &[u8], limit: u64) -> Result<Option<Vec<Array>>, DataError> {
    arrays(Opened::stream(name, Box::new(bytes), Some(bytes.len() as u64), limit)?, limit)
}

fn arrays(mut opened: Opened<'_>, limit: u64) -> Result<Option<Vec<Array>>, DataError> {
    let file = opened.name.clone();
    if opened.head.starts_with(NPY_MAGIC) {
        return Ok(Some(vec![plain(&file, None, &opened.bytes()?)?]));
    }
    if !opened.head.starts_with(ZIP_MAGIC) {
        return Ok(None);
    }
    let damaged = |place: &str, problem: String| DataError::Damaged {
        file: file.clone(),
        format: "NPZ",
        place: place.to_owned(),
        problem,
        advice: "save the arrays again with `numpy.savez`".into(),
    };
    let bytes = opened.bytes()?;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice()))
        .map_err(|error| damaged("archive", format!("it cannot be unpacked ({error})")))?;
    let mut arrays = Vec::new();
    let mut left = limit;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|error| damaged("archive", error.to_string()))?;
        let entry_name = entry.name().to_owned();
        let Some(name) = entry_name.strip_suffix(".npy") else {
            return Err(damaged(&entry_name, "it is no array".into()));
        };
        let mut bytes = Vec::new();
        entry.take(left + 1).read_to_end(&mut bytes).map_err(|error| damaged(name, error.to_string()))?;
        left = left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| DataError::ContentTooLarge { file: file.clone(), limit })?;
        arrays.push(plain(&format!("{file}: {name}"), Some(name), &bytes)?);
    }
    Ok(Some(arrays))
}

fn plain(file: &str, name: Option<&str>, bytes: &[u8]) -> Result<Array, DataError> {
    let array = parse(file, bytes)?;
    let numbers = match array.data {
        Data::Bytes(bytes) => bytes.into_iter().map(f32::from).collect(),
        #[expect(clippy::cast_possible_truncation, reason = "what a network computes with")]
        Data::Numbers(numbers) => numbers.into_iter().map(|x| x as f32).collect(),
        Data::Texts(_) => {
            return Err(DataError::Damaged {
                file: file.to_owned(),
                format: "NPY",
                place: "header".into(),
                problem: "its elements are text".into(),
                advice: "save an array of numbers".into(),
            });
        }
    };
    Ok(Array { name: name.map(str::to_owned), shape: array.dims, numbers, columns: Vec::new() })
}
