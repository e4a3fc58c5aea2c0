//! What each column is for, as a person said it.

use super::column::Wanted;
use super::layout::find;
use super::source::Given;
use super::spelling::tick;
use super::split::Order;
use super::summary::Role;
use super::{Cells, Column, DataError, LoadOptions, Table};
use nonlin::spelling::nearest;

/// What a column of a data set is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Input,
    Target,
    Dropped,
    Group,
    Time,
    Split,
    /// The inputs are pictures, series or texts, and this is a column beside them.
    Beside,
    /// Nothing can be learnt from it.
    Useless,
}

impl Use {
    pub(super) fn role(self) -> Role {
        match self {
            Self::Input => Role::Input,
            Self::Target => Role::Target,
            _ => Role::Unused,
        }
    }
}

/// The columns that options name, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    pub(super) targets: Vec<String>,
    pub(super) drop: Vec<String>,
    pub(super) group: Option<String>,
    pub(super) time: Option<String>,
    pub(super) split: Option<String>,
    categorical: Vec<String>,
    numeric: Vec<String>,
}

impl Roles {
    /// Finds the columns that `targets` and `options` name.
    ///
    /// Errors: no target, a column that is not there, one that is named for two things.
    pub(super) fn find(table: &Table, targets: &[String], options: &LoadOptions) -> Result<Self, DataError> {
        let mut roles = Self { targets: find_targets(table, targets)?, ..Self::default() };
        let all = |option: &'static str, columns: &[String]| -> Result<Vec<String>, DataError> {
            columns.iter().map(|name| Ok(table.header()[find(table, option, name)?].clone())).collect()
        };
        let one = |option: &'static str, column: &Option<String>| -> Result<Option<String>, DataError> {
            column.as_ref().map(|name| Ok(table.header()[find(table, option, name)?].clone())).transpose()
        };
        roles.drop = all("--drop", &options.drop)?;
        roles.categorical = all("--categorical", &options.categorical)?;
        roles.numeric = all("--numeric", &options.numeric)?;
        roles.group = one("--group", &options.group)?;
        roles.time = one("--time", &options.time)?;
        roles.split = one("--split", &options.split)?;
        if roles.split.is_none() {
            roles.split = ready_made(table).filter(|name| !roles.targets.contains(name) && !roles.drop.contains(name));
        }
        roles.refuse_twice(table, options)?;
        if roles.group.is_some() && roles.time.is_some() {
            return Err(DataError::OptionUnfit {
                file: table.name().to_string(),
                option: "--group",
                reason: "`--time` says another split; give one of them".to_string(),
            });
        }
        Ok(roles)
    }

    fn refuse_twice(&self, table: &Table, options: &LoadOptions) -> Result<(), DataError> {
        let mut uses: Vec<(&str, &'static str)> = self.targets.iter().map(|name| (name.as_str(), "--target")).collect();
        uses.extend(self.drop.iter().map(|name| (name.as_str(), "--drop")));
        let layout = [(&options.sequence, "--sequence"), (&options.case, "--case"), (&options.step, "--step")];
        let single = [(&self.group, "--group"), (&self.time, "--time"), (&self.split, "--split")];
        for (name, option) in layout.into_iter().chain(single) {
            // A group of cases can be the cases' own column, and steps are often times.
            let both = |name: &str| {
                (option == "--group" && options.case.as_deref() == Some(name))
                    || (option == "--time" && options.step.as_deref() == Some(name))
            };
            uses.extend(name.as_deref().filter(|name| !both(name)).map(|name| (name, option)));
        }
        for (i, (name, first)) in uses.iter().enumerate() {
            if let Some((_, second)) = uses[i + 1..].iter().find(|(other, _)| other == name) {
                let (file, column) = (table.name().to_string(), (*name).to_string());
                return Err(DataError::ColumnTwice { file, column, first, second });
            }
        }
        if let Some(name) = self.categorical.iter().find(|name| self.numeric.contains(name)) {
            let (file, column) = (table.name().to_string(), name.clone());
            return Err(DataError::ColumnTwice { file, column, first: "--categorical", second: "--numeric" });
        }
        Ok(())
    }

    /// The places of the columns that can be no pixels, steps or values.
    pub(super) fn taken(&self, table: &Table) -> Vec<usize> {
        let names = self.targets.iter().chain(&self.drop).chain(&self.group).chain(&self.time).chain(&self.split);
        names.filter_map(|name| table.column(name)).collect()
    }

    /// The columns that must be the same in all rows of a case.
    pub(super) fn constant(&self) -> Vec<String> {
        self.targets.iter().chain(&self.group).chain(&self.split).cloned().collect()
    }

    /// How a column of that name is to be read.
    pub(super) fn wanted(&self, name: &str) -> Wanted {
        let is = |names: &[String]| names.iter().any(|other| other == name);
        if is(&self.categorical) {
            Wanted::Text
        } else if is(&self.numeric) && !is(&self.targets) {
            Wanted::Numbers
        } else {
            Wanted::Any
        }
    }

    /// What the column is used for; `beside` says that columns are no inputs.
    pub(super) fn used(&self, column: &Column, beside: bool) -> Use {
        let name = column.name();
        let is = |other: &Option<String>| other.as_deref() == Some(name);
        if self.targets.iter().any(|target| target == name) {
            Use::Target
        } else if self.drop.iter().any(|drop| drop == name) {
            Use::Dropped
        } else if is(&self.group) {
            Use::Group
        } else if is(&self.split) {
            Use::Split
        } else if beside {
            if is(&self.time) { Use::Time } else { Use::Beside }
        } else if is(&self.time) && !matches!(column.cells(), Cells::Dates(_)) {
            Use::Time
        } else if column.kind().is_used() {
            Use::Input
        } else {
            Use::Useless
        }
    }

    /// What decides the parts of the `rows` of `table`.
    ///
    /// Errors: a missing group or time, a time that is neither number nor date.
    pub(super) fn order(&self, table: &Table, rows: &[usize]) -> Result<Order, DataError> {
        if let Some(group) = &self.group {
            let column = read(table, group, rows, Wanted::Text)?;
            let Cells::Text { codes, .. } = column.cells() else { return Ok(Order::Random) };
            let mut groups = Vec::with_capacity(rows.len());
            for (code, &row) in codes.iter().zip(rows) {
                groups.push(code.ok_or_else(|| empty(table, row, group, "the row is in no group"))? as usize);
            }
            return Ok(Order::Groups(groups));
        }
        let Some(time) = &self.time else { return Ok(Order::Random) };
        let column = read(table, time, rows, Wanted::Any)?;
        let (Cells::Numbers(moments) | Cells::Dates(moments)) = column.cells() else {
            let stray = column
                .stray()
                .map_or_else(String::new, |stray| format!(" (line {} has {})", stray.line, tick(&stray.cell)));
            return Err(DataError::OptionUnfit {
                file: table.name().to_string(),
                option: "--time",
                reason: format!(
                    "{} holds neither numbers nor dates like 2012-01-31{stray}; name another column",
                    tick(time)
                ),
            });
        };
        let mut times = Vec::with_capacity(rows.len());
        for (moment, &row) in moments.iter().zip(rows) {
            times.push(moment.ok_or_else(|| empty(table, row, time, "the row has no time"))?);
        }
        Ok(Order::Time(times))
    }

    /// The part that the column of parts gives each of the `rows`; empty if there is no such column.
    ///
    /// Error: a cell that names no part.
    pub(super) fn given(&self, table: &Table, rows: &[usize]) -> Result<Vec<Given>, DataError> {
        let Some(place) = self.split.as_ref().and_then(|name| table.column(name)) else { return Ok(Vec::new()) };
        let given = |&row: &usize| {
            let cell = table.cell(row, place);
            cell.as_deref().and_then(Given::named).ok_or_else(|| DataError::UnknownPart {
                file: table.file_of(row).to_string(),
                line: table.line(row).unwrap_or_default(),
                column: table.header()[place].clone(),
                cell: cell.map(std::borrow::Cow::into_owned),
            })
        };
        rows.iter().map(given).collect()
    }
}

fn read(table: &Table, name: &str, rows: &[usize], wanted: Wanted) -> Result<Column, DataError> {
    Column::read(table, table.column(name).unwrap_or(usize::MAX), rows, wanted)
}

fn empty(table: &Table, row: usize, column: &str, so: &str) -> DataError {
    DataError::Damaged {
        file: table.file_of(row).to_string(),
        format: "table",
        place: format!("line {}", table.line(row).unwrap_or_default()),
        problem: format!("{} is empty, so {so}", tick(column)),
        advice: "fill the cell, or remove the row".to_string(),
    }
}

/// The column named `split` in which every cell names a part, and not all the same.
fn ready_made(table: &Table) -> Option<String> {
    let place = table.header().iter().position(|name| name.eq_ignore_ascii_case("split"))?;
    let mut parts = (0..table.rows()).map(|row| table.cell(row, place).as_deref().and_then(Given::named));
    let first = parts.next()??;
    let mut differ = false;
    for part in parts {
        differ |= part? != first;
    }
    differ.then(|| table.header()[place].clone())
}

/// The columns named `targets`.
fn find_targets(table: &Table, targets: &[String]) -> Result<Vec<String>, DataError> {
    let (file, columns) = (table.name().to_string(), table.header());
    if targets.is_empty() {
        return Err(DataError::NoTarget { file, columns: columns.to_vec() });
    }
    let mut found: Vec<String> = Vec::with_capacity(targets.len());
    for target in targets {
        let Some(place) = table.column(target) else {
            let (target, nearest) =
                (target.clone(), nearest(target, columns.iter().map(String::as_str)).map(String::from));
            return Err(DataError::UnknownTarget { file, target, nearest, columns: columns.to_vec() });
        };
        if found.contains(&columns[place]) {
            return Err(DataError::TargetTwice { file, target: target.clone() });
        }
        found.push(columns[place].clone());
    }
    Ok(found)
}
