//! A curve as the path of a pen, in pixels.

use nonlin::curve::{End, Stroke};
use std::fmt::Write;

/// The end of a line at a jump: filled where it is the function's value.
pub(crate) struct Dot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) filled: bool,
}

/// Without the points that lie on the line between others, to a twentieth of a pixel (Ramer 1972; Douglas & Peucker 1973).
pub(crate) fn thinned(points: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut kept = vec![false; points.len()];
    if let [first, .., last] = &mut kept[..] {
        (*first, *last) = (true, true);
    }
    let mut waiting = vec![(0, points.len().saturating_sub(1))];
    while let Some((from, to)) = waiting.pop() {
        let (Some(&a), Some(&b)) = (points.get(from), points.get(to)) else { continue };
        let off = |&[x, y]: &[f64; 2]| {
            let share = (x - a[0]) / (b[0] - a[0]).max(f64::MIN_POSITIVE);
            (share.mul_add(b[1] - a[1], a[1]) - y).abs()
        };
        let inner = (from + 1..to).map(|i| (i, off(&points[i])));
        if let Some((i, off)) = inner.max_by(|a, b| a.1.total_cmp(&b.1))
            && off > 0.05
        {
            kept[i] = true;
            waiting.extend([(from, i), (i, to)]);
        }
    }
    points.iter().zip(kept).filter_map(|(&point, kept)| kept.then_some(point)).collect()
}

/// A line as a path, cut where it leaves the heights that are shown.
pub(crate) fn drawn(points: &[[f64; 2]], [top, bottom]: [f64; 2], path: &mut String) {
    let mut pen: Option<[f64; 2]> = None;
    for pair in points.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        let rise = b[1] - a[1];
        if rise == 0.0 {
            if !(top..=bottom).contains(&a[1]) {
                continue;
            }
        } else {
            let (enters, leaves) = ((top - a[1]) / rise, (bottom - a[1]) / rise);
            (from, to) = (from.max(enters.min(leaves)), to.min(enters.max(leaves)));
            if from > to {
                continue;
            }
        }
        let at = |share: f64| match share {
            0.0 => a,
            1.0 => b,
            _ => [share.mul_add(b[0] - a[0], a[0]), share.mul_add(rise, a[1]).clamp(top, bottom)],
        };
        let (start, end) = (at(from), at(to));
        if pen != Some(start) {
            let _ = write!(path, "M{} {}", short(start[0]), short(start[1]));
        }
        let _ = write!(path, "L{} {}", short(end[0]), short(end[1]));
        pen = Some(end);
    }
}

/// Dots at the ends of a line that are no ends of the range.
pub(crate) fn ends(stroke: &Stroke, points: &[[f64; 2]], [top, bottom]: [f64; 2]) -> Vec<Dot> {
    let mut dots = Vec::new();
    let mut dot = |point: Option<&[f64; 2]>, end: End| {
        let filled = match end {
            End::Closed => true,
            End::Open => false,
            End::Range | End::Away => return,
        };
        if let Some(&[x, y]) = point
            && (top - 0.5..=bottom + 0.5).contains(&y)
        {
            dots.push(Dot { x, y, filled });
        }
    };
    dot(points.first(), stroke.begins);
    if points.len() > 1 {
        dot(points.last(), stroke.ends);
    }
    dots
}

/// A hundredth of a pixel, without what it does not need.
pub(crate) fn short(x: f64) -> String {
    let text = format!("{x:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
