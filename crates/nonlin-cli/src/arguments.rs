//! What may be written on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use nonlin::Accuracy;
use nonlin::export::Target;
use nonlin::gated::Half;
use nonlin_lab::advise::{Goal, ModelKind};
use nonlin_lab::data::{ImageSize, Task};
use nonlin_lab::discover::Budget;
use std::path::PathBuf;
use std::time::Duration;

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
    /// Values and slopes at given numbers
    Eval(Eval),
    /// Time functions beside a plain copy of the same array
    Bench(Bench),
    /// Measure the error of every result against a referee in intervals of twice the digits
    Verify(Verify),
    /// A function as code of another language or framework, or as an ONNX model
    Export(Export),
    /// A completion script for your shell
    Completions(Completions),
}

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
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', value_parser = depth, conflicts_with_all = ["net", "report", "figures", "model", "onnx", "self_check"])]
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
    /// Write the report's figures as SVG files into this folder
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
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin studies\n  nonlin studies show 3\n  nonlin studies compare 3 4\n  nonlin studies export 3 --out trials.csv\n  nonlin studies export 3 --out runs      for `tensorboard --logdir runs`\n  nonlin studies delete 3"
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

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin advise --task multiclass --model cnn --depth 50\n  nonlin advise --task binary --model mlp --goal speed\n  nonlin advise --task regression --model mlp --depth 20 --hidden sigmoid --output softmax      is that a good idea?"
)]
pub(crate) struct Advise {
    /// What the network predicts: regression, binary, multiclass or multilabel
    #[arg(long)]
    pub(crate) task: Task,
    /// The kind of network
    #[arg(long, value_enum, default_value_t = Model::Mlp)]
    pub(crate) model: Model,
    /// Hidden layers
    #[arg(long, value_parser = depth, default_value = "2")]
    pub(crate) depth: usize,
    /// What matters most
    #[arg(long, value_enum, default_value_t = Aim::Accuracy)]
    pub(crate) goal: Aim,
    /// A hidden activation of your own choice, to be checked: a name or a formula
    #[arg(long, value_name = "NAME")]
    pub(crate) hidden: Option<String>,
    /// An output activation of your own choice, to be checked
    #[arg(long, value_name = "NAME")]
    pub(crate) output: Option<String>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin doctor model.onnx                              what can be told of a model as it is\n  nonlin doctor model.safetensors --data new.csv        with rows taken through it\n  nonlin train my.csv --target price --doctor           while it trains\n  nonlin train my.csv --target price --trace t.jsonl    keep what was seen inside\n  nonlin doctor t.jsonl\n  nonlin doctor > thresholds.toml                       every threshold with its reason, to be changed"
)]
pub(crate) struct Doctor {
    /// A model (`.onnx`, `.safetensors`) or a trace (`.jsonl`); without one the thresholds are printed
    pub(crate) file: Option<PathBuf>,
    /// Rows to take through the model: data as it was trained on; for an ONNX model a CSV file with a number for each input
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Thresholds other than the usual ones, as TOML
    #[arg(long, value_name = "FILE")]
    pub(crate) thresholds: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// A kind of network by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Model {
    Mlp,
    Cnn,
    Rnn,
    Transformer,
}

/// A goal by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Aim {
    Accuracy,
    Speed,
    Memory,
}

impl From<Model> for ModelKind {
    fn from(model: Model) -> Self {
        match model {
            Model::Mlp => Self::Mlp,
            Model::Cnn => Self::Cnn,
            Model::Rnn => Self::Rnn,
            Model::Transformer => Self::Transformer,
        }
    }
}

impl From<Aim> for Goal {
    fn from(aim: Aim) -> Self {
        match aim {
            Aim::Accuracy => Self::Accuracy,
            Aim::Speed => Self::Speed,
            Aim::Memory => Self::Memory,
        }
    }
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

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin train data/penguins.csv --target species --net \"64 gelu, dropout 0.2, 64 gelu\" --out penguins.safetensors\n  nonlin train mnist/train-images-idx3-ubyte.gz --net \"conv 6 5 pad 2 relu, max_pool 2, conv 16 5 relu, max_pool 2, flatten, 120 relu, 84 relu\"\n  nonlin train names.csv --sequence name --target gender --net \"embedding 16, gru 64\"\n  nonlin train vowels_train.ts --net \"lstm 64\"\n  nonlin train new.csv --target species --from model.onnx\n\ndocs/NETWORKS.md has all that a network's text may hold."
)]
pub(crate) struct Train {
    /// A CSV, Parquet, `.ts`, NPY, NPZ or IDX file, plain or packed with gzip where that is usual, or a folder of images
    pub(crate) data: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// The layers before the output layer; what fits the kind of data if left out
    #[arg(long, value_name = "LAYERS")]
    pub(crate) net: Option<String>,
    /// Train this network on: one that `nonlin train --out` wrote, or an ONNX model (its name ends in .onnx)
    #[arg(long, value_name = "FILE", conflicts_with = "net")]
    pub(crate) from: Option<PathBuf>,
    /// Where to save the network
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Save it as an ONNX model too
    #[arg(long, value_name = "FILE")]
    pub(crate) onnx: Option<PathBuf>,
    /// Passes over the training part at most
    #[arg(long, default_value_t = 100)]
    pub(crate) epochs: usize,
    /// Epochs without a better validation loss before the training ends
    #[arg(long, default_value_t = 10)]
    pub(crate) patience: usize,
    /// Rows per training step
    #[arg(long, default_value_t = 32)]
    pub(crate) batch_size: usize,
    /// The size of a step
    #[arg(long, default_value_t = 0.001)]
    pub(crate) learning_rate: f64,
    /// How gradients move the weights
    #[arg(long, value_enum, default_value_t = OptimiserName::Adam)]
    pub(crate) optimiser: OptimiserName,
    /// How the learning rate goes over the epochs
    #[arg(long, value_enum, default_value_t = ScheduleName::Constant)]
    pub(crate) schedule: ScheduleName,
    /// How strongly weights shrink
    #[arg(long, default_value_t = 0.0)]
    pub(crate) weight_decay: f64,
    /// Longer gradients are shortened to this length
    #[arg(long)]
    pub(crate) clip_norm: Option<f64>,
    /// Share of each class that is spread over the others
    #[arg(long, default_value_t = 0.0)]
    pub(crate) label_smoothing: f64,
    /// Decides the split, the first weights, the order of rows and what is dropped
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Threads for large products; the result does not depend on it
    #[arg(long, default_value_t = 1)]
    pub(crate) threads: usize,
    /// Look inside while it trains, and say what is wrong; exit status 1 if something serious is
    #[arg(long)]
    pub(crate) doctor: bool,
    /// Where to write what was seen inside, for `nonlin doctor`
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
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

/// An optimiser by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OptimiserName {
    Sgd,
    Momentum,
    Nesterov,
    Adam,
    #[value(name = "adamw")]
    AdamW,
    #[value(name = "rmsprop")]
    RmsProp,
    Lion,
}

/// A course of the learning rate by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScheduleName {
    Constant,
    Step,
    Cosine,
    OneCycle,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin predict penguins.safetensors new.csv\n  nonlin predict penguins.safetensors new.csv --out answers.csv"
)]
pub(crate) struct Predict {
    /// A file that `nonlin train --out` wrote
    pub(crate) model: PathBuf,
    /// Data as the network was trained on; the target may be missing
    pub(crate) data: PathBuf,
    /// Where to write the answers as CSV; to the terminal if left out
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Print the answers as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  nonlin list --json")]
pub(crate) struct List {
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  nonlin show gelu\n  nonlin show \"x * sigmoid(1.5 * x)\"")]
pub(crate) struct Show {
    /// A name or alias, as `nonlin list` shows them, a formula such as "x * tanh(softplus(x))", a file my.act that holds one, or a network
    /// that `nonlin train --out` wrote (its name ends in .safetensors) or that is an ONNX model (.onnx)
    pub(crate) name: String,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin eval gelu --x -1,0,2.5 --slope\n  nonlin eval leaky_relu --x -3 --set a=0.2\n  nonlin eval softmax --x 1.8,0.9,0.68              a row as a whole\n  nonlin eval swiglu --x 1,-2,0.5,3                 two halves, the second the gate"
)]
pub(crate) struct Eval {
    /// A name or alias, as `nonlin list` shows them, a formula such as "x * tanh(softplus(x))", or a file my.act that holds one
    pub(crate) name: String,
    /// The numbers, with commas between them; inf and nan are numbers too
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, required = true)]
    pub(crate) x: Vec<f64>,
    /// Show the slope too (of a row function: of each result by its own number, or by the first of its group; of a
    /// gated unit: of each result by its own gate)
    #[arg(long)]
    pub(crate) slope: bool,
    /// The half of the row that is the gate of a gated unit
    #[arg(long, value_enum, default_value_t = Gate::Second)]
    pub(crate) gate: Gate,
    /// Set a parameter, as in a=0.2
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, f64)>,
    /// Print as JSON; NaN and infinities are strings there
    #[arg(long)]
    pub(crate) json: bool,
}

/// How close results come to the real numbers.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Precision {
    /// The real number rounded to nearest
    Exact,
    /// Within 2 units in the last place
    Fast,
}

impl From<Precision> for Accuracy {
    fn from(precision: Precision) -> Self {
        match precision {
            Precision::Exact => Self::Exact,
            Precision::Fast => Self::Fast,
        }
    }
}

/// `first` or `second`.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Gate {
    /// The first half gates the second
    First,
    /// The second half gates the first
    Second,
}

impl From<Gate> for Half {
    fn from(gate: Gate) -> Self {
        match gate {
            Gate::First => Self::First,
            Gate::Second => Self::Second,
        }
    }
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin bench gelu silu relu\n  nonlin bench softmax sparsemax --rows 4096x1000\n  nonlin bench --elements 16384 --json\n  nonlin bench relu silu --elements 33554432 --threads 2\n\nCompare the ratio to the copy, not the times: those belong to one machine and one moment."
)]
pub(crate) struct Bench {
    /// Names, formulas or files of formulas; all functions of single numbers and of rows if left out
    pub(crate) names: Vec<String>,
    /// Numbers per array, with commas between them; if left out 1 and 64 (the cost of a call), 16384 (fits the cache) and
    /// 33554432 (does not)
    #[arg(long, value_delimiter = ',')]
    pub(crate) elements: Vec<usize>,
    /// For functions of rows: rows and numbers per row, with commas between them; 1024x1024,64x65536 if left out
    #[arg(long, value_name = "ROWSxCOLUMNS", value_delimiter = ',', value_parser = shape)]
    pub(crate) rows: Vec<(usize, usize)>,
    /// exact or fast
    #[arg(long, value_enum, default_value_t = Precision::Fast)]
    pub(crate) accuracy: Precision,
    /// Threads for long arrays of functions of single numbers, and for the copy beside them
    #[arg(long, default_value_t = 1)]
    pub(crate) threads: usize,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin verify                                   16 million numbers per function, a minute or two\n  nonlin verify gelu silu\n  nonlin verify --exhaustive --resume verify.txt  all 2^32: hours; broken off, it goes on where it was\n\nExit status 1 if a promise is broken."
)]
pub(crate) struct Verify {
    /// Names, formulas or files of formulas; all element-wise functions if left out
    pub(crate) names: Vec<String>,
    /// Every one of the 2^32 numbers of type f32
    #[arg(long)]
    pub(crate) exhaustive: bool,
    /// A file that keeps what has been measured, and what an earlier run has left there
    #[arg(long, value_name = "FILE")]
    pub(crate) resume: Option<PathBuf>,
    /// Threads; one per processor if left out. The result does not depend on it
    #[arg(long)]
    pub(crate) threads: Option<usize>,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin export mish --to torch\n  nonlin export leaky_relu --to c --slope --set a=0.2 --out leaky_relu.h\n  nonlin export --list"
)]
pub(crate) struct Export {
    /// A name or alias, as `nonlin list` shows them, a formula such as "x * tanh(softplus(x))", or a file my.act that holds one
    #[arg(required_unless_present = "list")]
    pub(crate) name: Option<String>,
    /// What to write it as; `--list` shows what there is
    #[arg(long, value_name = "TARGET", required_unless_present = "list")]
    pub(crate) to: Option<Target>,
    /// Write the slope too, as a result of its own (what a backward pass needs is written in any case)
    #[arg(long)]
    pub(crate) slope: bool,
    /// Set a parameter's default, as in a=0.2
    #[arg(long, value_name = "PARAMETER=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, f64)>,
    /// The file to write; standard output if left out
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// List the targets
    #[arg(long)]
    pub(crate) list: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  nonlin completions bash > ~/.local/share/bash-completion/completions/nonlin")]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// `0.005` or `0.5%`.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    number.trim().parse::<f64>().map(|x| x / unit).map_err(|_| "not a share such as 0.005 or 0.5%".to_owned())
}

/// A number of layers.
fn depth(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(depth @ 1..=1000) => Ok(depth),
        _ => Err("a number of layers from 1 to 1000".to_owned()),
    }
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

/// `a=0.2`.
fn setting(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, such as a=0.2")?;
    let value = value.trim().parse().map_err(|_| format!("`{}` is not a number", value.trim()))?;
    Ok((name.trim().to_owned(), value))
}

/// `1024x512`.
fn shape(text: &str) -> Result<(usize, usize), String> {
    let wrong = || "write it as ROWSxCOLUMNS, such as 1024x512".to_owned();
    let (rows, columns) = text.split_once('x').ok_or_else(wrong)?;
    match (rows.trim().parse(), columns.trim().parse()) {
        (Ok(rows @ 1..), Ok(columns @ 1..)) => Ok((rows, columns)),
        _ => Err(wrong()),
    }
}
