//! The columns of a data set in one line each, for a table.

use serde::Serialize;

use super::column::distinct_numbers;
use super::spelling::{number, plain};
use super::{Cells, Column, Kind};

/// How many levels of a column of text are named.
const NAMED_LEVELS: usize = 4;

/// What a column is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is learnt from.
    Input,
    /// It is to be predicted.
    Target,
    /// It is left out.
    Unused,
}

/// A column in one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnSummary {
    /// The column's name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// How many cells are missing.
    pub missing: usize,
    /// How many different values there are.
    pub distinct: usize,
    /// The values in short: `32.1 to 59.6`, `Biscoe, Dream, Torgersen`, `1310 different texts`, or empty.
    pub values: String,
    /// What it is used for.
    pub role: Role,
}

impl ColumnSummary {
    pub(super) fn new(column: &Column, role: Role) -> Self {
        Self {
            name: column.name().to_string(),
            kind: column.kind(),
            missing: column.missing(),
            distinct: column.distinct(),
            values: values(column),
            role,
        }
    }
}

fn values(column: &Column) -> String {
    match column.cells() {
        Cells::Numbers(numbers) => match distinct_numbers(numbers).as_slice() {
            [] => String::new(),
            [only] => number(*only),
            [least, .., most] => format!("{} to {}", number(*least), number(*most)),
        },
        Cells::Text { levels, .. } if column.kind() == Kind::Identifier => format!("{} different texts", levels.len()),
        Cells::Text { levels, .. } => {
            let named: Vec<String> = levels.iter().take(NAMED_LEVELS).map(|level| plain(level)).collect();
            match levels.len() - named.len() {
                0 => named.join(", "),
                more => format!("{} and {more} more", named.join(", ")),
            }
        }
    }
}
