//! What a column holds: numbers, dates, categories, or nothing that can be learnt from.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::date::{self, DateOrder};
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
    pub(super) date_order: Option<DateOrder>,
}

/// What is known of a column before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Nothing.
    Any,
    /// It holds numbers; a cell that is none is missing.
    Numbers,
    /// It holds text, even if that looks like numbers.
    Text,
    /// It holds dates; a cell that is none is missing.
    Dates(DateOrder),
}

/// What a column is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Every cell that is not missing is a finite number.
    Numeric,
    /// Text; each different text is a level.
    Category,
    /// Dates, with a time of day or without.
    Date,
    /// Not used: text that is different in more than half of the rows and has more than 20 levels, or numbers that
    /// only count the rows (0, 1, 2, ... or 1, 2, 3, ... down the file).
    Identifier,
    /// Not used: the same value in every row.
    Constant,
    /// Not used: no cell has a value.
    AllMissing,
    /// No column, but one picture for each row.
    Image,
    /// No column, but one series of numbers for each row.
    Series,
    /// One text for each row, read character by character.
    Characters,
}

impl Kind {
    /// Whether a column of this kind is an input.
    #[must_use]
    pub fn is_used(self) -> bool {
        matches!(self, Self::Numeric | Self::Category | Self::Date)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Numeric => "numbers",
            Self::Category => "text",
            Self::Date => "dates",
            Self::Identifier => "identifier",
            Self::Constant => "constant",
            Self::AllMissing => "all missing",
            Self::Image => "pictures",
            Self::Series => "series",
            Self::Characters => "characters",
        })
    }
}

/// The values of a column, one for each row of the data; `None` where the cell is missing.
#[derive(Debug, Clone, PartialEq)]
pub enum Cells {
    /// Finite numbers.
    Numbers(Vec<Option<f64>>),
    /// Dates, in seconds since the beginning of 1970 by the clock they were written with.
    Dates(Vec<Option<f64>>),
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
    pub(super) fn read(table: &Table, index: usize, rows: &[usize], wanted: Wanted) -> Result<Self, DataError> {
        let name = table.header().get(index).cloned().unwrap_or_default();
        if let Some(numbers) = table.numbers(index).filter(|_| matches!(wanted, Wanted::Any | Wanted::Numbers)) {
            let number = |row: &usize| numbers.get(*row).copied().filter(|x| !x.is_nan()).map(|x| x + 0.0);
            let cells = Cells::Numbers(rows.iter().map(number).collect());
            return Ok(Self::of(table, name, cells, rows, wanted));
        }
        let cells = || rows.iter().map(|&row| table.cell(row, index));
        let scan = Scan::of(table, index, rows);
        let mostly_numbers = scan.words * 10 <= scan.present;
        if let Some((row, cell)) = scan.first_infinite.filter(|_| mostly_numbers && wanted != Wanted::Text) {
            let (file, line) = (table.file_of(row).to_string(), table.line(row).unwrap_or_default());
            return Err(DataError::NotFinite { file, line, column: name, cell: cell.into_owned() });
        }
        let stray = scan.first_word.map(|(row, cell)| Stray {
            count: scan.words,
            line: table.line(row).unwrap_or_default(),
            cell: cell.into_owned(),
            mostly_numbers,
            decimal_comma: scan.commas == scan.words,
        });
        let numbers = || {
            // Adding zero turns -0 into 0, so that they are one value.
            let number = |cell: Cow<'_, str>| cell.parse::<f64>().ok().filter(|x| x.is_finite()).map(|x| x + 0.0);
            Cells::Numbers(cells().map(|cell| cell.and_then(number)).collect())
        };
        let order = match wanted {
            Wanted::Dates(order) => Some(order),
            Wanted::Any if scan.words > 0 && scan.words == scan.present => DateOrder::of(|| cells().flatten()),
            _ => None,
        };
        let cells = match (wanted, order) {
            (_, Some(order)) => Cells::Dates(cells().map(|cell| cell.and_then(|cell| order.parse(&cell))).collect()),
            (Wanted::Numbers, None) => numbers(),
            (Wanted::Any, None) if scan.words == 0 => numbers(),
            _ => text(&cells().collect::<Vec<_>>()),
        };
        Ok(Self { stray, date_order: order, ..Self::of(table, name, cells, rows, wanted) })
    }

    fn of(table: &Table, name: String, cells: Cells, rows: &[usize], wanted: Wanted) -> Self {
        let (missing, distinct) = match &cells {
            Cells::Numbers(numbers) | Cells::Dates(numbers) => {
                (numbers.iter().filter(|x| x.is_none()).count(), distinct_numbers(numbers).len())
            }
            Cells::Text { levels, codes } => (codes.iter().filter(|code| code.is_none()).count(), levels.len()),
        };
        let present = rows.len() - missing;
        let many = wanted == Wanted::Any && distinct > IDENTIFIER_LEVELS;
        let kind = match &cells {
            _ if distinct == 0 => Kind::AllMissing,
            _ if distinct == 1 && missing == 0 => Kind::Constant,
            Cells::Text { .. } if many && distinct * 2 > present => Kind::Identifier,
            Cells::Numbers(numbers) if many && counts_rows(table, numbers, rows) => Kind::Identifier,
            Cells::Text { .. } => Kind::Category,
            Cells::Numbers(_) => Kind::Numeric,
            Cells::Dates(_) => Kind::Date,
        };
        Self { name, kind, cells, missing, distinct, stray: None, date_order: None }
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
            Cells::Numbers(numbers) | Cells::Dates(numbers) => numbers.len(),
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
            Cells::Numbers(numbers) | Cells::Dates(numbers) => {
                let spelled = |x| if matches!(self.cells, Cells::Dates(_)) { date::iso(x) } else { number(x) };
                let levels = distinct_numbers(numbers);
                let place = |x: f64| levels.binary_search_by(|level| level.total_cmp(&x)).ok();
                let code = |x: Option<f64>| x.and_then(place).and_then(|code| u32::try_from(code).ok());
                (levels.iter().copied().map(spelled).collect(), numbers.iter().copied().map(code).collect())
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
fn counts_rows(table: &Table, numbers: &[Option<f64>], rows: &[usize]) -> bool {
    let place = |row: usize| table.place(row).unwrap_or(row);
    [0, 1].iter().any(|start| numbers.iter().zip(rows).all(|(x, &row)| *x == Some((place(row) + start) as f64)))
}

/// What the cells of a column of text look like.
struct Scan<'a> {
    present: usize,
    words: usize,
    commas: usize,
    first_word: Option<(usize, Cow<'a, str>)>,
    first_infinite: Option<(usize, Cow<'a, str>)>,
}

impl<'a> Scan<'a> {
    fn of(table: &'a Table, index: usize, rows: &[usize]) -> Self {
        let mut scan = Self { present: 0, words: 0, commas: 0, first_word: None, first_infinite: None };
        for &row in rows {
            let Some(cell) = table.cell(row, index) else { continue };
            scan.present += 1;
            match cell.parse::<f64>() {
                Ok(x) if x.is_finite() => {}
                Ok(_) => scan.first_infinite = scan.first_infinite.or(Some((row, cell))),
                Err(_) => {
                    scan.words += 1;
                    scan.commas += usize::from(is_decimal_comma(&cell));
                    scan.first_word = scan.first_word.or(Some((row, cell)));
                }
            }
        }
        scan
    }
}

/// Texts as places among the different ones.
fn text(cells: &[Option<Cow<'_, str>>]) -> Cells {
    let mut levels: Vec<&str> = cells.iter().flatten().map(AsRef::as_ref).collect();
    levels.sort_unstable();
    levels.dedup();
    let code = |cell: &str| levels.binary_search(&cell).ok().and_then(|code| u32::try_from(code).ok());
    let codes = cells.iter().map(|cell| cell.as_deref().and_then(code)).collect();
    Cells::Text { levels: levels.into_iter().map(String::from).collect(), codes }
}

fn is_decimal_comma(cell: &str) -> bool {
    cell.matches(',').count() == 1 && cell.replace(',', ".").parse::<f64>().is_ok()
}
