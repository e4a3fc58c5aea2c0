//! One network: `train`, `predict`, `doctor`, `advise`.

use super::Reading;
use clap::{Args, ValueEnum};
use nonlin_lab::advise::{Goal, ModelKind};
use nonlin_lab::data::Task;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin train data/penguins.csv --target species --net \"64 gelu, dropout 0.2, 64 gelu\" --out penguins.safetensors\n  nonlin train mnist/train-images-idx3-ubyte.gz --net \"conv 6 5 pad 2 relu, max_pool 2, conv 16 5 relu, max_pool 2, flatten, 120 relu, 84 relu\"\n  nonlin train names.csv --sequence name --target gender --net \"embedding 16, gru 64\"\n  nonlin train vowels_train.ts --net \"lstm 64\"\n  nonlin train new.csv --target species --from model.onnx\n  nonlin train my.csv --target price --net \"64 sigmoid, 64 sigmoid\" --doctor --fix\n\ndocs/NETWORKS.md has all that a network's text may hold."
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
    /// Write what the doctor found with figures of every layer: one HTML file, or Markdown without figures if the name ends in .md
    #[arg(long, value_name = "FILE", value_parser = super::report, requires = "doctor")]
    pub(crate) report: Option<PathBuf>,
    /// Change what the doctor found, train both for a short while, and say whether it helped; if it did, the changed network is trained in full and
    /// kept. Exit status 0 if nothing serious is left in the network that is kept
    #[arg(long, requires = "doctor")]
    pub(crate) fix: bool,
    /// Epochs of each of the short trainings that `--fix` compares by; as many as make 500 steps if left out
    #[arg(long, value_name = "EPOCHS", requires = "fix", value_parser = super::several)]
    pub(crate) fix_epochs: Option<usize>,
    /// Seeds that `--fix` compares by
    #[arg(long, value_name = "SEEDS", requires = "fix", default_value_t = 5, value_parser = super::seeds)]
    pub(crate) fix_seeds: usize,
    /// Where to write what was seen inside, for `nonlin doctor`
    #[arg(long, value_name = "FILE")]
    pub(crate) trace: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
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
#[command(
    after_help = "Examples:\n  nonlin doctor model.onnx                              what can be told of a model as it is\n  nonlin doctor model.safetensors --data new.csv        with rows taken through it\n  nonlin train my.csv --target price --doctor           while it trains\n  nonlin train my.csv --target price --trace t.jsonl    keep what was seen inside\n  nonlin doctor t.jsonl\n  nonlin doctor t.jsonl --report t.html                 the same with figures, as one file\n  nonlin doctor > thresholds.toml                       every threshold with its reason, to be changed"
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
    /// Write a report with figures of every layer: one HTML file, or Markdown without figures if the name ends in .md
    #[arg(long, value_name = "FILE", value_parser = super::report, requires = "file")]
    pub(crate) report: Option<PathBuf>,
    /// Say how to try the changes: that takes a training, and a saved model does not say how it was trained
    #[arg(long, requires = "data", conflicts_with = "json")]
    pub(crate) fix: bool,
    /// Print as JSON
    #[arg(long)]
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
    #[arg(long, value_parser = super::depth, default_value = "2")]
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

/// A kind of network by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Model {
    Mlp,
    Cnn,
    Rnn,
    Transformer,
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

/// A goal by name.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Aim {
    Accuracy,
    Speed,
    Memory,
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
