//! A CSV file as rows of text cells, each with its line number.

use std::collections::HashMap;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::DataError;
use super::text::{decode, line_ends, refuse_binary};

/// The largest file that is read: 2 GiB.
pub const MAX_FILE_BYTES: u64 = 2 << 30;

/// The cells that count as missing, besides the empty one: exactly these spellings, without the spaces around them.
pub const MISSING: [&str; 8] = ["NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "?"];

/// The text of a CSV file: a header and rows of cells.
///
/// Cells lose the white space around them. Lines without any content are skipped.
#[derive(Debug, Clone)]
pub struct Table {
    name: String,
    header: Vec<String>,
    records: Vec<StringRecord>,
    lines: Vec<usize>,
}

impl Table {
    /// Reads the file at `path`, as [`Table::parse`] does its bytes.
    ///
    /// Errors: no such file, a folder, no permission, larger than [`MAX_FILE_BYTES`], and those of [`Table::parse`].
    pub fn read(path: &Path) -> Result<Self, DataError> {
        let name = path.display().to_string();
        let bytes = read_bytes(path, &name)?;
        Self::parse(&name, &bytes)
    }

    /// Reads `bytes` as CSV text with a header; `name` stands for the file in messages.
    ///
    /// The separator is the comma, or the semicolon or tab if the header has no comma but one of those. Fields may be
    /// quoted, with commas, line breaks and doubled quotes inside. A UTF-8 byte-order mark is skipped.
    ///
    /// Errors: not a text file, empty, a header with unnamed or equally named columns, a row with another number of
    /// fields than the header, no rows.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, DataError> {
        let file = || name.to_string();
        let text = decode(name, bytes)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator(text))
            .from_reader(text.as_bytes());

        let mut header: Option<Vec<String>> = None;
        let (mut records, mut lines) = (Vec::new(), Vec::new());
        let (mut counted, mut line) = (0, 1);
        let mut record = StringRecord::new();
        loop {
            let more = reader
                .read_record(&mut record)
                .map_err(|error| DataError::Unreadable { file: file(), reason: error.to_string() })?;
            if !more {
                break;
            }
            let start = record_start(text.as_bytes(), &record);
            line += line_ends(text.as_bytes().get(counted..start).unwrap_or_default());
            counted = start;
            if record.len() == 1 && record[0].trim().is_empty() {
                continue;
            }
            let Some(header) = &header else {
                header = Some(read_header(name, &record)?);
                continue;
            };
            if record.len() != header.len() {
                return Err(DataError::FieldCount {
                    file: file(),
                    line,
                    found: record.len(),
                    expected: header.len(),
                    spans_lines: record.iter().any(|cell| cell.contains(['\n', '\r'])),
                });
            }
            records.push(record.clone());
            lines.push(line);
        }
        let header = header.ok_or_else(|| DataError::Empty { file: file() })?;
        if records.is_empty() {
            return Err(DataError::NoRows { file: file() });
        }
        Ok(Self { name: file(), header, records, lines })
    }

    /// The file's name, as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of the columns, all different and none empty.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How many rows there are under the header, at least one.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.records.len()
    }

    /// The cell at `row` and `column`, counted from 0; `None` if it is missing (empty or one of [`MISSING`]) or if
    /// there is no such row or column.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let cell = self.records.get(row)?.get(column)?.trim();
        (!cell.is_empty() && !MISSING.contains(&cell)).then_some(cell)
    }

    /// The line of the file, counted from 1, on which `row` begins; `None` if there is no such row.
    #[must_use]
    pub fn line(&self, row: usize) -> Option<usize> {
        self.lines.get(row).copied()
    }
}

fn read_bytes(path: &Path, name: &str) -> Result<Vec<u8>, DataError> {
    let file = || name.to_string();
    let refused = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => DataError::NoSuchFile { file: file() },
        ErrorKind::IsADirectory => DataError::Folder { file: file() },
        _ => DataError::Unreadable { file: file(), reason: error.to_string() },
    };
    let about = std::fs::metadata(path).map_err(refused)?;
    if about.is_dir() {
        return Err(DataError::Folder { file: file() });
    }
    if about.len() > MAX_FILE_BYTES {
        return Err(DataError::TooLarge { file: file() });
    }
    let mut source = File::open(path).map_err(refused)?.take(MAX_FILE_BYTES + 1);
    let mut bytes = Vec::new();
    // A pipe or a device does not tell its length: look at its beginning before reading on.
    source.by_ref().take(1 << 16).read_to_end(&mut bytes).map_err(refused)?;
    refuse_binary(name, &bytes)?;
    source.read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(DataError::TooLarge { file: file() });
    }
    Ok(bytes)
}

/// The separator that the first line with content uses.
fn separator(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut best = None;
    for byte in header.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => return b',',
            b';' | b'\t' if !quoted => best = best.or(Some(byte)),
            _ => {}
        }
    }
    best.unwrap_or(b',')
}

/// Where the record's own text begins: its position, past the line breaks that come before it.
fn record_start(text: &[u8], record: &StringRecord) -> usize {
    let position = record.position().map_or(0, csv::Position::byte);
    let mut start = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    while matches!(text.get(start), Some(b'\r' | b'\n')) {
        start += 1;
    }
    start
}

fn read_header(name: &str, record: &StringRecord) -> Result<Vec<String>, DataError> {
    let mut places = HashMap::new();
    let mut header = Vec::with_capacity(record.len());
    for (i, column) in record.iter().enumerate() {
        let (file, column, position) = (name.to_string(), column.trim().to_string(), i + 1);
        if column.is_empty() {
            return Err(DataError::UnnamedColumn { file, position });
        }
        if let Some(first) = places.insert(column.clone(), position) {
            return Err(DataError::DuplicateColumn { file, column, first, second: position });
        }
        header.push(column);
    }
    Ok(header)
}
