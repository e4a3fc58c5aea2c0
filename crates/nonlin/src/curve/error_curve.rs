//! How far the fast accuracy is from the truth, place by place.

use super::{Curve, End, Quantity, Span, Stroke};
use crate::compute::Activation;
use crate::verification::singles;

/// Parts of the range, each of which has one height: that of its worst number.
const PARTS: u32 = 192;
/// Numbers of type `f32` looked at in each part, at most.
const NUMBERS: u32 = 48;

/// The worst error of values of type `f32` in each part of the range.
pub(super) fn errors(activation: &Activation, span: Span) -> Curve {
    let place = |i: u32| span.at(f64::from(i) / f64::from(PARTS));
    let mut strokes: Vec<Stroke> = Vec::new();
    let mut gap = true;
    for part in 0..PARTS {
        let (from, to) = (place(part), place(part + 1));
        let Some(worst) = worst(activation, from, to) else {
            gap = true;
            continue;
        };
        if gap {
            strokes.push(Stroke { points: Vec::new(), begins: End::Range, ends: End::Range });
            gap = false;
        }
        if let Some(stroke) = strokes.last_mut() {
            stroke.points.push([f64::midpoint(from, to), worst]);
        }
    }
    let highest = strokes.iter().flat_map(|stroke| &stroke.points).map(|point| point[1]).reduce(f64::max);
    Curve { quantity: Quantity::Error, strokes, heights: highest.map(|highest| [0.0, highest]) }
}

/// The worst error between two places, if there is a number of type `f32` there that has an error.
fn worst(activation: &Activation, from: f64, to: f64) -> Option<f64> {
    // Each sign by itself: the bits of the numbers of one sign are in their order.
    let negative = (from < 0.0).then(|| (-to.min(0.0), -from)).and_then(|(low, high)| bits(low, high));
    let positive = (to > 0.0).then(|| (from.max(0.0), to)).and_then(|(low, high)| bits(low, high));
    let mut found = None;
    for (bits, sign) in [(negative, 1 << 31), (positive, 0)] {
        let Some((low, high)) = bits else { continue };
        let stride = ((high - low) / NUMBERS).max(1);
        let count = (high - low) / stride + 1;
        let measured = singles(activation, low | sign, count, stride).fast_value;
        if measured.inputs > 0 && measured.worst.is_finite() {
            found = Some(measured.worst.max(found.unwrap_or(0.0)));
        }
    }
    found
}

/// The bits of the smallest and the largest finite number of type `f32` between two that are not negative.
fn bits(low: f64, high: f64) -> Option<(u32, u32)> {
    #[allow(clippy::cast_possible_truncation, reason = "rounded, and then brought inside")]
    // Without the sign of a zero, which is a bit too.
    let (mut first, mut last) = ((low + 0.0) as f32, high.min(f64::from(f32::MAX)) as f32);
    if f64::from(first) < low {
        first = first.next_up();
    }
    if f64::from(last) > high {
        last = last.next_down();
    }
    (first.is_finite() && first <= last).then(|| (first.to_bits(), last.to_bits()))
}
