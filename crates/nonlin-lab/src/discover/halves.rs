//! Rows to search on, and rows to judge on.
//!
//! A search looks at validation scores hundreds of times, and what wins has won by luck too. So the rows that judge are set
//! aside before anything is trained, and nothing of the search ever sees them.

use super::plan::DiscoverError;
use crate::data::{Dataset, Role, Table, Task};
use csv::{QuoteStyle, WriterBuilder};

/// A data set in two.
#[derive(Debug, Clone)]
pub struct Halves {
    /// All rows, to tell of.
    pub whole: Dataset,
    /// Three fifths of them, on which formulas race.
    pub search: Dataset,
    /// Two fifths, on which the survivors are judged.
    pub judging: Dataset,
}

impl Halves {
    /// Parts a table by a seed, each class, and each level of a quantity, in the same proportion. Columns that are not used are dropped.
    ///
    /// Errors: those of [`Dataset::new`] for the whole; a part that is too small to be a data set.
    pub fn new(table: &Table, targets: &[String], task: Option<Task>, seed: u64) -> Result<Self, DiscoverError> {
        let whole = Dataset::new(table.clone(), targets, task)?;
        let split = whole.prepare(seed)?.split;
        let mut judging = [split.validation, split.test].concat();
        judging.sort_unstable();
        // The rows of a data set are those of the table that have a value in every target.
        let places: Vec<usize> =
            targets.iter().filter_map(|name| table.header().iter().position(|other| other == name.trim())).collect();
        let known = |row: &usize| places.iter().all(|&place| table.cell(*row, place).is_some());
        let rows: Vec<usize> = (0..table.rows()).filter(known).collect();
        let part = |chosen: &[usize]| {
            let lines: Vec<usize> = chosen.iter().filter_map(|&row| rows.get(row).copied()).collect();
            Dataset::new(part(table, &whole, &lines)?, targets, Some(whole.task()))
                .map_err(|why| DiscoverError::TooSmall { rows: whole.rows(), part: lines.len(), why: Box::new(why) })
        };
        let (search, judging) = (part(&split.train)?, part(&judging)?);
        Ok(Self { whole, search, judging })
    }
}

/// Some rows of a table, without the columns that `whole` does not use.
fn part(table: &Table, whole: &Dataset, rows: &[usize]) -> Result<Table, DiscoverError> {
    let unused: Vec<String> =
        whole.summary().into_iter().filter(|column| column.role == Role::Unused).map(|column| column.name).collect();
    let columns: Vec<usize> =
        (0..table.header().len()).filter(|&column| !unused.contains(&table.header()[column])).collect();
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(Vec::new());
    let written = |error: csv::Error| DiscoverError::Rows(error.to_string());
    writer.write_record(columns.iter().map(|&column| table.header()[column].as_str())).map_err(written)?;
    for &row in rows {
        let cells = columns.iter().map(|&column| table.cell(row, column).unwrap_or_default().into_owned());
        writer.write_record(cells).map_err(written)?;
    }
    let bytes = writer.into_inner().map_err(|error| DiscoverError::Rows(error.to_string()))?;
    Ok(Table::parse(table.name(), &bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    /// Every row with a target is in one part, and each part has its share of the classes.
    #[test]
    fn no_row_is_in_both() {
        let mut csv = String::from("id,size,name,kind\n");
        for i in 0..100 {
            // Every tenth row has no target; some cells need quotes, some are missing.
            let kind = if i % 10 == 9 {
                ""
            } else if i % 3 == 0 {
                "plum"
            } else {
                "apple"
            };
            let size = if i % 11 == 0 { String::new() } else { format!("{}.5", i * 7 % 100) };
            writeln!(csv, "{i},{size},\"a \"\"{}\"\",\nb\",{kind}", i % 4).unwrap();
        }
        let table = Table::parse("fruit.csv", csv.as_bytes()).unwrap();
        let halves = Halves::new(&table, &["kind".to_owned()], None, 3).unwrap();
        assert_eq!((halves.whole.rows(), halves.search.rows(), halves.judging.rows()), (90, 54, 36));
        assert_eq!(halves.search.class_names(), halves.judging.class_names());
        let shares = [&halves.whole, &halves.search, &halves.judging].map(|part| part.majority_share().unwrap());
        assert!(shares.iter().all(|share| (share - shares[0]).abs() < 0.03), "{shares:?}");
        // `id` only counts the rows, and would not do so in a part.
        let inputs = |part: &Dataset| part.inputs().map(|column| column.name().to_owned()).collect::<Vec<_>>();
        assert_eq!(inputs(&halves.whole), inputs(&halves.search));
        assert_eq!(inputs(&halves.whole), inputs(&halves.judging));
    }

    #[test]
    fn too_few_rows_for_two_are_said_to_be() {
        let rows = "1.5,x\n2.5,y\n".repeat(8);
        let table = Table::parse("few.csv", format!("a,b\n{rows}").as_bytes()).unwrap();
        let error = Halves::new(&table, &["b".to_owned()], None, 1).unwrap_err();
        assert!(error.to_string().contains("16 rows"), "{error}");
    }
}
