//! From bytes to text: what is no text file is told apart here, before anything reads it as a table.

use super::DataError;

/// The text in `bytes`, without a byte-order mark.
pub(super) fn decode<'a>(file: &str, bytes: &'a [u8]) -> Result<&'a str, DataError> {
    refuse_binary(file, bytes)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| not_text(file, bytes, error.valid_up_to()))
}

/// An error if `bytes`, the file or its beginning, are an archive or hold a NUL, which no text does.
pub(super) fn refuse_binary(file: &str, bytes: &[u8]) -> Result<(), DataError> {
    let packings: [(&[u8], &str); 4] = [
        (b"\x1f\x8b", "gzip"),
        (b"PK\x03\x04", "zip (as .xlsx files are)"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xfd7zXZ", "xz"),
    ];
    if let Some((_, packing)) = packings.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(DataError::Packed { file: file.to_string(), packing });
    }
    match bytes.iter().position(|&byte| byte == 0) {
        Some(place) => Err(not_text(file, bytes, place)),
        None => Ok(()),
    }
}

fn not_text(file: &str, bytes: &[u8], place: usize) -> DataError {
    DataError::NotText { file: file.to_string(), line: 1 + line_ends(&bytes[..place]) }
}

/// How many lines end in `bytes`: by `\n`, `\r\n`, or a lone `\r`.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    let mut ends = 0;
    let mut previous = 0;
    for &byte in bytes {
        ends += usize::from(byte == b'\r' || (byte == b'\n' && previous != b'\r'));
        previous = byte;
    }
    ends
}
