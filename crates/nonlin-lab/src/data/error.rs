//! Everything that can be wrong with a person's data, each said in one line with what to do next.

use super::memory::size;
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
    #[error("{}: this is a folder; name a file inside it", plain(.file))]
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
    #[error("{}: is larger than 2 GiB; take a sample of its rows with `--rows`", plain(.file))]
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
        "{}: no column is left to learn from, as none of {} can be used (constant, all missing, identifier or dropped); add a column of numbers or categories",
        plain(.file),
        list(.columns)
    )]
    NoInputs {
        /// The path as it was given.
        file: String,
        /// The columns that are not targets.
        columns: Vec<String>,
    },
    /// A file is not what its format says it is.
    #[error("{}: {format}, {}: {}; {advice}", plain(.file), plain(.place), plain(.problem))]
    Damaged {
        /// The path as it was given.
        file: String,
        /// The format, such as `IDX`.
        format: &'static str,
        /// Where in the file: `header`, `line 12`, `row 3`.
        place: String,
        /// What is wrong there.
        problem: String,
        /// What to do next.
        advice: String,
    },
    /// A packed file holds more than is read.
    #[error("{}: unpacks to more than {}; take a sample of its rows with `--rows`", plain(.file), size(*.limit))]
    ContentTooLarge {
        /// The path as it was given.
        file: String,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// The data would take more memory than there is.
    #[error(
        "{}: would take about {} of memory, and {} can be had; take a sample of its rows with `--rows`",
        plain(.file),
        size(*.needed),
        size(*.available)
    )]
    TooLargeForMemory {
        /// The path as it was given.
        file: String,
        /// An estimate, in bytes.
        needed: u64,
        /// What is available, in bytes.
        available: u64,
    },
    /// An option names a column that is not there.
    #[error(
        "{}: `{option}` names {}, and there is no such column; {}columns: {}",
        plain(.file),
        tick(.column),
        .nearest.as_ref().map_or_else(String::new, |name| format!("did you mean {}? ", tick(name))),
        list(.columns)
    )]
    UnknownColumn {
        /// The path as it was given.
        file: String,
        /// The option.
        option: &'static str,
        /// The name asked for.
        column: String,
        /// The column whose name is spelled most like it, if one is near.
        nearest: Option<String>,
        /// The columns to choose from.
        columns: Vec<String>,
    },
    /// Two options want the same column for different things.
    #[error("{}: {} is named by `{first}` and by `{second}`; name it once", plain(.file), tick(.column))]
    ColumnTwice {
        /// The path as it was given.
        file: String,
        /// The column.
        column: String,
        /// One option.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Two options that exclude each other, or one that does not fit the file.
    #[error("{}: `{option}` cannot be used here: {}", plain(.file), plain(.reason))]
    OptionUnfit {
        /// The path as it was given.
        file: String,
        /// The option.
        option: &'static str,
        /// Why, and what to do next.
        reason: String,
    },
    /// A cell that has to be a number is none.
    #[error(
        "{}: line {line}, column {}: {}, and {why}; correct it, or leave the column out with `--drop`",
        plain(.file),
        tick(.column),
        .cell.as_ref().map_or_else(|| "the cell is empty".to_string(), |cell| format!("{} is not a finite number", tick(cell)))
    )]
    NeedsNumber {
        /// The path as it was given.
        file: String,
        /// The line on which the row begins, counted from 1.
        line: usize,
        /// The column.
        column: String,
        /// The cell; `None` if it is missing.
        cell: Option<String>,
        /// What needs a number there.
        why: &'static str,
    },
    /// Inputs without the file that says what they are.
    #[error("{}: no labels were found beside it; put them into one of {}", plain(.file), list(.tried))]
    NoLabels {
        /// The path as it was given.
        file: String,
        /// The names that were tried.
        tried: Vec<String>,
    },
    /// No file of the test part where it would be.
    #[error(
        "{}: no test part was found beside it{}; name it with `--test`",
        plain(.file),
        if .tried.is_empty() { " (its name has no `train`)".to_string() } else { format!(" (looked for {})", list(.tried)) }
    )]
    NoTestFile {
        /// The path as it was given.
        file: String,
        /// The names that were tried.
        tried: Vec<String>,
    },
    /// No file was named.
    #[error("no file was named; name at least one")]
    NoFiles,
    /// A folder without pictures.
    #[error("{}: no PNG or JPEG picture is in it; put the pictures into one folder for each class", plain(.file))]
    NoPictures {
        /// The folder.
        file: String,
    },
    /// A picture instead of a folder of them.
    #[error("{}: is a single picture; name the folder that has a folder of pictures for each class", plain(.file))]
    SinglePicture {
        /// The path as it was given.
        file: String,
    },
    /// As many labels as inputs are needed.
    #[error("{}: holds {inputs} inputs, and {} holds {labels} labels; give files that belong together", plain(.file), plain(.labels_file))]
    LabelCount {
        /// The file of the inputs.
        file: String,
        /// The file or array of the labels.
        labels_file: String,
        /// How many inputs there are.
        inputs: usize,
        /// How many labels there are.
        labels: usize,
    },
    /// A series has two values for one step.
    #[error(
        "{}: line {line}: the case {} has step {} twice; number the steps of a case differently, or leave out `--step` to take them in the order of the file",
        plain(.file),
        tick(.case),
        tick(.step)
    )]
    StepTwice {
        /// The path as it was given.
        file: String,
        /// The line of the second, counted from 1.
        line: usize,
        /// The case.
        case: String,
        /// The step.
        step: String,
    },
    /// A column that belongs to a whole series changes within it.
    #[error(
        "{}: line {line}: {} is {} here and {} before in the case {}; it must be the same in all rows of a case",
        plain(.file),
        tick(.column),
        tick(&.values[1]),
        tick(&.values[0]),
        tick(.case)
    )]
    ChangesWithinCase {
        /// The path as it was given.
        file: String,
        /// The line of the first row that differs, counted from 1.
        line: usize,
        /// The column.
        column: String,
        /// The case.
        case: String,
        /// Its value in the case's first row, and in this one.
        values: [Box<str>; 2],
    },
    /// Two files that should be parts of one data set are not.
    #[error("{}: does not go with {}: {}; give files of the same kind", plain(.file), plain(.other), plain(.problem))]
    Mismatch {
        /// The second file.
        file: String,
        /// The first file.
        other: String,
        /// What differs.
        problem: String,
    },
    /// A column that says which part a row is in says something else.
    #[error(
        "{}: line {line}, column {}: {} names no part; the parts are `train`, `validation` and `test`",
        plain(.file),
        tick(.column),
        .cell.as_ref().map_or_else(|| "an empty cell".to_string(), |cell| tick(cell))
    )]
    UnknownPart {
        /// The path as it was given.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The column.
        column: String,
        /// The cell; `None` if it is missing.
        cell: Option<String>,
    },
    /// A part of a split has no rows.
    #[error("{}: no row is left for the {part} part ({}); {advice}", plain(.file), plain(.reason))]
    EmptyPart {
        /// The path as it was given.
        file: String,
        /// The part.
        part: &'static str,
        /// Why.
        reason: String,
        /// What to do next.
        advice: &'static str,
    },
    /// Too few groups to keep them apart in three parts.
    #[error(
        "{}: {} has {groups} different {}, and {needed} are needed, as the rows of one stay in one part; group by another column or leave out `--group`",
        plain(.file),
        tick(.column),
        if *.groups == 1 { "value" } else { "values" }
    )]
    TooFewGroups {
        /// The path as it was given.
        file: String,
        /// The column.
        column: String,
        /// How many groups there are.
        groups: usize,
        /// How many are needed.
        needed: usize,
    },
    /// A class that no row of the training part has.
    #[error("{}: the class {} of {} is in no row of the training part ({}), so it cannot be learnt; {advice}", plain(.file), tick(.class), tick(.target), plain(.reason))]
    ClassNotInTraining {
        /// The path as it was given.
        file: String,
        /// The target.
        target: String,
        /// The class.
        class: String,
        /// Why.
        reason: String,
        /// What to do next.
        advice: &'static str,
    },
    /// New rows lack a column that the network was trained with.
    #[error("{}: no column {}, which is needed; its columns are {}", plain(.file), tick(.column), list(.columns))]
    MissingColumn {
        /// The path as it was given.
        file: String,
        /// The column.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// No size of a picture.
    #[error("{} is no size of a picture; write HEIGHTxWIDTH (`28x28`), or with channels 3xHEIGHTxWIDTH", tick(.text))]
    BadImageSize {
        /// What was written.
        text: String,
    },
    /// A saved encoder contradicts itself.
    #[error("the saved encoder cannot be used ({reason}); save the network again")]
    BadEncoder {
        /// What is wrong.
        reason: &'static str,
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
