//! A network's inside while it answers: the forward part alone.

use super::layers::{about, before, describe};
use nonlin_doctor::Trace;
use nonlin_doctor::record::{LayerArrays, Recorder, data};
use nonlin_net::{Inputs, NetError, Network, Shape, Workspace};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use thiserror::Error;

/// Rows taken through at a time.
const PIECE: usize = 256;

/// Rows of numbers that a network takes as they are.
#[derive(Clone, Debug, Default)]
pub struct PlainRows {
    /// Row after row.
    pub numbers: Vec<f32>,
    /// How many.
    pub rows: usize,
    /// The columns' names, if the file has some.
    pub names: Vec<String>,
}

/// A file that does not hold what a network takes.
#[derive(Debug, Error)]
#[error("{file}: {problem}")]
pub struct RowsError {
    file: String,
    problem: String,
}

/// Reads a CSV file with a number for each input of the network in each row; a first line of names is taken for one.
///
/// Fails, naming the line, on rows of another length, cells that are no numbers (`nan` is one), and files without rows.
pub fn plain_rows(network: &Network<f32>, path: &Path) -> Result<PlainRows, RowsError> {
    let (needed, shape) = (network.inputs(), network.input());
    read_rows(path, |line, found| {
        (found != needed).then(|| format!("line {line} has {found} numbers, and the network takes {needed} ({shape})"))
    })
}

/// Rows of numbers, each of a length that nothing is said against.
pub(super) fn read_rows(
    path: &Path,
    against: impl FnMut(usize, usize) -> Option<String>,
) -> Result<PlainRows, RowsError> {
    let file = path.display().to_string();
    match File::open(path) {
        Ok(opened) => rows_in(&file, opened, against),
        Err(error) => Err(RowsError { file, problem: error.to_string() }),
    }
}

/// The same of a stream; `name` stands for the file.
pub(super) fn rows_in(
    name: &str,
    stream: impl Read,
    mut against: impl FnMut(usize, usize) -> Option<String>,
) -> Result<PlainRows, RowsError> {
    let wrong = |problem: String| RowsError { file: name.to_owned(), problem };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(stream);
    let mut found = PlainRows::default();
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(|error| wrong(error.to_string()))?;
        if let Some(problem) = against(place + 1, record.len()) {
            return Err(wrong(problem));
        }
        let cells: Vec<Option<f32>> = record.iter().map(|cell| cell.trim().parse().ok()).collect();
        if place == 0 && cells.iter().all(Option::is_none) {
            found.names = record.iter().map(str::to_owned).collect();
            continue;
        }
        for (column, (cell, text)) in cells.iter().zip(record.iter()).enumerate() {
            let number =
                cell.ok_or_else(|| wrong(format!("line {}, column {}: `{text}` is no number", place + 1, column + 1)))?;
            found.numbers.push(number);
        }
        found.rows += 1;
    }
    if found.rows == 0 {
        return Err(wrong("no rows".to_owned()));
    }
    Ok(found)
}

/// What can be told of a network with these rows, as its encoder makes them or as they are; `lengths` has the steps of each, or is empty.
pub fn run(
    network: &Network<f32>,
    source: &str,
    numbers: &[f32],
    lengths: &[usize],
    names: &[String],
) -> Result<Trace, NetError> {
    let columns = network.inputs();
    let rows = numbers.len().checked_div(columns).unwrap_or(0);
    let mut recorder = Recorder::new(about(network, source));
    describe(network, false, &mut recorder);
    let tokens = matches!(network.input(), Shape::Tokens { .. });
    let named = if matches!(network.input(), Shape::Features(_)) { names } else { &[] };
    recorder.data(data(numbers, columns, named, tokens, None));
    let mut workspace = network.workspace(PIECE.min(rows.max(1)))?;
    for (step, start) in (1..).zip((0..rows).step_by(PIECE)) {
        let count = PIECE.min(rows - start);
        let values = &numbers[start * columns..(start + count) * columns];
        let lengths = lengths.get(start..start + count).unwrap_or_default();
        let inputs = Inputs { values, rows: count, lengths };
        take_through(network, &mut workspace, inputs, step, &mut recorder)?;
    }
    Ok(recorder.finish())
}

/// One batch, as many rows as the workspace has room for at most, seen by a recorder that knows nothing yet.
pub(crate) fn forward(
    network: &Network<f32>,
    workspace: &mut Workspace<f32>,
    inputs: Inputs<'_, f32>,
    recorder: &mut Recorder,
) -> Result<(), NetError> {
    describe(network, false, recorder);
    take_through(network, workspace, inputs, 1, recorder)
}

fn take_through(
    network: &Network<f32>,
    workspace: &mut Workspace<f32>,
    inputs: Inputs<'_, f32>,
    step: u64,
    recorder: &mut Recorder,
) -> Result<(), NetError> {
    network.forward_observed(workspace, inputs)?;
    for (index, layer) in network.layers().enumerate() {
        let after = workspace.activations(index);
        let before = before(workspace.pre_activations(index), after);
        let arrays = LayerArrays { before, after, weights: layer.weights(), ..LayerArrays::default() };
        recorder.sample(index, step, inputs.rows, arrays);
    }
    Ok(())
}
