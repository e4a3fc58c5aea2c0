//! Everything that can be wrong with a person's data, each said in one line with what to do next.

use super::spelling::{list, plain, tick};

/// What is wrong with a file, a column or a target.
///
/// Every message is one line that names the file, says where the trouble is (column, line, cell) and what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The path leads nowhere.
    #[error("{}: there is no such file; check the path", plain(.file))]
    NoSuchFile {
        /// The path as it was given.
        file: String,
    },
    /// The path leads to a folder.
    #[error("{}: this is a folder; name a CSV file inside it", plain(.file))]
    Folder {
        /// The path as it was given.
        file: String,
    },
    /// The operating system refuses to read the file.
    #[error("{}: cannot be read ({}); check the file and its permissions", plain(.file), plain(.reason))]
    Unreadable {
        /// The path as it was given.
        file: String,
        /// What the operating system says.
        reason: String,
    },
    /// The file is larger than [`MAX_FILE_BYTES`](super::MAX_FILE_BYTES).
    #[error("{}: is larger than 2 GiB; take a sample of its rows", plain(.file))]
    TooLarge {
        /// The path as it was given.
        file: String,
    },
    /// The file is an archive.
    #[error("{}: is not a text file but packed with {packing}; unpack it first", plain(.file))]
    Packed {
        /// The path as it was given.
        file: String,
        /// The packing, such as `gzip`.
        packing: &'static str,
    },
    /// The file has bytes that are no UTF-8 text.
    #[error("{}: is not a text file (line {line} is not UTF-8); save the table as CSV in UTF-8", plain(.file))]
    NotText {
        /// The path as it was given.
        file: String,
        /// The first line with such a byte, counted from 1.
        line: usize,
    },
    /// The file has no content.
    #[error("{}: is empty; it needs a header line and rows", plain(.file))]
    Empty {
        /// The path as it was given.
        file: String,
    },
    /// A column has no name in the header.
    #[error(
        "{}: column {position} has no name in the header; name it, or remove it if it only numbers the rows (pandas: `to_csv(..., index=False)`)",
        plain(.file)
    )]
    UnnamedColumn {
        /// The path as it was given.
        file: String,
        /// The place of the column, counted from 1.
        position: usize,
    },
    /// Two columns have the same name.
    #[error("{}: columns {first} and {second} are both named {}; rename one of them", plain(.file), tick(.column))]
    DuplicateColumn {
        /// The path as it was given.
        file: String,
        /// The name that occurs twice.
        column: String,
        /// The place of the first such column, counted from 1.
        first: usize,
        /// The place of the second.
        second: usize,
    },
    /// A row is longer or shorter than the header.
    #[error(
        "{}: line {line} has {found} {}, the header has {expected}; check that line for a missing or extra separator{}",
        plain(.file),
        if *.found == 1 { "field" } else { "fields" },
        if *.spans_lines { " or a quote that is never closed" } else { "" }
    )]
    FieldCount {
        /// The path as it was given.
        file: String,
        /// The line on which the row begins, counted from 1.
        line: usize,
        /// How many fields the row has.
        found: usize,
        /// How many the header has.
        expected: usize,
        /// Whether the row goes over several lines, which an open quote makes it do.
        spans_lines: bool,
    },
    /// There is a header and nothing under it.
    #[error("{}: has a header but no rows; add the data under it", plain(.file))]
    NoRows {
        /// The path as it was given.
        file: String,
    },
    /// Too few rows to have three parts.
    #[error(
        "{}: has {rows} {}; at least {} are needed for train, validation and test parts",
        plain(.file),
        if *.rows == 1 { "row" } else { "rows" },
        super::MIN_ROWS
    )]
    TooFewRows {
        /// The path as it was given.
        file: String,
        /// How many there are.
        rows: usize,
    },
    /// Too few rows have a value to learn from.
    #[error(
        "{}: only {known} of {rows} rows have a value in {}; at least {} are needed for train, validation and test parts",
        plain(.file),
        list(.targets),
        super::MIN_ROWS
    )]
    TooFewKnown {
        /// The path as it was given.
        file: String,
        /// The target columns.
        targets: Vec<String>,
        /// How many rows have a value in every target.
        known: usize,
        /// How many rows there are.
        rows: usize,
    },
    /// The table has a single column.
    #[error(
        "{}: has only one column, {}; a target and at least one input are needed, separated by commas, semicolons or tabs",
        plain(.file),
        tick(.column)
    )]
    OneColumn {
        /// The path as it was given.
        file: String,
        /// The column.
        column: String,
    },
    /// Nobody said what is to be predicted.
    #[error("{}: no target was named; choose the column to predict with `--target`: {}", plain(.file), list(.columns))]
    NoTarget {
        /// The path as it was given.
        file: String,
        /// The columns to choose from.
        columns: Vec<String>,
    },
    /// There is no column of that name.
    #[error(
        "{}: no column {}; {}columns: {}",
        plain(.file),
        tick(.target),
        .nearest.as_ref().map_or_else(String::new, |name| format!("did you mean {}? ", tick(name))),
        list(.columns)
    )]
    UnknownTarget {
        /// The path as it was given.
        file: String,
        /// The name asked for.
        target: String,
        /// The column whose name is spelled most like it, if one is near.
        nearest: Option<String>,
        /// The columns to choose from.
        columns: Vec<String>,
    },
    /// The same target was named twice.
    #[error("{}: the target {} is named twice; name it once", plain(.file), tick(.target))]
    TargetTwice {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
    },
    /// No row has a value in the target.
    #[error("{}: the target {} has no values, every cell is missing; choose another target", plain(.file), tick(.target))]
    TargetMissing {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
    },
    /// The target has the same value in every row.
    #[error(
        "{}: the target {} is {} in every row, so there is nothing to learn; choose another target",
        plain(.file),
        tick(.target),
        tick(.value)
    )]
    ConstantTarget {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
        /// Its only value.
        value: String,
    },
    /// A class has too few rows to be in every part.
    #[error(
        "{}: the class {} of {} has {count} {}{}; at least {} are needed, one for each part: merge it with another class, drop its rows or collect more",
        plain(.file),
        tick(.class),
        tick(.target),
        if *.count == 1 { "row" } else { "rows" },
        match *.others { 0 => String::new(), 1 => " (and 1 more class is as rare)".into(), n => format!(" (and {n} more classes are as rare)") },
        super::MIN_PER_CLASS
    )]
    RareClass {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
        /// The first such class.
        class: String,
        /// How many rows it has.
        count: usize,
        /// How many other classes have too few rows.
        others: usize,
    },
    /// The target has nearly as many classes as rows.
    #[error(
        "{}: the target {} has {classes} different values in {rows} rows, too many to learn each as a class; choose another target{}",
        plain(.file),
        tick(.target),
        match .stray { Some((line, cell)) => format!(", or empty the cells that are not numbers (line {line} has {})", tick(cell)), None => String::new() }
    )]
    TooManyClasses {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
        /// How many different values it has.
        classes: usize,
        /// How many rows there are.
        rows: usize,
        /// For a column of numbers with some text: the first line and cell of text.
        stray: Option<(usize, String)>,
    },
    /// A quantity was asked for, and the target is text.
    #[error(
        "{}: the target {} holds text (line {line} has {}), and regression needs numbers; choose another target or leave out `--task regression`",
        plain(.file),
        tick(.target),
        tick(.cell)
    )]
    RegressionOnText {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
        /// The first line with text, counted from 1.
        line: usize,
        /// The cell there.
        cell: String,
    },
    /// Two values are needed, and the target has more.
    #[error(
        "{}: the target {} has {values} different values, and a {task} target needs exactly 2; {}",
        plain(.file),
        tick(.target),
        if *.task == super::Task::Binary { "use `--task multiclass`, or leave out `--task`" } else { "leave it out of the targets, or name it alone" }
    )]
    NotTwoValued {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
        /// How many different values it has.
        values: usize,
        /// The task that needs two.
        task: super::Task,
    },
    /// Several targets, and a task that has one.
    #[error("{}: {targets} targets make a multilabel task, not {task}; name one target, or leave out `--task {task}`", plain(.file))]
    SeveralTargets {
        /// The path as it was given.
        file: String,
        /// How many targets were named.
        targets: usize,
        /// The task asked for.
        task: super::Task,
    },
    /// No task of that name.
    #[error("no task {}; the tasks are regression, binary, multiclass and multilabel", tick(.name))]
    UnknownTask {
        /// The name asked for.
        name: String,
    },
    /// A cell of a column of numbers is NaN, infinite, or too large to be held.
    #[error(
        "{}: line {line}, column {}: {} is not a finite number; correct it, or leave the cell empty if the value is missing",
        plain(.file),
        tick(.column),
        tick(.cell)
    )]
    NotFinite {
        /// The path as it was given.
        file: String,
        /// The line on which the row begins, counted from 1.
        line: usize,
        /// The column.
        column: String,
        /// The cell.
        cell: String,
    },
    /// Every column but the target is of no use.
    #[error(
        "{}: no column is left to learn from, as none of {} can be used (constant, all missing or identifier); add a column of numbers or categories",
        plain(.file),
        list(.columns)
    )]
    NoInputs {
        /// The path as it was given.
        file: String,
        /// The columns that are not targets.
        columns: Vec<String>,
    },
    /// The encoded data would not fit in memory.
    #[error(
        "{}: {rows} rows with {columns} encoded columns are more than this machine should hold; take a sample of the rows or leave out columns",
        plain(.file)
    )]
    TooManyValues {
        /// The path as it was given.
        file: String,
        /// How many rows there are.
        rows: usize,
        /// How many columns they would have, encoded.
        columns: usize,
    },
}
