//! What was found in the data and what was done about it, for the person whose data it is.

use serde::Serialize;

use super::spelling::{count, list, tick};
use super::{Cells, Column, Kind, MAX_LEVELS};

/// Something found in the data, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is about.
    pub topic: Topic,
    /// The columns concerned.
    pub columns: Vec<String>,
    /// One sentence for a person, on one line.
    pub text: String,
}

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Topic {
    /// Rows without a target are left out.
    MissingTarget,
    /// Columns without any value are not used.
    AllMissing,
    /// Columns with one value only are not used.
    Constant,
    /// Columns that tell the rows apart are not used.
    Identifier,
    /// A column is text because of a few cells that are not numbers.
    MixedColumn,
    /// A column is text because its numbers are written with a decimal comma.
    DecimalComma,
    /// A column of text has more levels than get a column of their own.
    ManyLevels,
    /// Input cells are missing.
    MissingCells,
    /// Columns are left out because a person said so.
    Dropped,
    /// Columns are not used, as the inputs are pictures, series or texts.
    Beside,
    /// Columns are dates.
    Date,
    /// A column alone predicts the target almost perfectly.
    Leak,
    /// Rows of a group stay together.
    Group,
    /// The split is by time.
    Time,
    /// The parts are given.
    GivenParts,
    /// Only a sample of the rows was read.
    Sample,
    /// Something that was done while reading.
    Reading,
    /// A series or text of a new file is longer than was learnt.
    CutSeries,
    /// The targets of a new file are not known.
    UnknownTarget,
}

impl Note {
    /// A note on no column in particular.
    pub(super) fn plain(topic: Topic, text: String) -> Self {
        Self { topic, columns: Vec::new(), text }
    }

    /// A note on `column`.
    pub(super) fn on(topic: Topic, column: &str, text: String) -> Self {
        Self { topic, columns: vec![column.to_string()], text }
    }
}

/// The notes on the rows and columns of a data set.
pub(super) fn collect(rows: usize, kept: usize, targets: &[&Column], others: &[&Column]) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |topic, columns: &[&Column], text: String| {
        let columns: Vec<String> = columns.iter().map(|column| column.name().to_string()).collect();
        notes.push(Note { topic, columns, text });
    };
    let of_kind = |kind| others.iter().copied().filter(|column| column.kind() == kind).collect::<Vec<_>>();

    if kept < rows {
        let text = format!("{} of {rows} left out: no value in {}", count(rows - kept, "row"), names(targets));
        add(Topic::MissingTarget, targets, text);
    }
    for (kind, topic, why) in [
        (Kind::AllMissing, Topic::AllMissing, "no cell has a value"),
        (Kind::Constant, Topic::Constant, "the same value in every row"),
    ] {
        let columns = of_kind(kind);
        if !columns.is_empty() {
            add(topic, &columns, format!("{} not used: {why}", names(&columns)));
        }
    }
    for column in of_kind(Kind::Identifier) {
        let why = match column.cells() {
            Cells::Text { .. } => format!("nearly every row has its own text ({} different)", column.distinct()),
            Cells::Numbers(_) | Cells::Dates(_) => "it only numbers the rows".to_string(),
        };
        add(Topic::Identifier, &[column], format!("{} not used: {why}", tick(column.name())));
    }
    for column in targets.iter().chain(others) {
        if let Some((topic, text)) = mixed(column) {
            add(topic, &[column], text);
        }
    }
    let inputs: Vec<&Column> = others.iter().copied().filter(|column| column.kind().is_used()).collect();
    for column in &inputs {
        if matches!(column.cells(), Cells::Text { .. }) && column.distinct() > MAX_LEVELS {
            let text = format!(
                "{} has {} different texts: the {MAX_LEVELS} most frequent of the training part get an input each, the others share one",
                tick(column.name()),
                column.distinct()
            );
            add(Topic::ManyLevels, &[column], text);
        }
    }
    let dates: Vec<&Column> = of_kind(Kind::Date);
    if !dates.is_empty() {
        let text = format!(
            "{} read as dates: the year, and month and day of the week (and time of day, if there is one) as sine and cosine",
            names(&dates)
        );
        add(Topic::Date, &dates, text);
    }
    let gaps: Vec<&Column> = inputs.into_iter().filter(|column| column.missing() > 0).collect();
    if !gaps.is_empty() {
        let cells = gaps.iter().map(|column| column.missing()).sum();
        add(Topic::MissingCells, &gaps, missing(cells, &gaps));
    }
    notes
}

fn names(columns: &[&Column]) -> String {
    list(&columns.iter().map(|column| column.name()).collect::<Vec<_>>())
}

fn mixed(column: &Column) -> Option<(Topic, String)> {
    let stray = column.stray()?;
    let (name, line, cell) = (tick(column.name()), stray.line, tick(&stray.cell));
    if let Cells::Numbers(_) = column.cells() {
        let count = count(stray.count, "cell");
        let text = format!(
            "{name} read as numbers, as asked for: {count} of other text taken as missing (line {line} has {cell})"
        );
        return Some((Topic::MixedColumn, text));
    }
    if let Cells::Dates(_) = column.cells() {
        return None;
    }
    if stray.decimal_comma {
        let text = format!("{name} read as text: numbers need a decimal point (line {line} has {cell})");
        return Some((Topic::DecimalComma, text));
    }
    let (are, them) = match stray.count {
        1 => ("cell is not a number", "it"),
        _ => ("cells are not numbers", "them"),
    };
    stray.mostly_numbers.then(|| {
        let count = stray.count;
        let text = format!(
            "{name} read as text: {count} {are} (line {line} has {cell}); empty {them} if the value is missing"
        );
        (Topic::MixedColumn, text)
    })
}

/// What is done about missing cells, in the columns that have them.
fn missing(cells: usize, gaps: &[&Column]) -> String {
    let numbers = gaps.iter().any(|column| matches!(column.cells(), Cells::Numbers(_)));
    let dates = gaps.iter().any(|column| matches!(column.cells(), Cells::Dates(_)));
    let text = gaps.iter().any(|column| matches!(column.cells(), Cells::Text { .. }));
    let done = [
        (numbers, "a missing number becomes the median of the training part, and an input says that it was missing"),
        (dates, "a missing date becomes zeros, and an input says that it was missing"),
        (text, "missing text counts as a text of its own"),
    ];
    let done: Vec<&str> = done.iter().filter(|(applies, _)| *applies).map(|(_, what)| *what).collect();
    format!("{} missing in {}: {}", count(cells, "cell"), names(gaps), done.join("; "))
}
