//! Pictures of functions: for a terminal, as SVG, as PNG, and as a page that answers to the pointer and the keys.
//!
//! [`Plot::new`] asks `nonlin` for the [curves](nonlin::curve); `arrangement` says which line stands in which panel, `scale` and `labels`
//! where things lie, `theme` in which colours; then a file for each kind of picture.

mod arrangement;
mod labels;
mod line;
mod page;
mod picture;
mod png;
mod scale;
mod terminal;
mod theme;

pub(crate) use labels::spread;
pub(crate) use line::{drawn, ends, short, thinned};
pub use png::png_of_svg;
pub(crate) use png::raster;
pub(crate) use scale::{Scale, heights};
pub use terminal::plot;
pub(crate) use theme::Palette;
pub use theme::Theme;

use nonlin::curve::{CurveError, Member, Portrait, Quantity, Span, portrait};
use serde::Serialize;
use thiserror::Error;

/// As many functions as a picture may show: lines that differ in colour or dashes.
pub const MOST_CURVES: usize = 24;
/// Width and height that a picture may have, in pixels.
pub const SIZES: [u32; 2] = [200, 4096];

/// Functions over a range, ready to be drawn.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Plot {
    functions: Vec<Drawn>,
    #[serde(skip)]
    span: Span,
    #[serde(skip)]
    options: PlotOptions,
}

/// A function and all that is drawn of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
struct Drawn {
    /// What it is called beside others.
    label: String,
    #[serde(flatten)]
    portrait: Portrait,
}

/// What a picture shows, and how.
#[derive(Clone, PartialEq, Debug)]
pub struct PlotOptions {
    /// What to show beside the value. A function alone, or in a panel of its own, always shows its slope too.
    pub beside: Vec<Quantity>,
    /// From where to where heights are shown; if left out, all that is worth seeing.
    pub y_range: Option<[f64; 2]>,
    /// Width and height in pixels, each within [`SIZES`].
    pub size: [u32; 2],
    /// Colours.
    pub theme: Theme,
    /// A panel for each function.
    pub split: bool,
}

impl Default for PlotOptions {
    fn default() -> Self {
        Self { beside: Vec::new(), y_range: None, size: [800, 500], theme: Theme::Light, split: false }
    }
}

/// A picture that cannot be made.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum PlotError {
    /// Nothing to draw, or more than can be told apart.
    #[error("{0} curves: a plot shows 1 to {MOST_CURVES}")]
    Count(usize),
    /// A range of heights that is none.
    #[error("heights from {0} to {1}: two finite numbers, the first below the second, such as -1 and 3")]
    Heights(f64, f64),
    /// Too small to read, or too large.
    #[error("a picture of {0} x {1} pixels: each side must have {low} to {high}", low = SIZES[0], high = SIZES[1])]
    Size(u32, u32),
    /// No room for all panels and names.
    #[error(
        "{width} x {height} pixels are too small for so many panels and names: give a larger --size, or fewer functions"
    )]
    Crowded {
        /// The width that was asked for.
        width: u32,
        /// The height.
        height: u32,
    },
    /// A function that has no value anywhere in the range.
    #[error("`{label}` has no finite value from {span}: nothing to draw; give another --range")]
    Nothing {
        /// The function.
        label: String,
        /// The range.
        span: Span,
    },
    /// A curve that cannot be had.
    #[error(transparent)]
    Curve(#[from] CurveError),
    /// A template or a rasteriser that failed.
    #[error("the picture cannot be written: {0}")]
    Written(String),
}

impl Plot {
    /// Functions over a range. Fails if there are too many, if sizes or heights are none, and if a function has no value in the range.
    pub fn new(functions: &[Member], span: Span, options: PlotOptions) -> Result<Self, PlotError> {
        if functions.is_empty() || functions.len() > MOST_CURVES {
            return Err(PlotError::Count(functions.len()));
        }
        let [width, height] = options.size;
        if [width, height].iter().any(|side| !(SIZES[0]..=SIZES[1]).contains(side)) {
            return Err(PlotError::Size(width, height));
        }
        if let Some([low, high]) = options.y_range
            && !(low.is_finite() && high.is_finite() && low < high && (high - low).is_finite())
        {
            return Err(PlotError::Heights(low, high));
        }
        let mut quantities = vec![Quantity::Value, Quantity::Slope];
        let others = [Quantity::SecondSlope, Quantity::Error];
        quantities.extend(others.into_iter().filter(|quantity| options.beside.contains(quantity)));
        let drawn = functions.iter().map(|member| {
            let portrait = portrait(&member.activation, &quantities, span)?;
            if portrait.curve(Quantity::Value).is_none_or(|curve| curve.strokes.is_empty()) {
                return Err(PlotError::Nothing { label: member.label.clone(), span });
            }
            Ok(Drawn { label: member.label.clone(), portrait })
        });
        Ok(Self { functions: drawn.collect::<Result<_, _>>()?, span, options })
    }

    /// The picture as PNG, of the size that was asked for.
    pub fn png(&self) -> Result<Vec<u8>, PlotError> {
        png_of_svg(&self.svg()?)
    }
}
