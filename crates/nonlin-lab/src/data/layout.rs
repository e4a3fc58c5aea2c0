//! How the rows of a table are pictures, series or texts.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::block::{Block, Pixels, Series};
use super::column::Wanted;
use super::date::DateOrder;
use super::source::Source;
use super::spelling::{count, tick};
use super::{Cells, Column, DataError, ImageSize, Kind, LoadOptions, Table};

/// What the inputs are and which columns they are in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Layout {
    /// Every column is an input of its own.
    Columns,
    /// The file holds pictures or series, not a table.
    Native,
    /// The columns are the pixels of one picture.
    Pixels { columns: Vec<String>, size: ImageSize },
    /// The columns are the steps of one series.
    Steps { columns: Vec<String> },
    /// Rows with the same case are the steps of one series.
    Cases { case: String, step: Option<String>, features: Vec<String> },
    /// The text of a column is a series of characters.
    Text { column: String },
}

impl Layout {
    /// The layout that `options` ask for; the columns at `taken` are something else (target, group, split, dropped).
    pub(super) fn resolve(source: &Source, options: &LoadOptions, taken: &[usize]) -> Result<Self, DataError> {
        let table = source.table();
        let unfit = |option: &'static str, reason: String| DataError::OptionUnfit {
            file: table.name().to_string(),
            option,
            reason,
        };
        let mut asked = Vec::new();
        asked.extend(options.image.map(|_| "--image"));
        asked.extend(options.series.then_some("--series"));
        asked.extend(options.sequence.as_ref().map(|_| "--sequence"));
        asked.extend(options.case.as_ref().map(|_| "--case"));
        if source.block.is_some() {
            return match asked.iter().find(|&&option| option != "--image") {
                Some(option) => {
                    Err(unfit(option, "the file holds pictures or series, not a table; leave it out".into()))
                }
                None => Ok(Self::Native),
            };
        }
        if let [first, second, ..] = asked[..] {
            return Err(unfit(first, format!("`{second}` says something else about the same rows; give one of them")));
        }
        if options.step.is_some() && options.case.is_none() {
            return Err(unfit("--step", "it orders the rows of a case; name the column of cases with `--case`".into()));
        }
        if let Some(size) = options.image {
            let columns = number_columns(table, taken)?;
            if columns.len() != size.values() {
                let (found, needed) = (columns.len(), size.values());
                return Err(unfit(
                    "--image",
                    format!(
                        "a picture of {size} has {needed} pixels, and the table has {} of numbers; give another size, or leave columns out with `--drop`",
                        count(found, "column")
                    ),
                ));
            }
            return Ok(Self::Pixels { columns, size });
        }
        if options.series {
            let columns = number_columns(table, taken)?;
            if columns.len() < 2 {
                return Err(unfit("--series", "fewer than two columns of numbers are left to be its steps".into()));
            }
            return Ok(Self::Steps { columns });
        }
        if let Some(column) = &options.sequence {
            find(table, "--sequence", column)?;
            return Ok(Self::Text { column: column.trim().to_string() });
        }
        if let Some(case) = &options.case {
            let mut taken = taken.to_vec();
            taken.push(find(table, "--case", case)?);
            if let Some(step) = &options.step {
                taken.push(find(table, "--step", step)?);
            }
            let features: Vec<String> = (0..table.header().len())
                .filter(|place| !taken.contains(place))
                .map(|place| table.header()[place].clone())
                .collect();
            if features.is_empty() {
                return Err(unfit("--case", "no column is left to be the values of its steps".into()));
            }
            let step = options.step.as_ref().map(|step| step.trim().to_string());
            return Ok(Self::Cases { case: case.trim().to_string(), step, features });
        }
        Ok(Self::Columns)
    }

    /// Turns the rows of `source` into what the layout says; columns named `constant` must be the same within a case.
    pub(super) fn apply(&self, source: Source, constant: &[String]) -> Result<Source, DataError> {
        let table = &source.table;
        let (block, rows, used) = match self {
            Self::Columns | Self::Native => return Ok(source),
            Self::Pixels { columns, size } => {
                let places = places(table, columns)?;
                (pixels(table, &places, *size)?, None, places)
            }
            Self::Steps { columns } => {
                let places = places(table, columns)?;
                (steps(table, &places)?, None, places)
            }
            Self::Text { column } => {
                let places = places(table, std::slice::from_ref(column))?;
                (texts(table, column, places[0])?, None, places)
            }
            Self::Cases { case, step, features } => {
                let (case, features) = (places(table, std::slice::from_ref(case))?[0], places(table, features)?);
                let step = step.as_ref().map(|step| places(table, std::slice::from_ref(step))).transpose()?;
                let step = step.map(|places| places[0]);
                let constant: Vec<usize> = constant.iter().filter_map(|name| table.column(name)).collect();
                let (series, first) = cases(table, case, step, &features, &constant)?;
                let used = features.into_iter().chain(step).collect();
                (Block::Series(series), Some(first), used)
            }
        };
        let rows = rows.unwrap_or_else(|| (0..table.rows()).collect());
        let others: Vec<usize> = (0..table.header().len()).filter(|place| !used.contains(place)).collect();
        let parts = rows.iter().filter_map(|&row| source.parts.get(row).copied()).collect();
        Ok(Source { table: table.select(&rows, &others), block: Some(block), parts, ..source })
    }
}

/// The place of the column that `option` names.
pub(super) fn find(table: &Table, option: &'static str, column: &str) -> Result<usize, DataError> {
    table.column(column).ok_or_else(|| DataError::UnknownColumn {
        file: table.name().to_string(),
        option,
        column: column.to_string(),
        nearest: nonlin::spelling::nearest(column, table.header().iter().map(String::as_str)).map(String::from),
        columns: table.header().to_vec(),
    })
}

fn places(table: &Table, columns: &[String]) -> Result<Vec<usize>, DataError> {
    let missing = |column: &String| DataError::MissingColumn {
        file: table.name().to_string(),
        column: column.clone(),
        columns: table.header().to_vec(),
    };
    columns.iter().map(|column| table.column(column).ok_or_else(|| missing(column))).collect()
}

/// The columns of numbers that are not `taken` and do not just count the rows.
fn number_columns(table: &Table, taken: &[usize]) -> Result<Vec<String>, DataError> {
    let rows: Vec<usize> = (0..table.rows()).collect();
    let mut names = Vec::new();
    for place in (0..table.header().len()).filter(|place| !taken.contains(place)) {
        let column = Column::read(table, place, &rows, Wanted::Any)?;
        if matches!(column.cells(), Cells::Numbers(_)) && matches!(column.kind(), Kind::Numeric | Kind::Constant) {
            names.push(column.name);
        }
    }
    Ok(names)
}

/// The number in a cell; `None` if it is missing.
fn number(table: &Table, row: usize, column: usize, why: &'static str) -> Result<Option<f32>, DataError> {
    if let Some(numbers) = table.numbers(column) {
        let x = numbers.get(row).copied().unwrap_or(f64::NAN);
        #[expect(clippy::cast_possible_truncation, reason = "what a network computes with")]
        return Ok((!x.is_nan()).then_some((x as f32).clamp(f32::MIN, f32::MAX)));
    }
    let Some(cell) = table.cell(row, column) else { return Ok(None) };
    match cell.parse::<f32>() {
        Ok(x) if x.is_finite() => Ok(Some(x)),
        _ => Err(needs_number(table, row, column, Some(cell.into_owned()), why)),
    }
}

fn needs_number(table: &Table, row: usize, column: usize, cell: Option<String>, why: &'static str) -> DataError {
    DataError::NeedsNumber {
        file: table.file_of(row).to_string(),
        line: table.line(row).unwrap_or_default(),
        column: table.header().get(column).cloned().unwrap_or_default(),
        cell,
        why,
    }
}

fn pixels(table: &Table, places: &[usize], size: ImageSize) -> Result<Block, DataError> {
    let why = "every pixel of a picture is a number";
    let mut pixels = Vec::with_capacity(table.rows().saturating_mul(places.len()));
    for row in 0..table.rows() {
        for &column in places {
            let value = number(table, row, column, why)?;
            pixels.push(value.ok_or_else(|| needs_number(table, row, column, None, why))?);
        }
    }
    Ok(Block::Images { size, pixels: Pixels::Floats(pixels) })
}

fn steps(table: &Table, places: &[usize]) -> Result<Block, DataError> {
    let why = "a step of a series is a number";
    let mut series = Series::new(vec!["value".to_string()]);
    for row in 0..table.rows() {
        let values: Result<Vec<Option<f32>>, DataError> =
            places.iter().map(|&column| number(table, row, column, why)).collect();
        let values = values?;
        let end = values.iter().rposition(Option::is_some);
        let end = end.ok_or_else(|| needs_number(table, row, places[0], None, why))?;
        series.values.extend(values[..=end].iter().map(|x| x.unwrap_or(f32::NAN)));
        series.end();
    }
    Ok(Block::Series(series))
}

fn texts(table: &Table, name: &str, column: usize) -> Result<Block, DataError> {
    let mut texts = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let text = table.text(row, column).ok_or_else(|| empty(table, row, column, "there is no text to read"))?;
        texts.push(text.into_owned());
    }
    Ok(Block::Texts { column: name.to_string(), texts })
}

fn empty(table: &Table, row: usize, column: usize, so: &str) -> DataError {
    let name = table.header().get(column).cloned().unwrap_or_default();
    in_row(table, row, format!("{} is empty, so {so}", tick(&name)), "fill the cell, or remove the row")
}

fn in_row(table: &Table, row: usize, problem: String, advice: &str) -> DataError {
    DataError::Damaged {
        file: table.file_of(row).to_string(),
        format: "table",
        place: format!("line {}", table.line(row).unwrap_or_default()),
        problem,
        advice: advice.to_string(),
    }
}

/// The series of all cases, in the order in which they first occur, and the first row of each.
fn cases(
    table: &Table,
    case: usize,
    step: Option<usize>,
    features: &[usize],
    constant: &[usize],
) -> Result<(Series, Vec<usize>), DataError> {
    // Cases of another file are others, even if they have the same number.
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    let mut members: Vec<Vec<(f64, usize)>> = Vec::new();
    for row in 0..table.rows() {
        let id = table.cell(row, case).ok_or_else(|| empty(table, row, case, "the row belongs to no case"))?;
        let at = match step {
            None => row as f64,
            Some(step) => {
                let cell = table.cell(row, step).ok_or_else(|| empty(table, row, step, "the row has no place"))?;
                let at = cell.parse::<f64>().ok().filter(|x| x.is_finite());
                at.or_else(|| DateOrder::Iso.parse(&cell)).ok_or_else(|| {
                    let problem = format!("the step {} is neither a number nor a date (2012-01-31)", tick(&cell));
                    in_row(table, row, problem, "correct it, or take the order of the file by leaving out `--step`")
                })?
            }
        };
        let next = members.len();
        let place = *known.entry((table.file_of(row).to_string(), id.into_owned())).or_insert(next);
        if place == next {
            members.push(Vec::new());
        }
        members[place].push((at, row));
    }

    let text = |row: usize, column: usize| table.cell(row, column).map_or_else(String::new, Cow::into_owned);
    let names = features.iter().filter_map(|&place| table.header().get(place).cloned()).collect();
    let mut series = Series::new(names);
    let mut first = Vec::with_capacity(members.len());
    for mut rows in members {
        let start = rows[0].1;
        first.push(start);
        for &column in constant {
            let before = text(start, column);
            if let Some(&(_, row)) = rows.iter().find(|(_, row)| text(*row, column) != before) {
                return Err(DataError::ChangesWithinCase {
                    file: table.file_of(row).to_string(),
                    line: table.line(row).unwrap_or_default(),
                    column: table.header()[column].clone(),
                    case: text(start, case),
                    values: [before.into(), text(row, column).into()],
                });
            }
        }
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let (Some(twice), Some(step)) = (rows.windows(2).find(|pair| pair[0].0 == pair[1].0), step) {
            return Err(DataError::StepTwice {
                file: table.file_of(start).to_string(),
                line: table.line(twice[1].1).unwrap_or_default(),
                case: text(start, case),
                step: text(twice[1].1, step),
            });
        }
        for (_, row) in rows {
            for &column in features {
                let value = number(table, row, column, "the values of a series are numbers")?;
                series.values.push(value.unwrap_or(f32::NAN));
            }
        }
        series.end();
    }
    Ok((series, first))
}
