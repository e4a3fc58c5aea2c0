//! The columns of a table, of which a person chooses two as inputs and one as answer.

use super::error::LiveError;
use super::points::MOST_CLASSES;
use crate::data::Table;
use std::collections::BTreeSet;

/// As many columns as can be chosen from.
pub const MOST_COLUMNS: usize = 200;

/// A column of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// Its numbers, `None` where one is missing; only if all others are finite numbers.
    pub numbers: Option<Vec<Option<f64>>>,
    /// Its texts, `None` where one is missing; only if there are few enough different ones to be classes.
    pub classes: Option<Vec<Option<String>>>,
}

/// The columns of a CSV text with a header, as [`Table::parse`] reads it; `name` stands for the file in messages.
pub fn columns(name: &str, bytes: &[u8]) -> Result<Vec<TableColumn>, LiveError> {
    let table = Table::parse(name, bytes)?;
    if table.header().len() > MOST_COLUMNS {
        return Err(LiveError::Columns(table.header().len()));
    }
    let of = |(place, name): (usize, &String)| {
        let cells: Vec<_> = (0..table.rows()).map(|row| table.cell(row, place)).collect();
        let number = |text: &str| text.parse::<f64>().ok().filter(|x| x.is_finite());
        let any = cells.iter().any(Option::is_some);
        let all_numbers = any && cells.iter().flatten().all(|text| number(text).is_some());
        let mut different: BTreeSet<&str> = BTreeSet::new();
        let few = cells.iter().flatten().all(|text| {
            different.insert(text);
            different.len() <= MOST_CLASSES
        }) && different.len() > 1;
        TableColumn {
            name: name.clone(),
            numbers: all_numbers.then(|| cells.iter().map(|cell| cell.as_deref().and_then(number)).collect()),
            classes: few.then(|| cells.iter().map(|cell| cell.as_deref().map(str::to_owned)).collect()),
        }
    };
    Ok(table.header().iter().enumerate().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn columns_are_numbers_classes_both_or_neither() {
        let mut text = "size,kind,grade,note\n".to_owned();
        for row in 0..20 {
            let _ = writeln!(text, "{},{},{},n{row}", row as f64 / 2.0, ["a", "b"][row % 2], row % 3);
        }
        text += ",NA,1,last\n";
        let columns = columns("t.csv", text.as_bytes()).unwrap();
        let what: Vec<_> = columns.iter().map(|column| (column.numbers.is_some(), column.classes.is_some())).collect();
        assert_eq!(what, [(true, false), (false, true), (true, true), (false, false)]);
        assert_eq!(columns[0].numbers.as_ref().unwrap()[20], None);
    }
}
