//! The cheatsheet: `cheatsheet`.

use clap::Args;
use nonlin_report::{Paper, Theme};
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin cheatsheet --out activations.pdf                       the book: every function, the decision charts, gradients seen vanish and explode\n  nonlin cheatsheet --poster --out poster.pdf --paper letter    the twelve classics on one page\n  nonlin cheatsheet --only gelu,silu,\"x*tanh(x)\" --out mine.html\n\nOf more than one page SVG and PNG become several files: sheet-1.png, sheet-2.png, ..."
)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(crate) struct Cheatsheet {
    /// Write to this file; its ending says what: .pdf, .svg, .png, .html (one file that needs nothing else) or .md (formulas as LaTeX)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The whole book; this is what is made unless told otherwise
    #[arg(long, conflicts_with_all = ["poster", "only"])]
    pub(crate) book: bool,
    /// The twelve classics, or those of --only, on one page
    #[arg(long)]
    pub(crate) poster: bool,
    /// These functions alone: names, aliases, formulas such as "x * tanh(x)", or files my.act that hold one, with commas between them
    #[arg(long, value_name = "NAMES")]
    pub(crate) only: Option<String>,
    /// The size of pages: a4 or letter
    #[arg(long, default_value = "a4")]
    pub(crate) paper: Paper,
    /// Colours: light, dark, or print (black and grey); .html in light turns dark with the reader's system
    #[arg(long, default_value = "light")]
    pub(crate) theme: Theme,
    /// Leave out what functions cost on this machine
    #[arg(long)]
    pub(crate) no_bench: bool,
    /// Print what was written as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
