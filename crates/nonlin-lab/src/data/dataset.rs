//! A table whose columns are understood: what is to be predicted, from what, and what is left out.

use super::column::Cells;
use super::encode::{Encoder, Samples};
use super::note::{self, Note};
use super::summary::{ColumnSummary, Role};
use super::target::Target;
use super::task;
use super::{Column, DataError, Kind, Split, Table, Task};
use nonlin::spelling::nearest;

/// The fewest rows with a target that a data set can have.
pub const MIN_ROWS: usize = 10;

/// A table of which every column is understood.
#[derive(Debug, Clone)]
pub struct Dataset {
    name: String,
    columns: Vec<Column>,
    target_places: Vec<usize>,
    target: Target,
    task: Task,
    reason: String,
    notes: Vec<Note>,
}

/// A data set split and encoded: what a network trains on and is judged by.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Which rows of the data set are in which part.
    pub split: Split,
    /// The training part.
    pub train: Samples,
    /// The validation part.
    pub validation: Samples,
    /// The test part.
    pub test: Samples,
    /// What each input column is, in order.
    pub feature_names: Vec<String>,
    /// For regression the mean and standard deviation of the target in the training part: `encoded * sd + mean` is
    /// the target in its own unit. `None` for other tasks.
    pub target_scale: Option<(f64, f64)>,
}

impl Dataset {
    /// Understands `table`, of which the columns named `targets` are to be predicted.
    ///
    /// Rows without a value in a target are left out. `task` overrides the task that the target suggests. The notes
    /// say what was found and done.
    ///
    /// Errors: a single column; no, unknown or repeated targets; fewer than [`MIN_ROWS`] rows; a target that is all
    /// missing, constant or does not fit the task; a class with fewer than three rows; NaN and infinite cells; no
    /// input left.
    #[expect(clippy::needless_pass_by_value, reason = "the text of a large table must not outlive its use")]
    pub fn new(table: Table, targets: &[String], task: Option<Task>) -> Result<Self, DataError> {
        let file = || table.name().to_string();
        if let [column] = table.header() {
            return Err(DataError::OneColumn { file: file(), column: column.clone() });
        }
        let target_places = find_targets(&table, targets)?;
        let kept = rows_with_target(&table, &target_places)?;
        let mut columns = Vec::with_capacity(table.header().len());
        for index in 0..table.header().len() {
            columns.push(Column::read(&table, index, &kept)?);
        }
        admit_row_numbers(&mut columns, &target_places);

        let target_columns: Vec<&Column> = target_places.iter().map(|&place| &columns[place]).collect();
        let (task, reason) = task::find(table.name(), &target_columns, task)?;
        let target = Target::new(table.name(), &target_columns, task)?;
        let is_target = |place: &usize| target_places.contains(place);
        let others: Vec<&Column> = (0..columns.len()).filter(|place| !is_target(place)).map(|i| &columns[i]).collect();
        if !others.iter().any(|column| column.kind().is_used()) {
            let columns = others.iter().map(|column| column.name().to_string()).collect();
            return Err(DataError::NoInputs { file: file(), columns });
        }
        let notes = note::collect(table.rows(), kept.len(), &target_columns, &others);
        Ok(Self { name: file(), columns, target_places, target, task, reason, notes })
    }

    /// The file's name, as it was given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many rows have a target, at least [`MIN_ROWS`].
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns[0].len()
    }

    /// What is to be predicted.
    #[must_use]
    pub fn task(&self) -> Task {
        self.task
    }

    /// Why it is that task, in words: "`species` holds text with 3 values".
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The names of the target columns, in the order they were asked for.
    #[must_use]
    pub fn target_names(&self) -> Vec<String> {
        self.target_places.iter().map(|&place| self.columns[place].name().to_string()).collect()
    }

    /// The columns that are learnt from, in the order of the file.
    pub fn inputs(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().enumerate().filter(|(place, _)| self.role(*place) == Role::Input).map(|(_, column)| column)
    }

    /// What was found in the data and what was done about it.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Every column in one line, in the order of the file.
    #[must_use]
    pub fn summary(&self) -> Vec<ColumnSummary> {
        let line = |(place, column)| ColumnSummary::new(column, self.role(place));
        self.columns.iter().enumerate().map(line).collect()
    }

    /// The classes in the order of the encoded target columns, sorted as numbers or text; for a binary task the one
    /// encoded as 0, then the one encoded as 1; for several labels the target columns; empty for regression.
    #[must_use]
    pub fn class_names(&self) -> Vec<String> {
        match &self.target {
            Target::Quantity(_) => Vec::new(),
            Target::Classes { names, .. } => names.clone(),
            Target::Labels(_) => self.target_names(),
        }
    }

    /// The accuracy of always answering with the most frequent class, which a network has to beat; the mean over the
    /// labels of a multi-label task; `None` for regression.
    #[must_use]
    pub fn majority_share(&self) -> Option<f64> {
        self.target.majority_share()
    }

    /// Splits and encodes the data set; the same seed gives the same parts.
    ///
    /// Error: the encoded data set would not fit in memory.
    pub fn prepare(&self, seed: u64) -> Result<Prepared, DataError> {
        let split = Split::stratified(&self.target.groups(), seed);
        let encoder = Encoder::fit(self, &split.train)?;
        Ok(Prepared {
            train: encoder.encode(&split.train),
            validation: encoder.encode(&split.validation),
            test: encoder.encode(&split.test),
            feature_names: encoder.feature_names().to_vec(),
            target_scale: encoder.target_scale(),
            split,
        })
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    fn role(&self, place: usize) -> Role {
        match self.columns[place].kind() {
            _ if self.target_places.contains(&place) => Role::Target,
            kind if kind.is_used() => Role::Input,
            _ => Role::Unused,
        }
    }
}

/// Numbers that only count the rows can be a target, and are better than no input at all.
fn admit_row_numbers(columns: &mut [Column], targets: &[usize]) {
    let is_input = |(place, column): (usize, &Column)| !targets.contains(&place) && column.kind.is_used();
    let has_input = columns.iter().enumerate().any(is_input);
    for (place, column) in columns.iter_mut().enumerate() {
        let counts_rows = column.kind == Kind::Identifier && matches!(column.cells, Cells::Numbers(_));
        if counts_rows && (!has_input || targets.contains(&place)) {
            column.kind = Kind::Numeric;
        }
    }
}

/// The places of the columns named `targets`.
fn find_targets(table: &Table, targets: &[String]) -> Result<Vec<usize>, DataError> {
    let (file, columns) = (table.name().to_string(), table.header());
    if targets.is_empty() {
        return Err(DataError::NoTarget { file, columns: columns.to_vec() });
    }
    let mut places = Vec::with_capacity(targets.len());
    for target in targets {
        let Some(place) = columns.iter().position(|name| name == target.trim()) else {
            let (target, nearest) =
                (target.clone(), nearest(target, columns.iter().map(String::as_str)).map(String::from));
            return Err(DataError::UnknownTarget { file, target, nearest, columns: columns.to_vec() });
        };
        if places.contains(&place) {
            return Err(DataError::TargetTwice { file, target: target.clone() });
        }
        places.push(place);
    }
    Ok(places)
}

/// The rows of `table` that have a value in every target.
fn rows_with_target(table: &Table, targets: &[usize]) -> Result<Vec<usize>, DataError> {
    let (file, rows) = (table.name().to_string(), table.rows());
    if rows < MIN_ROWS {
        return Err(DataError::TooFewRows { file, rows });
    }
    let name = |place: usize| table.header()[place].clone();
    for &place in targets {
        if (0..rows).all(|row| table.cell(row, place).is_none()) {
            return Err(DataError::TargetMissing { file, target: name(place) });
        }
    }
    let has_targets = |row: &usize| targets.iter().all(|&place| table.cell(*row, place).is_some());
    let kept: Vec<usize> = (0..rows).filter(has_targets).collect();
    if kept.len() < MIN_ROWS {
        let targets = targets.iter().map(|&place| name(place)).collect();
        return Err(DataError::TooFewKnown { file, targets, known: kept.len(), rows });
    }
    Ok(kept)
}
