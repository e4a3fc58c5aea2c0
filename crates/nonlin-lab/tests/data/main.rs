//! A person's CSV in, encoded train, validation and test parts out: on real files, on bad ones, and on any bytes.

mod any_bytes;
mod bad_input;
mod preparing;
mod real_files;

use std::path::PathBuf;

use nonlin_lab::data::{DataError, Dataset, Table, Task};

/// The path of a file of the repository's `data/` folder.
fn sample(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../data").join(file)
}

/// The sample `file`, with the column `target` to be predicted.
fn load(file: &str, target: &str) -> Dataset {
    let table = Table::read(&sample(file)).expect("the sample is there");
    Dataset::new(table, &[target.to_string()], None).expect("the sample is sound")
}

/// The data set that `csv` holds.
fn understand(csv: &str, targets: &[&str], task: Option<Task>) -> Result<Dataset, DataError> {
    let targets: Vec<String> = targets.iter().copied().map(String::from).collect();
    Dataset::new(Table::parse("my.csv", csv.as_bytes())?, &targets, task)
}

/// A header and `rows` lines, each made by `line` from its number.
fn csv(header: &str, rows: usize, line: impl Fn(usize) -> String) -> String {
    std::iter::once(header.to_string()).chain((0..rows).map(line)).map(|line| line + "\n").collect()
}
