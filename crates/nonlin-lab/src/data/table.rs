//! Rows of cells under a header, each row with its line number.

use std::borrow::Cow;
use std::path::Path;

use csv::StringRecord;

use super::DataError;
use super::csv_text;
use super::open::Opened;
use super::spelling::number;

/// The largest file that is read without sampling: 2 GiB.
pub const MAX_FILE_BYTES: u64 = 2 << 30;

/// The cells that count as missing, besides the empty one: exactly these spellings, without the spaces around them.
pub const MISSING: [&str; 8] = ["NA", "N/A", "n/a", "#N/A", "null", "NULL", "None", "?"];

/// A header and rows of cells: the text of a CSV file, or the columns of a file that has numbers.
///
/// Cells lose the white space around them. Lines without any content are skipped.
#[derive(Debug, Clone)]
pub struct Table {
    name: String,
    header: Vec<String>,
    body: Body,
    lines: Vec<Line>,
    /// The rows from which on another file goes on, and its name.
    parts: Vec<(usize, String)>,
}

/// Where a row comes from: its place among the rows of its file, counted from 0, and its line, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) row: usize,
    pub(super) line: usize,
}

#[derive(Debug, Clone)]
enum Body {
    Records(Vec<StringRecord>),
    Columns(Vec<RawColumn>),
}

/// A column of a file that is not text.
#[derive(Debug, Clone)]
pub(super) enum RawColumn {
    /// Finite numbers; NaN where one is missing.
    Numbers(Vec<f64>),
    /// Text; `None` where it is missing.
    Text(Vec<Option<String>>),
}

impl Table {
    /// Reads the CSV file at `path`, as [`Table::parse`] does its bytes.
    ///
    /// Errors: no such file, a folder, no permission, larger than [`MAX_FILE_BYTES`] or than memory, and those of
    /// [`Table::parse`].
    pub fn read(path: &Path) -> Result<Self, DataError> {
        csv_text::read(&mut Opened::open(path, MAX_FILE_BYTES)?, None, None)
    }

    /// Reads `bytes` as CSV text with a header; `name` stands for the file in messages.
    ///
    /// The separator is the comma, or the semicolon or tab if the header has no comma but one of those. Fields may be
    /// quoted, with commas, line breaks and doubled quotes inside. A UTF-8 byte-order mark is skipped. The text may
    /// be packed with gzip.
    ///
    /// Errors: not a text file, empty, a header with unnamed or equally named columns, a row with another number of
    /// fields than the header or of more than 16 MiB, no rows.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, DataError> {
        let length = Some(bytes.len() as u64);
        csv_text::read(&mut Opened::stream(name, Box::new(bytes), length, MAX_FILE_BYTES)?, None, None)
    }

    pub(super) fn of_records(name: &str, header: Vec<String>, records: Vec<StringRecord>, lines: Vec<Line>) -> Self {
        Self { name: name.to_string(), header, body: Body::Records(records), lines, parts: Vec::new() }
    }

    /// A table of columns that have the same length.
    pub(super) fn of_columns(name: &str, columns: Vec<(String, RawColumn)>) -> Self {
        let (header, columns): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let rows = columns.first().map_or(0, RawColumn::len);
        let lines = (0..rows).map(|row| Line { row, line: row + 1 }).collect();
        Self { name: name.to_string(), header, body: Body::Columns(columns), lines, parts: Vec::new() }
    }

    /// A table of `rows` rows without columns.
    pub(super) fn bare(name: &str, rows: usize) -> Self {
        let lines = (0..rows).map(|row| Line { row, line: row + 1 }).collect();
        Self { lines, ..Self::of_columns(name, Vec::new()) }
    }

    /// The file's name, as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the file that `row` comes from.
    pub(super) fn file_of(&self, row: usize) -> &str {
        self.parts.iter().rev().find(|(first, _)| *first <= row).map_or(&self.name, |(_, name)| name)
    }

    /// The names of the columns, all different and none empty.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// How many rows there are under the header.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The cell at `row` and `column`, counted from 0; `None` if it is missing (empty or one of [`MISSING`]) or if
    /// there is no such row or column.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        let cell = self.text(row, column)?;
        (!MISSING.contains(&cell.as_ref())).then_some(cell)
    }

    /// The cell as it stands, whatever it says; `None` if it is empty.
    pub(super) fn text(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        let cell = match &self.body {
            Body::Records(records) => records.get(row)?.get(column)?,
            Body::Columns(columns) => match columns.get(column)? {
                RawColumn::Numbers(numbers) => {
                    let x = *numbers.get(row)?;
                    return (!x.is_nan()).then(|| Cow::Owned(number(x)));
                }
                RawColumn::Text(texts) => texts.get(row)?.as_deref()?,
            },
        };
        let cell = cell.trim();
        (!cell.is_empty()).then_some(Cow::Borrowed(cell))
    }

    /// The numbers of a column that is one of numbers from the start, NaN where one is missing.
    pub(super) fn numbers(&self, column: usize) -> Option<&[f64]> {
        match &self.body {
            Body::Columns(columns) => match columns.get(column)? {
                RawColumn::Numbers(numbers) => Some(numbers),
                RawColumn::Text(_) => None,
            },
            Body::Records(_) => None,
        }
    }

    /// The line of the file, counted from 1, on which `row` begins, or its place, counted from 1, if the file has no
    /// lines; `None` if there is no such row.
    #[must_use]
    pub fn line(&self, row: usize) -> Option<usize> {
        self.lines.get(row).map(|line| line.line)
    }

    /// The place of `row` among the rows of the file, counted from 0.
    pub(super) fn place(&self, row: usize) -> Option<usize> {
        self.lines.get(row).map(|line| line.row)
    }

    /// The place of the column of that name.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name.trim())
    }

    /// The table of `rows` alone, in that order, and of the columns at `columns`.
    pub(super) fn select(&self, rows: &[usize], columns: &[usize]) -> Self {
        let body = match &self.body {
            Body::Records(records) => Body::Records(
                rows.iter()
                    .filter_map(|&row| records.get(row))
                    .map(|record| columns.iter().map(|&column| record.get(column).unwrap_or_default()).collect())
                    .collect(),
            ),
            Body::Columns(all) => {
                Body::Columns(columns.iter().filter_map(|&column| all.get(column)).map(|c| c.select(rows)).collect())
            }
        };
        Self {
            name: self.name.clone(),
            header: columns.iter().filter_map(|&column| self.header.get(column).cloned()).collect(),
            body,
            lines: rows.iter().filter_map(|&row| self.lines.get(row).copied()).collect(),
            parts: Vec::new(),
        }
    }

    /// This table with the rows of `other` under it, whose columns may be in another order.
    ///
    /// Error: a column that `other` has not.
    pub(super) fn append(mut self, other: &Self) -> Result<Self, DataError> {
        let mut columns = Vec::with_capacity(self.header.len());
        for name in &self.header {
            let place = other.column(name).ok_or_else(|| DataError::MissingColumn {
                file: other.name.clone(),
                column: name.clone(),
                columns: other.header.clone(),
            })?;
            columns.push(place);
        }
        let all: Vec<usize> = (0..other.rows()).collect();
        let other = other.select(&all, &columns);
        let rows = self.rows();
        self.body = match (self.body, other.body) {
            (Body::Records(mut records), Body::Records(more)) => {
                records.extend(more);
                Body::Records(records)
            }
            (mine, more) => {
                let joined = mine.into_columns(columns.len()).into_iter().zip(more.into_columns(columns.len()));
                Body::Columns(joined.map(|(column, more)| column.join(more)).collect())
            }
        };
        self.lines.extend(other.lines);
        self.parts.push((rows, other.name));
        Ok(self)
    }
}

impl Body {
    fn into_columns(self, columns: usize) -> Vec<RawColumn> {
        match self {
            Self::Columns(columns) => columns,
            Self::Records(records) => (0..columns)
                .map(|column| RawColumn::Text(records.iter().map(|r| r.get(column).map(String::from)).collect()))
                .collect(),
        }
    }
}

impl RawColumn {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Text(texts) => texts.len(),
        }
    }

    fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Numbers(rows.iter().filter_map(|&row| numbers.get(row).copied()).collect()),
            Self::Text(texts) => Self::Text(rows.iter().filter_map(|&row| texts.get(row).cloned()).collect()),
        }
    }

    fn join(self, more: Self) -> Self {
        match (self, more) {
            (Self::Numbers(mut numbers), Self::Numbers(more)) => {
                numbers.extend(more);
                Self::Numbers(numbers)
            }
            (mine, more) => {
                let mut texts = mine.into_texts();
                texts.extend(more.into_texts());
                Self::Text(texts)
            }
        }
    }

    pub(super) fn into_texts(self) -> Vec<Option<String>> {
        match self {
            Self::Text(texts) => texts,
            Self::Numbers(numbers) => numbers.into_iter().map(|x| (!x.is_nan()).then(|| number(x))).collect(),
        }
    }
}
