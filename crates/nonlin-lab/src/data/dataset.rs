//! Rows of which it is understood what is to be predicted, from what, and what is left out.

use super::block::Block;
use super::column::{Cells, Wanted};
use super::encoder::Encoder;
use super::findings::{done, leaking, said};
use super::layout::Layout;
use super::note::{self, Note, Topic};
use super::roles::{Roles, Use};
use super::sampling::Sampling;
use super::source::{Given, Source};
use super::spelling::count;
use super::split::Order;
use super::summary::ColumnSummary;
use super::target::Target;
use super::task;
use super::{Column, DataError, Kind, LoadOptions, Samples, Split, Table, Task};

/// The fewest rows with a target that a data set can have.
pub const MIN_ROWS: usize = 10;

/// Rows of a table, pictures, series or texts, of which every column is understood.
#[derive(Debug, Clone)]
pub struct Dataset {
    name: String,
    columns: Vec<Column>,
    uses: Vec<Use>,
    target_places: Vec<usize>,
    target: Target,
    task: Task,
    reason: String,
    notes: Vec<Note>,
    layout: Layout,
    block: Option<Block>,
    given: Vec<Given>,
    order: Order,
    time: Option<String>,
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
    /// What each input column is, in order; for pictures, series and texts see [`Encoder::feature_names`].
    pub feature_names: Vec<String>,
    /// For regression the mean and standard deviation of the target in the training part: `encoded * sd + mean` is
    /// the target in its own unit. `None` for other tasks.
    pub target_scale: Option<(f64, f64)>,
    /// What made the parts, to be saved beside a network and used on other files.
    pub encoder: Encoder,
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
    pub fn new(table: Table, targets: &[String], task: Option<Task>) -> Result<Self, DataError> {
        let options = LoadOptions { targets: targets.to_vec(), task, ..LoadOptions::default() };
        Self::of(Source::of_table(table), &options)
    }

    /// Understands `source` as `options` say; those that say how to read files are not looked at.
    ///
    /// Errors: those of [`Dataset::new`]; options that name no column or contradict each other; a part without rows;
    /// a class that the training part has not.
    pub fn of(source: Source, options: &LoadOptions) -> Result<Self, DataError> {
        let targets = if options.targets.is_empty() { source.targets.clone() } else { options.targets.clone() };
        if let ([column], None) = (source.table.header(), &source.block) {
            return Err(DataError::OneColumn { file: source.table.name().to_string(), column: column.clone() });
        }
        let roles = Roles::find(&source.table, &targets, options)?;
        let layout = Layout::resolve(&source, options, &roles.taken(&source.table))?;
        let read = source.rows();
        let mut source = layout.apply(source, &roles.constant())?;
        let mut notes = Vec::new();
        if let (Layout::Cases { .. }, Some(rows)) = (&layout, options.rows) {
            source = source.sampled(Some(Sampling { rows, seed: options.seed }));
        }
        if options.rows.is_some_and(|rows| rows <= read) {
            let text = format!("a sample of {} was read, by seed {}", count(source.rows(), "row"), options.seed);
            notes.push(Note::plain(Topic::Sample, text));
        }
        notes.extend(source.remarks.iter().map(|text| Note::plain(Topic::Reading, text.clone())));

        let (table, file) = (&source.table, source.table.name().to_string());
        let target_places: Vec<usize> = roles.targets.iter().filter_map(|name| table.column(name)).collect();
        let kept = rows_with_target(table, &target_places)?;
        let mut columns = Vec::with_capacity(table.header().len());
        for (index, name) in table.header().iter().enumerate() {
            let column = Column::read(table, index, &kept, roles.wanted(name))?;
            let is_date_target = target_places.contains(&index) && matches!(column.cells, Cells::Dates(_));
            columns.push(if is_date_target { Column::read(table, index, &kept, Wanted::Text)? } else { column });
        }
        let beside = source.block.is_some();
        if !beside {
            admit_row_numbers(&mut columns, &target_places);
        }
        let uses: Vec<Use> = columns.iter().map(|column| roles.used(column, beside)).collect();

        let target_columns: Vec<&Column> = target_places.iter().map(|&place| &columns[place]).collect();
        let (task, reason) = task::find(&file, &target_columns, options.task)?;
        let target = Target::new(&file, &target_columns, task)?;
        let of_use = |wanted: &[Use]| -> Vec<&Column> {
            columns.iter().zip(&uses).filter(|(_, used)| wanted.contains(used)).map(|(column, _)| column).collect()
        };
        if !beside && of_use(&[Use::Input]).is_empty() {
            let others = columns.iter().zip(&uses).filter(|(_, used)| **used != Use::Target);
            let columns = others.map(|(column, _)| column.name().to_string()).collect();
            return Err(DataError::NoInputs { file, columns });
        }
        notes.extend(note::collect(table.rows(), kept.len(), &target_columns, &of_use(&[Use::Input, Use::Useless])));
        let given = if source.parts.is_empty() {
            roles.given(table, &kept)?
        } else {
            kept.iter().filter_map(|&row| source.parts.get(row).copied()).collect()
        };
        let order = roles.order(table, &kept)?;
        notes.extend(said(&roles, &of_use(&[Use::Dropped]), &of_use(&[Use::Beside]), &given));
        if !beside {
            notes.extend(leaking(&of_use(&[Use::Input]), &target, &roles.targets));
        }
        let all = kept.len() == table.rows();
        let block = source.block.map(|block| if all { block } else { block.select(&kept) });
        let dataset = Self {
            name: file,
            columns,
            uses,
            target_places,
            target,
            task,
            reason,
            notes,
            layout,
            block,
            given,
            order,
            time: roles.time.clone(),
        };
        if !(dataset.given.is_empty() && matches!(dataset.order, Order::Random)) {
            dataset.refuse_unfair(&roles)?;
        }
        Ok(dataset)
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

    /// The columns that are learnt from, in the order of the file; none if pictures, series or texts are.
    pub fn inputs(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().zip(&self.uses).filter(|(_, used)| **used == Use::Input).map(|(column, _)| column)
    }

    /// What was found in the data and what was done about it.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Every column in one line, in the order of the file; before them the pictures, series or texts.
    #[must_use]
    pub fn summary(&self) -> Vec<ColumnSummary> {
        let line = |(column, used): (&Column, &Use)| {
            ColumnSummary::new(column, used.role(), done(column, *used, self.is_time(column)))
        };
        let block = self.block.as_ref().map(ColumnSummary::of_block);
        block.into_iter().chain(self.columns.iter().zip(&self.uses).map(line)).collect()
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

    /// Splits and encodes the data set; the same seed gives the same parts. Where the parts are given, or the time
    /// decides, the seed only deals out what is left to it.
    ///
    /// Errors: the encoded data set would not fit in memory; groups that leave a class out of the training part.
    pub fn prepare(&self, seed: u64) -> Result<Prepared, DataError> {
        let split = self.split(seed)?;
        let encoder = Encoder::fit(self, &split.train)?;
        Ok(Prepared {
            train: encoder.encode(self, &split.train)?,
            validation: encoder.encode(self, &split.validation)?,
            test: encoder.encode(self, &split.test)?,
            feature_names: encoder.feature_names(),
            target_scale: encoder.target_scale(),
            encoder,
            split,
        })
    }

    /// The rows of the three parts by `seed`.
    ///
    /// Error: groups that leave a class out of the training part.
    pub fn split(&self, seed: u64) -> Result<Split, DataError> {
        let split = Split::make(&self.target.groups(), &self.given, &self.order, seed);
        if let Order::Groups(_) = self.order {
            self.refuse_unlearnt(
                &split,
                "its rows are all in groups of other parts",
                "group by a finer column, or leave out the class",
            )?;
        }
        Ok(split)
    }

    /// Whether the test rows are the same whatever the seed: they were given, or are the latest.
    #[must_use]
    pub fn has_fixed_test(&self) -> bool {
        self.given.contains(&Given::Test) || matches!(self.order, Order::Time(_))
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    pub(super) fn target_columns(&self) -> impl Iterator<Item = &Column> {
        self.target_places.iter().map(|&place| &self.columns[place])
    }

    pub(super) fn block(&self) -> Option<&Block> {
        self.block.as_ref()
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Whether the split is by this column.
    pub(super) fn is_time(&self, column: &Column) -> bool {
        self.time.as_deref() == Some(column.name())
    }

    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name() == name)
    }

    pub(super) fn column_names(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.name().to_string()).collect()
    }

    /// An error if the parts that were given, or that groups or times make, cannot be trained on and judged by.
    fn refuse_unfair(&self, roles: &Roles) -> Result<(), DataError> {
        let file = || self.name.clone();
        if let (Order::Groups(groups), Some(column)) = (&self.order, &roles.group) {
            let free: Vec<usize> = (0..groups.len())
                .filter(|&row| self.given.get(row).is_none_or(|part| *part == Given::Train))
                .map(|row| groups[row])
                .collect();
            let different = free.iter().collect::<std::collections::BTreeSet<_>>().len();
            let there = [Given::Validation, Given::Test].iter().filter(|part| self.given.contains(part)).count();
            if different < 3 - there {
                let (file, column) = (file(), column.clone());
                return Err(DataError::TooFewGroups { file, column, groups: different, needed: 3 - there });
            }
        }
        let split = Split::make(&self.target.groups(), &self.given, &self.order, 0);
        let (reason, advice) = match self.order {
            Order::Time(_) => ("the split is by time", "split by another column, or leave out `--time`"),
            Order::Groups(_) => {
                ("the rows of a group stay together", "group by another column, or leave out `--group`")
            }
            Order::Random => ("the parts are given", "give every part some rows, or leave the parts to chance"),
        };
        for (part, rows) in [("training", &split.train), ("validation", &split.validation), ("test", &split.test)] {
            if rows.is_empty() {
                return Err(DataError::EmptyPart { file: file(), part, reason: reason.to_string(), advice });
            }
        }
        match self.order {
            Order::Groups(_) => Ok(()),
            Order::Time(_) => {
                self.refuse_unlearnt(&split, "it only occurs later", "leave its rows out, or leave out `--time`")
            }
            Order::Random => self.refuse_unlearnt(
                &split,
                "all its rows were given to other parts",
                "give it rows to learn from, or leave it out",
            ),
        }
    }

    /// An error if a class is in no row of the training part.
    fn refuse_unlearnt(&self, split: &Split, reason: &str, advice: &'static str) -> Result<(), DataError> {
        let error = |target: &str, class: &str| DataError::ClassNotInTraining {
            file: self.name.clone(),
            target: target.to_string(),
            class: class.to_string(),
            reason: reason.to_string(),
            advice,
        };
        if self.task == Task::Regression {
            return Ok(());
        }
        for column in self.target_columns() {
            let (names, codes) = column.classes();
            let mut seen = vec![false; names.len()];
            for code in split.train.iter().filter_map(|&row| codes[row]) {
                seen[code as usize] = true;
            }
            if let Some(class) = seen.iter().position(|seen| !seen) {
                return Err(error(column.name(), &names[class]));
            }
        }
        Ok(())
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
