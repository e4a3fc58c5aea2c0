//! What all figures have in common. Colours are Okabe and Ito's, which colour-blind readers can tell apart.

use plotters::style::RGBColor;
use thiserror::Error;

/// A figure that cannot be drawn.
#[derive(Debug, Error)]
#[error("a figure cannot be drawn: {0}")]
pub struct FigureError(String);

impl FigureError {
    pub(crate) fn of(problem: impl std::fmt::Display) -> Self {
        Self(problem.to_string())
    }
}

/// Okabe & Ito 2008, without black and yellow, which backgrounds swallow.
pub(crate) const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];
/// Readable on white and on black.
pub(crate) const INK: RGBColor = RGBColor(118, 118, 118);

/// A power of ten, or a few digits.
pub(crate) fn tick(y: f64) -> String {
    if (0.001..10_000.0).contains(&y) {
        let text = format!("{y:.4}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{y:.0e}")
    }
}

/// A name, cut off with an ellipsis if it has more letters than that.
pub(crate) fn shortened(name: &str, most: usize) -> String {
    if name.chars().count() <= most { name.to_owned() } else { name.chars().take(most - 1).chain(['…']).collect() }
}
