//! A file as what an ONNX model is given.

use super::run::{RowsError, read_rows};
use crate::data::{DataError, plain_arrays};
use nonlin_doctor::onnx::Array;
use std::path::Path;
use thiserror::Error;

/// A file that holds no arrays.
#[derive(Debug, Error)]
pub enum ArraysError {
    /// Of `NumPy`'s.
    #[error(transparent)]
    Arrays(#[from] DataError),
    /// Of rows of numbers.
    #[error(transparent)]
    Rows(#[from] RowsError),
}

/// The arrays of an `.npy` or `.npz` file, or the numbers of a CSV file, row by row; a first line of names is taken for one.
///
/// Fails, naming the file and the line, on files that are none of these, on rows of different lengths, and on cells that are no numbers.
pub fn arrays(path: &Path) -> Result<Vec<Array>, ArraysError> {
    if let Some(arrays) = plain_arrays(path)? {
        return Ok(arrays);
    }
    let mut width = None;
    let rows = read_rows(path, |line, found| {
        let needed = *width.get_or_insert(found);
        (found != needed).then(|| format!("line {line} has {found} numbers, and line 1 has {needed}"))
    })?;
    let shape = vec![rows.rows, width.unwrap_or(0)];
    Ok(vec![Array { name: None, shape, numbers: rows.numbers, columns: rows.names }])
}
