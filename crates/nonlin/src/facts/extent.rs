//! From bounds of many parts to those of the whole.

use super::interval::Interval;
use super::proven::{End, Extent};

/// What is known of the lower end of a part: bounds for it, and whether it is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) low: End,
    pub(super) high: End,
}

impl Part {
    pub(super) fn single(at: Interval, taken: Option<bool>) -> Self {
        Self { low: End { at, taken }, high: End { at, taken } }
    }

    /// Of a set that lies in `hull` and has a number in it that lies in `inner`.
    pub(super) fn loose(hull: Interval, inner: Interval) -> Self {
        let end = |a: f64, b: f64| End { at: Interval::between(a, b), taken: None };
        Self { low: end(hull.low, inner.high), high: end(inner.low, hull.high) }
    }
}

/// The extent of the union; `None` if one of its bounds is not finite and not proven infinite.
pub(super) fn union(parts: &[Part]) -> Option<Extent> {
    let flipped = |end: &End| End { at: -end.at, ..*end };
    let low = lowest(&parts.iter().map(|part| part.low).collect::<Vec<_>>())?;
    let high = lowest(&parts.iter().map(|part| flipped(&part.high)).collect::<Vec<_>>())?;
    Some(Extent { low, high: flipped(&high) })
}

fn lowest(ends: &[End]) -> Option<End> {
    let low = ends.iter().map(|end| end.at.low).reduce(f64::min)?;
    let high = ends.iter().map(|end| end.at.high).reduce(f64::min)?;
    if low.is_infinite() && high > f64::NEG_INFINITY {
        return None;
    }
    let able = || ends.iter().filter(|end| end.at.low <= high);
    let surely = able().any(|end| end.taken == Some(true) && end.at.high <= low);
    // Infinity is no number: an end there is approached, whatever the parts could tell.
    let taken = if high == f64::NEG_INFINITY {
        Some(false)
    } else if surely || able().all(|end| end.taken == Some(true)) {
        Some(true)
    } else {
        able().all(|end| end.taken == Some(false)).then_some(false)
    };
    Some(End { at: Interval { low, high }, taken })
}
