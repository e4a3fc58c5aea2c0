//! What may be written on the command line.

mod functions;
mod networks;
mod plot;
mod serve;
mod sheet;
mod studies;

pub(crate) use functions::{Bench, Eval, Export, List, Show, Verify};
pub(crate) use networks::{Advise, Doctor, OptimiserName, Predict, ScheduleName, Train};
pub(crate) use plot::Plot;
pub(crate) use serve::Serve;
pub(crate) use sheet::Cheatsheet;
pub(crate) use studies::{Discover, Lab, Studies, StudiesCommand};

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use nonlin_lab::data::{ImageSize, Task};
use std::path::PathBuf;

/// Activation functions of neural networks: what they compute, and which to use on your data.
#[derive(Parser)]
#[command(name = "nonlin", version, arg_required_else_help = true)]
#[command(
    after_help = "Examples:\n  nonlin lab                                    on the sample data that comes with nonlin\n  nonlin lab my.csv --target price              on your own\n  nonlin show gelu"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one, for as long as the program runs")]
pub(crate) enum Command {
    /// Train a network per activation on your data and say which to use, or that it does not matter
    Lab(Lab),
    /// The rules of the field for a network: output, hidden layers, initialiser, normalisation, dropout, with reasons and sources
    Advise(Advise),
    /// What was studied: list, show, delete, export what `nonlin lab` keeps
    Studies(Studies),
    /// Why does this network not learn? Examine a model, or the trace of a training; exit status 1 if something serious is found
    Doctor(Doctor),
    /// Search for a new activation on a CSV file: propose formulas, discard by proof, race, judge
    Discover(Discover),
    /// Train one network on data of your own: tables, images, sequences
    Train(Train),
    /// What a trained network says about new rows
    Predict(Predict),
    /// Every function: name, formula, range, parameters
    List(List),
    /// One function in full, with its curve; or a trained network, layer by layer
    Show(Show),
    /// Curves of functions: value, slope, second slope and error, in the terminal, as SVG, PNG or an interactive page
    Plot(Plot),
    /// Every function on a card, the decision charts, and gradients seen vanish and explode: as PDF, SVG, PNG, HTML or Markdown
    Cheatsheet(Cheatsheet),
    /// Values and slopes at given numbers
    Eval(Eval),
    /// Time functions beside a plain copy of the same array
    Bench(Bench),
    /// Measure the error of every result against a referee in intervals of twice the digits
    Verify(Verify),
    /// A function as code of another language or framework, or as an ONNX model
    Export(Export),
    /// The live page: functions, a node by itself, and networks to be watched while they train. On this machine alone unless told otherwise
    Serve(Serve),
    /// A completion script for your shell
    Completions(Completions),
}

/// What may be said of data beside where they are.
#[derive(Args)]
pub(crate) struct Reading {
    /// The column to predict; give it several times for several yes-or-no labels. Formats with labels of their own need none
    #[arg(long, value_name = "COLUMN")]
    pub(crate) target: Vec<String>,
    /// The kind of question, if it is not the one found: regression, binary, multiclass or multilabel
    #[arg(long)]
    pub(crate) task: Option<Task>,
    /// A file of the same kind whose rows are the test part
    #[arg(long, value_name = "FILE")]
    pub(crate) test: Option<PathBuf>,
    /// Columns to leave out
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) drop: Vec<String>,
    /// Columns of categories, whatever they look like
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) categorical: Vec<String>,
    /// Columns of numbers, whatever they look like
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub(crate) numeric: Vec<String>,
    /// Rows with the same value in this column stay in the same part
    #[arg(long, value_name = "COLUMN")]
    pub(crate) group: Option<String>,
    /// Train on the earliest rows by this column, test on the latest
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time: Option<String>,
    /// Keep a sample of so many rows
    #[arg(long)]
    pub(crate) rows: Option<usize>,
    /// The columns of numbers are the pixels of an image; for a folder of images the size they are brought to
    #[arg(long, value_name = "HxW")]
    pub(crate) image: Option<ImageSize>,
    /// The columns of numbers are the steps of one series
    #[arg(long)]
    pub(crate) series: bool,
    /// A column of text that is read character by character
    #[arg(long, value_name = "COLUMN")]
    pub(crate) sequence: Option<String>,
    /// A column whose equal values make rows one series
    #[arg(long, value_name = "COLUMN")]
    pub(crate) case: Option<String>,
    /// The column that orders the rows of a series
    #[arg(long, value_name = "COLUMN")]
    pub(crate) step: Option<String>,
}

#[derive(Args)]
#[command(after_help = "Example:\n  nonlin completions bash > ~/.local/share/bash-completion/completions/nonlin")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// A number of layers.
fn depth(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(depth @ 1..=1000) => Ok(depth),
        _ => Err("a number of layers from 1 to 1000".to_owned()),
    }
}

/// A file that a report is written to; its ending says what it becomes.
fn report(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    match ending.as_ref().and_then(|ending| ending.to_str()) {
        Some("html" | "htm" | "md") => Ok(path),
        _ => Err("a report's name ends in .html or .md".to_owned()),
    }
}

/// A number of epochs.
fn several(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(epochs @ 1..) => Ok(epochs),
        _ => Err("a number from 1 on".to_owned()),
    }
}

/// A number of seeds that an interval can be made of.
fn seeds(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(seeds @ 2..=100) => Ok(seeds),
        _ => Err("a number of seeds from 2 to 100".to_owned()),
    }
}
