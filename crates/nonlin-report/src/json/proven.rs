//! What is proven of a function, in JSON: every number as the two ends of its enclosure, what is not shown as `null`.

use super::Number;
use nonlin::facts::{Agreement, Extent, Facts, FixedPoints, Interval, Joint, NearlyFlat, Stretch, Symmetry, Trend};
use serde::Serialize;

type Enclosed = [Number; 2];

/// What is proven, as JSON.
#[derive(Clone, Debug, Serialize)]
pub struct Proven {
    range: Option<Ends>,
    period: Option<Enclosed>,
    stretches: Vec<Part>,
    slopes: Option<Ends>,
    lipschitz: Option<Enclosed>,
    smooth_between_joints: bool,
    joints: Vec<Met>,
    symmetry: Option<&'static str>,
    value_at_zero: Option<Enclosed>,
    slopes_at_zero: Option<[Enclosed; 2]>,
    fixed_points: Option<Fixed>,
    nearly_flat: Vec<Flat>,
}

#[derive(Clone, Debug, Serialize)]
struct Ends {
    low: Enclosed,
    high: Enclosed,
    low_taken: Option<bool>,
    high_taken: Option<bool>,
}

#[derive(Clone, Debug, Serialize)]
struct Part {
    from: Enclosed,
    to: Enclosed,
    trend: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Met {
    at: Enclosed,
    values: [Enclosed; 2],
    slopes: [Enclosed; 2],
    jump: Option<bool>,
    kink: Option<bool>,
}

#[derive(Clone, Debug, Serialize)]
struct Fixed {
    points: Vec<Enclosed>,
    stretches: Vec<[Enclosed; 2]>,
    unproven: Vec<[Enclosed; 2]>,
}

#[derive(Clone, Debug, Serialize)]
struct Flat {
    slope_under: f64,
    stretches: Vec<[Enclosed; 2]>,
    complete: bool,
}

fn enclosed(x: Interval) -> Enclosed {
    [Number(x.low), Number(x.high)]
}

fn spans(stretches: &[[Interval; 2]]) -> Vec<[Enclosed; 2]> {
    stretches.iter().map(|ends| ends.map(enclosed)).collect()
}

fn ends(extent: Extent) -> Ends {
    let Extent { low, high } = extent;
    Ends { low: enclosed(low.at), high: enclosed(high.at), low_taken: low.taken, high_taken: high.taken }
}

fn differ(agreement: Agreement) -> Option<bool> {
    match agreement {
        Agreement::Same => Some(false),
        Agreement::Differ => Some(true),
        Agreement::Within(_) => None,
    }
}

impl From<&Joint> for Met {
    fn from(joint: &Joint) -> Self {
        Self {
            at: enclosed(joint.at),
            values: joint.values.map(enclosed),
            slopes: joint.slopes.map(enclosed),
            jump: differ(joint.value),
            kink: differ(joint.slope),
        }
    }
}

impl From<&Stretch> for Part {
    fn from(stretch: &Stretch) -> Self {
        let trend = match stretch.trend {
            Trend::Rises => "rises",
            Trend::Falls => "falls",
            Trend::Flat => "flat",
            Trend::Unproven => "unproven",
        };
        Self { from: enclosed(stretch.from), to: enclosed(stretch.to), trend }
    }
}

impl From<&FixedPoints> for Fixed {
    fn from(all: &FixedPoints) -> Self {
        Self {
            points: all.points.iter().copied().map(enclosed).collect(),
            stretches: spans(&all.stretches),
            unproven: spans(&all.unproven),
        }
    }
}

impl From<&NearlyFlat> for Flat {
    fn from(flat: &NearlyFlat) -> Self {
        Self { slope_under: flat.threshold, stretches: spans(&flat.stretches), complete: flat.complete }
    }
}

impl From<&Facts> for Proven {
    fn from(facts: &Facts) -> Self {
        Self {
            range: facts.range.map(ends),
            period: facts.period.map(enclosed),
            stretches: facts.stretches.iter().map(Part::from).collect(),
            slopes: facts.slopes.map(ends),
            lipschitz: facts.lipschitz.map(enclosed),
            smooth_between_joints: facts.smooth_between_joints,
            joints: facts.joints.iter().map(Met::from).collect(),
            symmetry: facts.symmetry.map(|symmetry| match symmetry {
                Symmetry::Odd => "odd",
                Symmetry::Even => "even",
                Symmetry::Neither => "neither",
            }),
            value_at_zero: facts.value_at_zero.map(enclosed),
            slopes_at_zero: facts.slopes_at_zero.map(|slopes| slopes.map(enclosed)),
            fixed_points: facts.fixed_points.as_ref().map(Fixed::from),
            nearly_flat: facts.nearly_flat.iter().map(Flat::from).collect(),
        }
    }
}
