//! A file as what an ONNX model is given.

use super::run::{PlainRows, RowsError, read_rows, rows_in};
use crate::data::{DataError, plain_arrays, plain_arrays_in};
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
    let rows = read_rows(path, |line, found| against(&mut width, line, found))?;
    Ok(vec![array(rows, width)])
}

/// The same of a file's bytes, of which at most `limit` are unpacked; `name` stands for the file.
///
/// Fails as [`arrays`] does.
pub fn arrays_in(name: &str, bytes: &[u8], limit: u64) -> Result<Vec<Array>, ArraysError> {
    if let Some(arrays) = plain_arrays_in(name, bytes, limit)? {
        return Ok(arrays);
    }
    let mut width = None;
    let rows = rows_in(name, bytes, |line, found| against(&mut width, line, found))?;
    Ok(vec![array(rows, width)])
}

/// What is wrong with a line of so many numbers, if it is not as long as the first.
fn against(width: &mut Option<usize>, line: usize, found: usize) -> Option<String> {
    let needed = *width.get_or_insert(found);
    (found != needed).then(|| format!("line {line} has {found} numbers, and line 1 has {needed}"))
}

fn array(rows: PlainRows, width: Option<usize>) -> Array {
    Array { name: None, shape: vec![rows.rows, width.unwrap_or(0)], numbers: rows.numbers, columns: rows.names }
}
