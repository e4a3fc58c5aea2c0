//! Functions: `list`, `show`, `eval`, `bench`, `verify`, `export`.

use clap::{Args, ValueEnum};
use nonlin::Accuracy;
use nonlin::export::Target;
use nonlin::gated::Half;
use std::path::PathBuf;

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
