//! CSV text as a stream of rows, each with the line that it begins on.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::io::{self, ErrorKind, Read};
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord};

use super::open::Opened;
use super::sampling::{Reservoir, Sampling};
use super::table::Line;
use super::text::refuse_packed;
use super::{DataError, Table, memory};

/// The longest row. A quote that is never closed makes one of the whole file.
const MAX_ROW_BYTES: u64 = 16 << 20;

/// Reads the content of `opened` as [`Table::parse`] says; with `sampling` only a sample of the rows is kept. An
/// estimate of more than `memory` bytes is refused (what is available, if `None`).
pub(super) fn read(
    opened: &mut Opened<'_>,
    sampling: Option<Sampling>,
    memory: Option<u64>,
) -> Result<Table, DataError> {
    let name = opened.name.clone();
    refuse_packed(&name, &opened.head)?;
    if opened.head.starts_with(b"\xEF\xBB\xBF") {
        opened.head.drain(..3);
    }
    let separator = separator(&opened.head);
    if sampling.is_none()
        && let Some(bytes) = opened.about
    {
        memory::admit(&name, needed(&opened.head, separator, bytes), memory)?;
    }

    let lines = Rc::new(RefCell::new(Lines::default()));
    let text = Text { inner: opened.content(), lines: Rc::clone(&lines) };
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text);
    let mut header: Option<Vec<String>> = None;
    let mut rows = Reservoir::new(sampling);
    let mut record = StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|error| refusal(opened, &lines.borrow(), &error))?;
        if let Some(line) = lines.borrow().not_text {
            return Err(DataError::NotText { file: name, line });
        }
        if !more {
            break;
        }
        let line = lines.borrow_mut().line_of(record.position().map_or(0, csv::Position::byte));
        if record.len() == 1 && record[0].trim().is_empty() {
            continue;
        }
        let Some(header) = &header else {
            header = Some(read_header(&name, record.iter())?);
            continue;
        };
        if record.len() != header.len() {
            return Err(DataError::FieldCount {
                file: name,
                line,
                found: record.len(),
                expected: header.len(),
                spans_lines: record.iter().any(|cell| cell.contains(['\n', '\r'])),
            });
        }
        rows.offer(|| (record.clone(), line));
    }
    let header = header.ok_or_else(|| DataError::Empty { file: name.clone() })?;
    let rows = rows.into_sorted();
    if rows.is_empty() {
        return Err(DataError::NoRows { file: name });
    }
    let (mut records, mut places) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (row, (record, line)) in rows {
        records.push(record);
        places.push(Line { row, line });
    }
    Ok(Table::of_records(&name, header, records, places))
}

fn refusal(opened: &Opened<'_>, lines: &Lines, error: &csv::Error) -> DataError {
    let file = opened.name.clone();
    if let Some(line) = lines.not_text {
        return DataError::NotText { file, line };
    }
    match error.kind() {
        csv::ErrorKind::Io(_) if lines.too_long => DataError::Damaged {
            file,
            format: "CSV",
            // The row after the last one that was handed over.
            place: format!("line {}", lines.line + usize::from(lines.breaks.iter().any(|(_, ends)| *ends))),
            problem: format!("the row that begins here is longer than {} MiB", MAX_ROW_BYTES >> 20),
            advice: "look for a quote that is never closed".into(),
        },
        csv::ErrorKind::Io(error) => opened.refusal(error),
        _ => DataError::Unreadable { file, reason: error.to_string() },
    }
}

/// About how many bytes a table of `bytes` of text takes as rows, as columns and encoded, from its first rows.
fn needed(head: &[u8], separator: u8, bytes: u64) -> u64 {
    let (mut rows, mut cells) = (1, 1);
    for &byte in head {
        rows += usize::from(byte == b'\n');
        cells += usize::from(byte == b'\n' || byte == separator);
    }
    // A row: its text, where its cells end, and what a vector of vectors costs. A cell: 16 bytes in its column and
    // the four of at least one encoded number.
    let held = head.len() + 96 * rows + (8 + 16 + 4) * cells;
    bytes.saturating_mul(held as u64) / (head.len().max(1) as u64)
}

/// What is known of the lines of a text while it is read.
#[derive(Default)]
struct Lines {
    /// Where line-break bytes are that no row has come after yet, and whether each ends a line (the second byte of
    /// `\r\n` does not).
    breaks: VecDeque<(u64, bool)>,
    /// Bytes passed on so far.
    offset: u64,
    previous: u8,
    /// The bytes of a character that is not complete yet.
    partial: Vec<u8>,
    /// The line that the latest row begins on, and its place.
    line: usize,
    row_start: u64,
    /// The line of the first byte that is no text.
    not_text: Option<usize>,
    too_long: bool,
}

impl Lines {
    /// Looks at the next `bytes` of the text.
    fn see(&mut self, bytes: &[u8]) {
        if let Some(bad) = self.bad_byte(bytes) {
            let before = self.breaks.iter().filter(|(_, ends)| *ends).count();
            self.see_breaks(bytes.get(..bad).unwrap_or_default());
            let within = self.breaks.iter().filter(|(_, ends)| *ends).count() - before;
            self.not_text = Some(self.line.max(1) + before + within);
            return;
        }
        self.see_breaks(bytes);
    }

    fn see_breaks(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if byte == b'\n' || byte == b'\r' {
                self.breaks.push_back((self.offset, byte == b'\r' || self.previous != b'\r'));
            }
            self.previous = byte;
            self.offset += 1;
        }
    }

    /// The place of the first byte that no UTF-8 text has, or a NUL.
    fn bad_byte(&mut self, bytes: &[u8]) -> Option<usize> {
        let nul = bytes.iter().position(|&byte| byte == 0);
        let carried = self.partial.len();
        let joined: Vec<u8>;
        let all = if carried == 0 {
            bytes
        } else {
            joined = [self.partial.as_slice(), bytes].concat();
            &joined
        };
        let bad = match std::str::from_utf8(all) {
            Ok(_) => {
                self.partial.clear();
                None
            }
            Err(error) if error.error_len().is_none() && !bytes.is_empty() => {
                let rest = all[error.valid_up_to()..].to_vec();
                self.partial = rest;
                None
            }
            Err(error) => Some(error.valid_up_to().saturating_sub(carried)),
        };
        match (nul, bad) {
            (Some(nul), Some(bad)) => Some(nul.min(bad)),
            (one, other) => one.or(other),
        }
    }

    /// The line of the row whose text begins at `start`, past the line breaks there.
    fn line_of(&mut self, start: u64) -> usize {
        self.line = self.line.max(1);
        let mut start = start;
        while let Some(&(offset, ends)) = self.breaks.front()
            && offset <= start
        {
            self.line += usize::from(ends);
            start += u64::from(offset == start);
            self.breaks.pop_front();
        }
        self.row_start = start;
        self.line
    }
}

/// Passes text on, keeping account of its lines; what is no text is an error.
struct Text<R> {
    inner: R,
    lines: Rc<RefCell<Lines>>,
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut lines = self.lines.borrow_mut();
        lines.see(&buffer[..read]);
        if lines.not_text.is_some() {
            return Err(ErrorKind::InvalidData.into());
        }
        lines.too_long = lines.offset.saturating_sub(lines.row_start) > MAX_ROW_BYTES;
        if lines.too_long {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}

/// The separator that the first line with content uses.
fn separator(head: &[u8]) -> u8 {
    let lines = head.split(|&byte| byte == b'\n' || byte == b'\r');
    let header = lines.into_iter().find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut best = None;
    for &byte in header {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => return b',',
            b';' | b'\t' if !quoted => best = best.or(Some(byte)),
            _ => {}
        }
    }
    best.unwrap_or(b',')
}

/// The names of the columns: none empty, all different.
pub(super) fn read_header<'a>(name: &str, columns: impl Iterator<Item = &'a str>) -> Result<Vec<String>, DataError> {
    let mut places = HashMap::new();
    let mut header = Vec::new();
    for (i, column) in columns.enumerate() {
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
