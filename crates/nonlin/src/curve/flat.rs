//! Where learning stalls: the slope is nearly 0.

use super::{Curve, Span};
use crate::compute::Activation;
use crate::facts::{Facts, Interval, nearly_flat_under};

/// Slopes under this, either way, pass on so little of a gradient that a few layers of them leave nothing.
pub const FLAT: f64 = 0.1;

/// Where a slope is under [`FLAT`], either way.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Flat {
    /// From where to where, in order.
    pub stretches: Vec<[f64; 2]>,
    /// Whether this is proven, and not only seen in samples of the slope.
    pub proven: bool,
}

/// Repetitions of a periodic function that are told apart.
const MOST: f64 = 2000.0;

pub(super) fn flat(activation: &Activation, facts: &Facts, slope: &Curve, span: Span) -> Flat {
    let known = nearly_flat_under(activation, FLAT);
    let reach = activation.function().reach().double;
    let within = known.complete && span.from().abs().max(span.to().abs()) < reach;
    let ends = |[from, to]: &[Interval; 2]| [from.middle_or_infinite(), to.middle_or_infinite()];
    let once: Vec<[f64; 2]> = known.stretches.iter().map(ends).collect();
    let all = match facts.period.map(Interval::middle) {
        _ if !within => None,
        None => Some(once),
        Some(period) if span.width() / period > MOST => None,
        Some(period) => Some(repeated(&once, period, span)),
    };
    match all {
        Some(stretches) => Flat { stretches: clipped(stretches, span), proven: true },
        None => Flat { stretches: sampled(slope), proven: false },
    }
}

impl Interval {
    /// The middle; where it is no number at all, that infinity.
    fn middle_or_infinite(self) -> f64 {
        if self.is_point() { self.low } else { self.middle() }
    }
}

fn repeated(once: &[[f64; 2]], period: f64, span: Span) -> Vec<[f64; 2]> {
    let mut all = Vec::new();
    let mut turn = (span.from() / period).floor();
    while turn * period < span.to() {
        all.extend(once.iter().map(|[from, to]| [turn.mul_add(period, *from), turn.mul_add(period, *to)]));
        turn += 1.0;
    }
    all
}

/// What lies in the range, without touching neighbours.
fn clipped(stretches: Vec<[f64; 2]>, span: Span) -> Vec<[f64; 2]> {
    let mut all: Vec<[f64; 2]> = Vec::new();
    for [from, to] in stretches {
        let (from, to) = (from.max(span.from()), to.min(span.to()));
        if from >= to {
            continue;
        }
        match all.last_mut() {
            Some(last) if from - last[1] <= 1e-9 * span.width() => last[1] = to,
            _ => all.push([from, to]),
        }
    }
    all
}

/// Where the samples say so, cut between two of them as a straight line would be.
fn sampled(slope: &Curve) -> Vec<[f64; 2]> {
    let mut all: Vec<[f64; 2]> = Vec::new();
    for stroke in &slope.strokes {
        for pair in stroke.points.windows(2) {
            let [a, b] = [pair[0], pair[1]];
            // Where the line between the two meets a height, as a share of the way.
            let share = |height: f64| (height - a[1]) / (b[1] - a[1]);
            let (mut from, mut to) = (0.0_f64, 1.0_f64);
            if a[1] == b[1] {
                if a[1].abs() >= FLAT {
                    continue;
                }
            } else {
                let (enters, leaves) = (share(FLAT).min(share(-FLAT)), share(FLAT).max(share(-FLAT)));
                (from, to) = (from.max(enters), to.min(leaves));
            }
            if from >= to {
                continue;
            }
            let at = |share: f64| share.mul_add(b[0] - a[0], a[0]);
            match all.last_mut() {
                Some(last) if from == 0.0 && last[1] == a[0] => last[1] = at(to),
                _ => all.push([at(from), at(to)]),
            }
        }
    }
    all
}
