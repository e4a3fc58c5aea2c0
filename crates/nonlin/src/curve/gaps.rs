//! Where a function has no finite value: poles, ends of its domain, single holes.

use super::End;
use super::reader::Reader;

/// Looks into intervals at most so often for one curve.
const LOOKS: usize = 4000;
/// Halvings that find the end of a domain.
const HALVINGS: usize = 80;

/// A place without a finite value between two samples that have one.
pub(super) struct Gap {
    /// The last finite sample before it.
    pub(super) left: [f64; 2],
    /// The first after it.
    pub(super) right: [f64; 2],
}

/// The last place next to `bad` at which the value is finite, beginning from one at which it is.
pub(super) fn edge(reader: &Reader, finite: [f64; 2], bad: f64) -> [f64; 2] {
    let (mut good, mut bad) = (finite, bad);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(good[0], bad);
        if middle == good[0] || middle == bad {
            break;
        }
        let y = reader.at(middle);
        if y.is_finite() {
            good = [middle, y];
        } else {
            bad = middle;
        }
    }
    good
}

/// How a line ends that comes from the side of `inner` and of which `edge` is the last sample.
///
/// On the way to a pole each step of half the length climbs as much as the one before, or more; on the way to a finite value less.
pub(super) fn end_towards(reader: &Reader, inner: f64, edge: [f64; 2]) -> End {
    let distance = |k: i32| (inner - edge[0]) * 0.5_f64.powi(k);
    let height = |k: i32| reader.at(edge[0] + distance(k));
    // At least this far from the edge, whose own place is known to some digits only.
    let finest = (4..30).rev().find(|&k| edge[0] + distance(k) != edge[0] && distance(k).abs() > 1e-12 * inner.abs());
    let Some(last) = finest.filter(|&last| last >= 8) else { return End::Closed };
    let climbs = |k: i32| (height(k + 1) - height(k)).abs();
    let (early, late) = (climbs(last / 2 - 1), climbs(last - 1));
    if late.is_finite() && late <= 0.6 * early || late == 0.0 { End::Closed } else { End::Away }
}

/// Searches for places without a value by halving the stretches that intervals do not clear.
pub(super) struct Search {
    looks: usize,
}

impl Search {
    pub(super) fn new() -> Self {
        Self { looks: LOOKS }
    }

    /// The gaps between two neighbouring finite samples, from left to right.
    pub(super) fn between(&mut self, reader: &Reader, a: [f64; 2], b: [f64; 2]) -> Vec<Gap> {
        let floor = 1e-9 * (b[0] - a[0]);
        let mut gaps: Vec<Gap> = Vec::new();
        // The leftmost on top.
        let mut waiting = vec![(a, b)];
        while let Some((a, b)) = waiting.pop() {
            if self.looks == 0 {
                return Vec::new();
            }
            self.looks -= 1;
            if reader.is_bounded_between(a[0], b[0]) {
                continue;
            }
            let x = f64::midpoint(a[0], b[0]);
            if b[0] - a[0] <= floor || x <= a[0] || x >= b[0] {
                match gaps.last_mut() {
                    // A place on the border of two stretches.
                    Some(last) if last.right[0] >= a[0] => last.right = b,
                    _ => gaps.push(Gap { left: a, right: b }),
                }
                continue;
            }
            let y = reader.at(x);
            if y.is_finite() {
                waiting.push(([x, y], b));
                waiting.push((a, [x, y]));
            } else {
                gaps.push(Gap { left: edge(reader, a, x), right: edge(reader, b, x) });
            }
        }
        gaps
    }
}
