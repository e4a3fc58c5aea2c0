//! The columns of a data set in one line each, for a table.

use serde::Serialize;

use super::block::Block;
use super::column::distinct_numbers;
use super::date;
use super::spelling::{count, number, plain};
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
    /// What is done with it, in words: `standardised`, `dropped`, `an input for each text`.
    pub done: String,
}

impl ColumnSummary {
    pub(super) fn new(column: &Column, role: Role, done: String) -> Self {
        Self {
            name: column.name().to_string(),
            kind: column.kind(),
            missing: column.missing(),
            distinct: column.distinct(),
            values: values(column),
            role,
            done,
        }
    }

    /// The line of pictures, series or texts.
    pub(super) fn of_block(block: &Block) -> Self {
        let between = |counts: &mut dyn Iterator<Item = usize>| {
            let (least, most) = counts.fold((usize::MAX, 0), |(least, most), n| (least.min(n), most.max(n)));
            if least >= most { most.to_string() } else { format!("{least} to {most}") }
        };
        let (name, kind, values, done) = match block {
            Block::Images { size, .. } => {
                let colour = if size.channels == 1 { "grey" } else { "colour" };
                let values = format!("{} x {}, {colour}", size.height, size.width);
                ("(pictures)".to_string(), Kind::Image, values, "standardised by channel")
            }
            Block::Series(series) => {
                let steps = between(&mut (0..block.rows()).map(|row| series.steps(row)));
                let values = format!("{steps} steps of {}", count(series.features.len(), "value"));
                ("(series)".to_string(), Kind::Series, values, "standardised by value; zeros after the end")
            }
            Block::Texts { column, texts } => {
                let length = between(&mut texts.iter().map(|text| text.chars().count()));
                (column.clone(), Kind::Characters, format!("{length} characters"), "read character by character")
            }
        };
        let missing = match block {
            Block::Series(series) => series.values.iter().filter(|x| x.is_nan()).count(),
            _ => 0,
        };
        Self { name, kind, missing, distinct: block.rows(), values, role: Role::Input, done: done.to_string() }
    }
}

fn values(column: &Column) -> String {
    match column.cells() {
        Cells::Numbers(numbers) => match distinct_numbers(numbers).as_slice() {
            [] => String::new(),
            [only] => number(*only),
            [least, .., most] => format!("{} to {}", number(*least), number(*most)),
        },
        Cells::Dates(moments) => match distinct_numbers(moments).as_slice() {
            [] => String::new(),
            [only] => date::iso(*only),
            [first, .., last] => format!("{} to {}", date::iso(*first), date::iso(*last)),
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
