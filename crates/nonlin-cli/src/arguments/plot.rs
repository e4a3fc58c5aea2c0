//! Pictures of functions: `plot`.

use clap::Args;
use nonlin_report::Theme;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "Families: behind a name or formula stand values of its parameters, NAME=VALUE,VALUE,...; several parameters are combined.\n  nonlin plot elu alpha=0.5,1,2\n  nonlin plot \"elu(alpha=0.5,1,2)\" relu                         the same in one word\n  nonlin plot \"x * sigmoid(beta * x)\" beta=0.5,1,2              a formula's parameters need not be declared\n\nExamples:\n  nonlin plot gelu                                              value and slope\n  nonlin plot gelu silu relu \"x*tanh(x)\" --slope --out all.svg\n  nonlin plot mish --second --error --range -4,4 --out mish.png --theme dark\n  nonlin plot sigmoid tanh relu elu --split --out four.html\n\nShaded stretches, or bars under the axis, are where |slope| < 0.1: learning stalls there. A filled dot at the end of a line is the function's value, an open one is not."
)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command")]
pub(crate) struct Plot {
    /// Names or aliases, as `nonlin list` shows them, formulas such as "x * tanh(x)", files my.act that hold one; at most 24 curves.
    /// NAME=VALUES behind one of them sets a parameter of it
    #[arg(required = true, value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Show slopes too: of several functions in a second panel (one function alone always shows its slope)
    #[arg(long)]
    pub(crate) slope: bool,
    /// Show the slope of the slope
    #[arg(long)]
    pub(crate) second: bool,
    /// Show how far values of type f32 at the fast accuracy are from the truth, in units in the last place: the worst about each place
    #[arg(long)]
    pub(crate) error: bool,
    /// From where to where
    #[arg(long, value_name = "FROM,TO", value_parser = pair, allow_hyphen_values = true, default_value = "-6,6")]
    pub(crate) range: (f64, f64),
    /// Heights from where to where; if left out, all that is worth seeing
    #[arg(long, value_name = "FROM,TO", value_parser = pair, allow_hyphen_values = true)]
    pub(crate) y_range: Option<(f64, f64)>,
    /// Width and height of a file's picture, in pixels
    #[arg(long, value_name = "WxH", value_parser = size, default_value = "800x500")]
    pub(crate) size: [u32; 2],
    /// Colours of a file's picture: light, dark, or print (black and grey); a page (.html) in light turns dark with the reader's system
    #[arg(long, default_value = "light")]
    pub(crate) theme: Theme,
    /// A panel for each function
    #[arg(long)]
    pub(crate) split: bool,
    /// Write to this file instead of the terminal; its ending says what: .svg, .png or .html (one interactive file that needs nothing else)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Print the points of the curves, kinks, jumps and flat stretches as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `-6,6`.
fn pair(text: &str) -> Result<(f64, f64), String> {
    let wrong = || "write it as FROM,TO, such as -6,6".to_owned();
    let (from, to) = text.split_once(',').ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse().map_err(|_| wrong());
    Ok((number(from)?, number(to)?))
}

/// `800x500`.
fn size(text: &str) -> Result<[u32; 2], String> {
    let wrong = || "write it as WIDTHxHEIGHT, such as 800x500".to_owned();
    let (width, height) = text.split_once('x').ok_or_else(wrong)?;
    let number = |text: &str| text.trim().parse().map_err(|_| wrong());
    Ok([number(width)?, number(height)?])
}
