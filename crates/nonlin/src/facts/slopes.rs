//! How steep a function is, and where it is nearly flat.

use super::extent::Part;
use super::interval::Interval;
use super::pieces::Piece;
use super::proven::{NearlyFlat, THRESHOLDS};
use super::signs::{Quantity, Sign, Zeros, nearby, signs};
use super::tail::Tail;

const SLOPE: Quantity = Quantity::SlopeLess(0.0);
/// How often the slope may be evaluated in search of its largest value.
const PATIENCE: usize = 1500;
/// Ends known to within this share of themselves are known well enough.
const CLOSE: f64 = 4e-16;

impl Piece {
    /// What the slopes on this piece are between.
    pub(super) fn slope_parts(&self) -> Vec<Part> {
        let (mut low, mut high) = (self.from.low, self.to.high);
        let mut parts = Vec::new();
        let mut tail = |side: f64, nearer: f64| {
            let near_limit = |[far, _]: &[Tail; 2]| {
                let hull = far.hull();
                let near = hull.is_bounded() && hull.width() < 1e-3 * (1.0 + hull.magnitude().high);
                far.limit().is_some_and(|limit| near || !limit.is_bounded())
            };
            let beyond = side * nearby(side, nearer);
            let far = SLOPE
                .far(&self.program, side, nearer, near_limit)
                .or_else(|| SLOPE.far(&self.program, side, beyond, |[far, _]| far.hull().is_bounded()));
            let Some([far, _]) = far else {
                parts.push(Part::loose(Interval::WHOLE, SLOPE.at(&self.program, beyond)));
                return beyond;
            };
            if let Some(limit) = far.limit() {
                parts.push(Part::single(limit, None));
            }
            if far.limit().is_none_or(Interval::is_bounded) {
                let at = SLOPE.at(&self.program, side * far.from());
                parts.push(Part::loose(far.hull(), at.meet(far.hull())));
            }
            side * far.from()
        };
        if low == f64::NEG_INFINITY {
            low = tail(-1.0, high);
        }
        if high == f64::INFINITY {
            high = tail(1.0, low);
        }
        let x = Interval::between(low, high);
        let (steepest, shallowest) = (self.largest_slope(x, 1.0), -self.largest_slope(x, -1.0));
        parts.push(Part {
            low: super::proven::End { at: shallowest, taken: None },
            high: super::proven::End { at: steepest, taken: None },
        });
        parts
    }

    /// The largest of `sign * slope` on `x`, enclosed: branch and bound.
    fn largest_slope(&self, x: Interval, sign: f64) -> Interval {
        let sign = Interval::point(sign);
        let at = |x: f64| sign * SLOPE.at(&self.program, x);
        let bound = |x: Interval| {
            let [slope, curvature] = SLOPE.over(&self.program, x);
            let (slope, curvature) = (sign * slope, sign * curvature);
            // Where the slope only grows or only falls, an end has the most.
            if curvature.low >= 0.0 {
                at(x.high).high.min(slope.high)
            } else if curvature.high <= 0.0 {
                at(x.low).high.min(slope.high)
            } else {
                slope.high
            }
        };
        // The ends of a piece may be enclosed only: what is reached there is what is reached all over the enclosure.
        let end = |place: f64, end: Interval| {
            let end = if end.holds(place) { end } else { Interval::point(place) };
            (sign * SLOPE.over(&self.program, end)[0]).low
        };
        let mut reached = end(x.low, self.from).max(end(x.high, self.to));
        let mut open = vec![(x, bound(x))];
        let mut closed = f64::NEG_INFINITY;
        for _ in 0..PATIENCE {
            let Some(best) = (0..open.len()).max_by(|&a, &b| open[a].1.total_cmp(&open[b].1)) else { break };
            let (x, most) = open.swap_remove(best);
            let middle = x.middle();
            reached = reached.max(at(middle).low);
            if most <= reached + CLOSE * reached.abs() || middle <= x.low || middle >= x.high {
                closed = closed.max(most);
                if open.iter().all(|&(_, bound)| bound <= closed) {
                    break;
                }
                continue;
            }
            for half in [Interval { low: x.low, high: middle }, Interval { low: middle, high: x.high }] {
                let most = bound(half).min(most);
                if most > reached {
                    open.push((half, most));
                } else {
                    closed = closed.max(most);
                }
            }
        }
        let most = open.iter().fold(closed, |most, &(_, bound)| most.max(bound));
        Interval { low: reached, high: most.max(reached) }
    }

    /// The stretches of this piece where `|slope|` is under `threshold`, and whether those are all.
    fn nearly_flat(&self, threshold: f64) -> (Vec<[Interval; 2]>, bool) {
        let ends = (self.from, self.to);
        let under = signs(&self.program, Quantity::SlopeLess(threshold), Zeros::MayBeInside, ends);
        let over = signs(&self.program, Quantity::SlopeLess(-threshold), Zeros::MayBeInside, ends);
        let complete = under.iter().chain(&over).all(|stretch| stretch.sign != Sign::Unknown);
        let mut found: Vec<[Interval; 2]> = Vec::new();
        for a in under.iter().filter(|stretch| stretch.sign == Sign::Negative) {
            for b in over.iter().filter(|stretch| stretch.sign == Sign::Positive) {
                let from = if a.from.low > b.from.low { a.from } else { b.from };
                let to = if a.to.high < b.to.high { a.to } else { b.to };
                if from.high < to.low {
                    found.push([from, to]);
                }
            }
        }
        (found, complete)
    }
}

/// Where the function is nearly flat, for every threshold.
pub(super) fn nearly_flat(pieces: &[Piece]) -> Vec<NearlyFlat> {
    THRESHOLDS.iter().map(|&threshold| flat_under(pieces, threshold)).collect()
}

/// Where `|slope|` is under one threshold.
pub(super) fn flat_under(pieces: &[Piece], threshold: f64) -> NearlyFlat {
    let mut all = NearlyFlat { threshold, stretches: Vec::new(), complete: true };
    for piece in pieces {
        let (stretches, complete) = piece.nearly_flat(threshold);
        all.complete &= complete;
        for [from, to] in stretches {
            match all.stretches.last_mut() {
                Some([_, end]) if *end == from => *end = to,
                _ => all.stretches.push([from, to]),
            }
        }
    }
    all
}
