//! What a column holds: numbers, categories, or nothing that can be learnt from.

use std::fmt;

use serde::Serialize;

use super::spelling::number;
use super::{DataError, Table};

/// Text with more levels than this can be an identifier.
const IDENTIFIER_LEVELS: usize = 20;

/// A column of the data, over the rows that have a target.
#[derive(Debug, Clone)]
pub struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) cells: Cells,
    pub(super) missing: usize,
    pub(super) distinct: usize,
    pub(super) stray: Option<Stray>,
}

/// What a column is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Every cell that is not missing is a finite number.
    Numeric,
    /// Text; each different text is a level.
    Category,
    /// Not used: text that is different in more than half of the rows and has more than 20 levels, or numbers that
    /// only count the rows (0, 1, 2, ... or 1, 2, 3, ... down the file).
    Identifier,
    /// Not used: the same value in every row.
    Constant,
    /// Not used: no cell has a value.
    AllMissing,
}

impl Kind {
    /// Whether a column of this kind is an input.
    #[must_use]
    pub fn is_used(self) -> bool {
        matches!(self, Self::Numeric | Self::Category)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Numeric => "numbers",
            Self::Category => "text",
            Self::Identifier => "identifier",
            Self::Constant => "constant",
            Self::AllMissing => "all missing",
        })
    }
}

/// The values of a column, one for each row of the data; `None` where the cell is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Finite numbers.
    Numbers(Vec<Option<f64>>),
    /// Text: the different texts, sorted, and for each row the place of its own among them.
    Text {
        /// The different texts, sorted.
        levels: Vec<String>,
        /// For each row an index into `levels`.
        codes: Vec<Option<u32>>,
    },
}

/// The cells that keep a column of text from being one of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    /// How many cells are not numbers.
    pub count: usize,
    /// The line of the first, counted from 1.
    pub line: usize,
    /// The first.
    pub cell: String,
    /// Whether at least nine cells in ten are numbers.
    pub mostly_numbers: bool,
    /// Whether all would be numbers if written with a decimal point instead of a comma.
    pub decimal_comma: bool,
}

impl Column {
    /// Reads column `index` of `table` over the given `rows`, and finds its kind.
    ///
    /// Error: a NaN, infinite or overflowing cell in a column of which at least nine cells in ten are numbers.
    pub(super) fn read(table: &Table, index: usize, rows: &[usize]) -> Result<Self, DataError> {
        let name = table.header().get(index).cloned().unwrap_or_default();
        let cells = || rows.iter().map(|&row| table.cell(row, index));
        let line = |row: usize| table.line(row).unwrap_or_default();
        let (mut missing, mut words, mut commas) = (0, 0, 0);
        let (mut first_word, mut first_infinite) = (None, None);
        for (cell, &row) in cells().zip(rows) {
            match cell.map(|cell| (cell, cell.parse::<f64>())) {
                None => missing += 1,
                Some((_, Ok(x))) if x.is_finite() => {}
                Some((cell, Ok(_))) => first_infinite = first_infinite.or(Some((row, cell))),
                Some((cell, Err(_))) => {
                    words += 1;
                    commas += usize::from(is_decimal_comma(cell));
                    first_word = first_word.or(Some((row, cell)));
                }
            }
        }
        let present = rows.len() - missing;
        let mostly_numbers = words * 10 <= present;
        if let Some((row, cell)) = first_infinite.filter(|_| mostly_numbers) {
            let (file, cell) = (table.name().to_string(), cell.to_string());
            return Err(DataError::NotFinite { file, line: line(row), column: name, cell });
        }
        let stray = first_word.map(|(row, cell)| Stray {
            count: words,
            line: line(row),
            cell: cell.to_string(),
            mostly_numbers,
            decimal_comma: commas == words,
        });

        let (cells, distinct) = if words == 0 {
            // Adding zero turns -0 into 0, so that they are one value.
            let numbers: Vec<_> =
                cells().map(|cell| cell.and_then(|cell| cell.parse().ok()).map(|x: f64| x + 0.0)).collect();
            let distinct = distinct_numbers(&numbers).len();
            (Cells::Numbers(numbers), distinct)
        } else {
            let mut levels: Vec<&str> = cells().flatten().collect();
            levels.sort_unstable();
            levels.dedup();
            let code = |cell| levels.binary_search(&cell).ok().and_then(|code| u32::try_from(code).ok());
            let codes = cells().map(|cell| cell.and_then(code)).collect();
            let distinct = levels.len();
            (Cells::Text { levels: levels.into_iter().map(String::from).collect(), codes }, distinct)
        };
        let kind = match &cells {
            _ if distinct == 0 => Kind::AllMissing,
            _ if distinct == 1 && missing == 0 => Kind::Constant,
            Cells::Text { .. } if distinct > IDENTIFIER_LEVELS && distinct * 2 > present => Kind::Identifier,
            Cells::Numbers(numbers) if distinct > IDENTIFIER_LEVELS && counts_rows(numbers, rows) => Kind::Identifier,
            Cells::Text { .. } => Kind::Category,
            Cells::Numbers(_) => Kind::Numeric,
        };
        Ok(Self { name, kind, cells, missing, distinct, stray })
    }

    /// The column's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the column is good for.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How many rows the column has.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a data set always has rows")]
    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Numbers(numbers) => numbers.len(),
            Cells::Text { codes, .. } => codes.len(),
        }
    }

    /// The values, one for each row.
    #[must_use]
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// How many cells are missing.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// How many different values there are, missing cells aside.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.distinct
    }

    /// What keeps a column of text from being one of numbers; `None` for numbers.
    #[must_use]
    pub fn stray(&self) -> Option<&Stray> {
        self.stray.as_ref()
    }

    /// The values as classes: their names, sorted as numbers or text, and each row's place among them.
    pub(super) fn classes(&self) -> (Vec<String>, Vec<Option<u32>>) {
        match &self.cells {
            Cells::Text { levels, codes } => (levels.clone(), codes.clone()),
            Cells::Numbers(numbers) => {
                let levels = distinct_numbers(numbers);
                let place = |x: f64| levels.binary_search_by(|level| level.total_cmp(&x)).ok();
                let code = |x: Option<f64>| x.and_then(place).and_then(|code| u32::try_from(code).ok());
                (levels.iter().copied().map(number).collect(), numbers.iter().copied().map(code).collect())
            }
        }
    }
}

/// The different numbers among `numbers`, sorted.
pub(super) fn distinct_numbers(numbers: &[Option<f64>]) -> Vec<f64> {
    let mut distinct: Vec<f64> = numbers.iter().copied().flatten().collect();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    distinct
}

/// Whether each number is its row's own place in the file, counted from 0 or from 1.
fn counts_rows(numbers: &[Option<f64>], rows: &[usize]) -> bool {
    [0, 1].iter().any(|start| numbers.iter().zip(rows).all(|(x, row)| *x == Some((row + start) as f64)))
}

fn is_decimal_comma(cell: &str) -> bool {
    cell.matches(',').count() == 1 && cell.replace(',', ".").parse::<f64>().is_ok()
}
