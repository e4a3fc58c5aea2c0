//! How one layer's numbers are spread.

use super::chart::titled;
use crate::figure::{COLOURS, FigureError, INK};
use nonlin_doctor::trace::{BINS, Spread};
use plotters::prelude::*;

const WIDTH: i32 = 220;
const HEIGHT: i32 = 64;
/// Between two strokes of a hatching.
const HATCH: usize = 5;

/// A drawn histogram.
pub(in crate::doctor) struct Histogram {
    pub(in crate::doctor) svg: String,
    /// Its left end.
    pub(in crate::doctor) low: f64,
    /// Its right end.
    pub(in crate::doctor) high: f64,
    /// Whether the first step's outline is in it.
    pub(in crate::doctor) has_first: bool,
}

/// The numbers at the left and the right edge.
struct Frame {
    low: f64,
    high: f64,
}

impl Frame {
    #[allow(clippy::cast_possible_truncation, reason = "clamped to the figure")]
    fn at(&self, x: f64) -> i32 {
        ((x - self.low) / (self.high - self.low) * f64::from(WIDTH)).clamp(0.0, f64::from(WIDTH)).round() as i32
    }

    /// The bins as left, right, top: the highest reaches the top.
    fn bars(&self, spread: &Spread) -> Vec<[i32; 3]> {
        let most = i32::from(spread.bins.iter().copied().max().unwrap_or(0)).max(1);
        let width = (spread.high - spread.low) / BINS as f64;
        let bar = |(place, &share): (usize, &u16)| {
            let from = self.at((place as f64).mul_add(width, spread.low));
            let to = self.at((place as f64 + 1.0).mul_add(width, spread.low)).max(from + 2);
            [from, to, HEIGHT - 1 - i32::from(share) * (HEIGHT - 6) / most]
        };
        let full = spread.bins.iter().enumerate().filter(|(_, share)| **share > 0);
        full.map(bar).collect()
    }
}

/// Whether a spread can be drawn; a file may hold anything.
fn is_drawn(spread: &Spread) -> bool {
    spread.low.abs() < 1e300 && spread.high.abs() < 1e300 && spread.low <= spread.high
}

/// The last spread as bars, the first as an outline, and hatched where the activation is flat.
pub(in crate::doctor) fn histogram(
    last: &Spread,
    first: Option<&Spread>,
    flat: &[[f64; 2]],
    words: &str,
) -> Result<Option<Histogram>, FigureError> {
    if !is_drawn(last) {
        return Ok(None);
    }
    let first = first.filter(|first| is_drawn(first));
    let (low, high) = first.map_or((last.low, last.high), |first| (last.low.min(first.low), last.high.max(first.high)));
    let room = 0.02 * (high - low).max(1e-6 * low.abs().max(high.abs()).max(1e-30));
    let frame = Frame { low: low - room, high: high + room };
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH.unsigned_abs(), HEIGHT.unsigned_abs())).into_drawing_area();
        let draw = |element| area.draw(&element).map_err(FigureError::of);
        for &[from, to] in flat {
            let (left, right) = (frame.at(from), frame.at(to));
            if left < right {
                draw(Rectangle::new([(left, 0), (right, HEIGHT)], INK.mix(0.12).filled()).into_dyn())?;
                for x in (left..right).step_by(HATCH) {
                    let stroke = PathElement::new([(x, 0), (x, HEIGHT)], INK.mix(0.45).stroke_width(1));
                    draw(stroke.into_dyn())?;
                }
            }
        }
        for [left, right, top] in frame.bars(last) {
            draw(Rectangle::new([(left, top), (right, HEIGHT - 1)], COLOURS[0].mix(0.85).filled()).into_dyn())?;
        }
        if let Some(first) = first {
            let bars = frame.bars(first);
            let outline: Vec<(i32, i32)> = bars
                .iter()
                .flat_map(|&[left, right, top]| [(left, HEIGHT - 1), (left, top), (right, top), (right, HEIGHT - 1)])
                .collect();
            draw(PathElement::new(outline, COLOURS[1].stroke_width(1)).into_dyn())?;
        }
        draw(PathElement::new([(0, HEIGHT - 1), (WIDTH, HEIGHT - 1)], INK.stroke_width(1)).into_dyn())?;
        area.present().map_err(FigureError::of)?;
    }
    Ok(Some(Histogram { svg: titled(&svg, words), low, high, has_first: first.is_some() }))
}
