//! Comparing: `lab`, `studies`, `discover`.

use super::Reading;
use clap::{Args, Subcommand};
use nonlin_lab::data::Task;
use nonlin_lab::discover::Budget;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin lab\n  nonlin lab data/penguins.csv --target species\n  nonlin lab data/diabetes.csv --target progression --activations relu,gelu,tanh --seeds 10\n  nonlin lab --activations \"relu,gelu,x*tanh(softplus(2x))\"      a formula of your own among them\n  nonlin lab genes.csv --target Class1 --target Class2      several yes-or-no targets: multi-label\n  nonlin lab wine.csv penguins.csv --target cultivar --target species      over several data sets"
)]
pub(crate) struct Lab {
    /// A CSV, Parquet, `.ts`, NPY, NPZ or IDX file, plain or packed with gzip where that is usual, or a folder of images; the penguins that
    /// come with nonlin if left out. Several: a study of each, then what holds over all of them; `--target` is then given once for all, or
    /// once for each in their order
    pub(crate) data: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The activations to compare, with commas between them: names, formulas, files of formulas; or `all`; the well-known ones
    /// if left out
    #[arg(long, value_name = "NAMES")]
    pub(crate) activations: Option<String>,
    /// Repeats at most, each with its own split, initial weights and order of the batches; the study ends earlier when it is decided
    #[arg(long, default_value_t = 20)]
    pub(crate) seeds: u64,
    /// What it may cost: a time such as 30s, 10m or 2h, or a number of trainings
    #[arg(long, value_parser = budget)]
    pub(crate) budget: Option<Budget>,
    /// Learning rates to choose from on validation data, with commas between them
    #[arg(long, value_name = "RATES", value_delimiter = ',')]
    pub(crate) learning_rates: Vec<f64>,
    /// Weight decays to choose from with each rate, with commas between them
    #[arg(long, value_name = "DECAYS", value_delimiter = ',')]
    pub(crate) weight_decays: Vec<f64>,
    /// Units per hidden layer, with commas between them
    #[arg(long, value_name = "UNITS", value_delimiter = ',', conflicts_with = "net")]
    pub(crate) hidden: Vec<usize>,
    /// A study for each of these numbers of hidden layers, with commas between them: where do saturating functions stop learning?
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = super::depth, conflicts_with_all = ["net", "report", "figures", "model", "onnx", "self_check"])]
    pub(crate) depths: Vec<usize>,
    /// The layers before the output layer, each activation in turn in every place that has one; what fits the kind of data if left out
    #[arg(long, value_name = "LAYERS")]
    pub(crate) net: Option<String>,
    /// Check the lab itself on these data: the first of the activations enters small studies under several names, and the share of
    /// studies that name a false winner is told; then with a planted gap of two points, and the share that find it
    #[arg(long, value_name = "STUDIES", num_args = 0..=1, default_missing_value = "200")]
    pub(crate) self_check: Option<usize>,
    /// The file that trials are kept in as they are finished, so that the same command goes on where it was broken off and nothing is
    /// trained twice; `nonlin studies` looks into it
    #[arg(long, value_name = "FILE", default_value = "nonlin.db")]
    pub(crate) store: PathBuf,
    /// Keep nothing
    #[arg(long, conflicts_with = "store")]
    pub(crate) no_store: bool,
    /// Write a report: one HTML file with figures, or Markdown if the name ends in .md
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Write the report's figures into this folder, each as SVG and as PNG
    #[arg(long, value_name = "FOLDER")]
    pub(crate) figures: Option<PathBuf>,
    /// Where to save the best network with the advised activation, for `nonlin predict`
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Save it as an ONNX model too
    #[arg(long, value_name = "FILE")]
    pub(crate) onnx: Option<PathBuf>,
    /// Passes over the training part at most
    #[arg(long)]
    pub(crate) epochs: Option<usize>,
    /// Epochs without a better validation loss before a training ends
    #[arg(long)]
    pub(crate) patience: Option<usize>,
    /// Rows per training step; chosen by the size of the data if left out
    #[arg(long)]
    pub(crate) batch_size: Option<usize>,
    /// Differences of the score that count as none: a share, or per cent as in 0.5%
    #[arg(long, value_parser = share, default_value = "0.5%")]
    pub(crate) equivalence: f64,
    /// Trainings at a time; one per processor if left out. The result does not depend on it
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Where trainings are made: `local`, or, with the command that comes with the Python package, `ray`. The result does not depend on it
    #[arg(long, value_name = "NAME", default_value = "local")]
    pub(crate) engine: String,
    /// The cluster of `--engine ray`: an address, or `auto` for the one that this machine belongs to; one of this machine alone if left out
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) address: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin studies\n  nonlin studies show 3\n  nonlin studies compare 3 4\n  nonlin studies report 3 --out report.html\n  nonlin studies export 3 --out trials.csv\n  nonlin studies export 3 --out runs      for `tensorboard --logdir runs`\n  nonlin studies delete 3"
)]
pub(crate) struct Studies {
    #[command(subcommand)]
    pub(crate) what: Option<StudiesCommand>,
    /// The file that `nonlin lab` keeps its trials in
    #[arg(long, value_name = "FILE", default_value = "nonlin.db", global = true)]
    pub(crate) store: PathBuf,
    /// Print as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// What to do with what is kept.
#[derive(Subcommand)]
pub(crate) enum StudiesCommand {
    /// All studies, the newest last
    List,
    /// One study: its verdict, and every trial
    Show {
        /// Its number in the list
        study: i64,
    },
    /// The rankings of several studies side by side
    Compare {
        /// Their numbers in the list
        #[arg(required = true)]
        studies: Vec<i64>,
    },
    /// The trials of a study for other programs
    Export {
        /// Its number in the list
        study: i64,
        /// Where to: a file that ends in .csv or .parquet gets one row per trial; any other name becomes a folder with the course of every
        /// trial for `tensorboard`
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// The report of a study, as it was when it ended: one HTML file with figures
    Report {
        /// Its number in the list
        study: i64,
        /// Where to
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Delete a study, and the trials that belong to no other
    Delete {
        /// Its number in the list
        study: i64,
    },
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin discover data/penguins.csv --target species --budget 1m\n  nonlin discover my.csv --target price --budget 2h --seed 7\n  nonlin discover my.csv --target price --budget 5000      trainings instead of time: the same result on every machine\n\nFormulas race on three fifths of the rows; the survivors are judged on the others, which nothing has seen before."
)]
pub(crate) struct Discover {
    /// A CSV file with a header line
    pub(crate) data: PathBuf,
    /// The column to predict; give it several times for several yes-or-no labels
    #[arg(long, value_name = "COLUMN", required = true)]
    pub(crate) target: Vec<String>,
    /// The kind of question, if it is not the one found: regression, binary, multiclass or multilabel
    #[arg(long)]
    pub(crate) task: Option<Task>,
    /// What it may cost: a time such as 30s, 10m or 2h, or a number of trainings
    #[arg(long, value_parser = budget, default_value = "10m")]
    pub(crate) budget: Budget,
    /// Decides the formulas proposed and the rows they are judged on
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// New formulas that each generation trains
    #[arg(long)]
    pub(crate) population: Option<usize>,
    /// Units per hidden layer, with commas between them
    #[arg(long, value_name = "UNITS", value_delimiter = ',')]
    pub(crate) hidden: Vec<usize>,
    /// Passes over the training part at most
    #[arg(long)]
    pub(crate) epochs: Option<usize>,
    /// Trainings at a time; one per processor if left out
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `0.005` or `0.5%`.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    number.trim().parse::<f64>().map(|x| x / unit).map_err(|_| "not a share such as 0.005 or 0.5%".to_owned())
}

/// `10m`, `1h30m`, or `500` for as many trainings.
fn budget(text: &str) -> Result<Budget, String> {
    let wrong = || "write a time such as 30s, 10m or 2h, or a number of trainings".to_owned();
    if let Ok(trainings) = text.parse() {
        return Ok(Budget::Trainings(trainings));
    }
    let (mut seconds, mut rest) = (0_u64, text);
    while !rest.is_empty() {
        let unit_at = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let number: u64 = rest[..unit_at].parse().map_err(|_| wrong())?;
        let (unit, after) = match &rest[unit_at..] {
            left if left.starts_with('s') => (1, &left[1..]),
            left if left.starts_with('m') => (60, &left[1..]),
            left if left.starts_with('h') => (3600, &left[1..]),
            _ => return Err(wrong()),
        };
        seconds = number.checked_mul(unit).and_then(|more| seconds.checked_add(more)).ok_or_else(wrong)?;
        rest = after;
    }
    // A year: more than anyone waits, and all sums with it stay in range.
    let most = 365 * 24 * 3600;
    if text.is_empty() || seconds > most { Err(wrong()) } else { Ok(Budget::Time(Duration::from_secs(seconds))) }
}
