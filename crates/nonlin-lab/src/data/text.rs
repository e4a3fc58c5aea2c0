//! What is no text file is told apart here, before anything reads it as a table.

use super::DataError;

/// An error if `head`, the beginning of a file, is that of an archive.
pub(super) fn refuse_packed(file: &str, head: &[u8]) -> Result<(), DataError> {
    let packings: [(&[u8], &str); 4] = [
        (b"\x1f\x8b", "gzip (twice)"),
        (b"PK\x03\x04", "zip (as .xlsx files are)"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xfd7zXZ", "xz"),
    ];
    match packings.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, packing)) => Err(DataError::Packed { file: file.to_string(), packing }),
        None => Ok(()),
    }
}
