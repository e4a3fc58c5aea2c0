//! Facts in words, one short line each.

use super::digits::rounded_up;
use super::interval::Interval;
use super::proven::{Agreement, End, Extent, Facts, FixedPoints, Joint, NearlyFlat, Stretch, Trend};
use super::symmetry::Symmetry;
use std::fmt;

/// Of more stretches or points than this only the number is told.
const FEW: usize = 8;
const EVERYWHERE: &str = "everywhere";

impl Facts {
    /// Every fact as a label and a line; nothing of what is not shown.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        lines.extend(self.range.map(|range| ("range", range.to_string())));
        lines.extend(
            self.period.map(|period| {
                ("period", format!("{period}; rising, falling and nearly flat are told of x = 0 to there"))
            }),
        );
        self.trends(&mut lines);
        lines.extend(self.slopes.map(|slopes| ("slope", format!("from {} to {}", slopes.low.at, slopes.high.at))));
        lines.extend(self.lipschitz.map(|bound| ("Lipschitz", self.lipschitz_in_words(bound))));
        lines.extend(self.smoothness().map(|smoothness| ("smoothness", smoothness)));
        lines.extend(self.joints.iter().map(Joint::line));
        lines.extend(self.symmetry.map(|symmetry| ("symmetry", symmetry.to_string())));
        lines.extend(self.at_zero().map(|line| ("at 0", line)));
        lines.extend(self.fixed_points.as_ref().map(|points| ("fixed points", points.to_string())));
        lines.extend(
            self.nearly_flat.iter().filter(|flat| flat.is_worth_a_line()).map(|flat| ("nearly flat", flat.to_string())),
        );
        lines
    }

    fn trends(&self, lines: &mut Vec<(&'static str, String)>) {
        let known = || self.stretches.iter().filter(|stretch| stretch.trend != Trend::Unproven);
        if known().count() > FEW {
            let turns = self.stretches.windows(2).filter(|pair| pair.iter().all(|s| s.trend != Trend::Unproven));
            lines.push(("turns", format!("{} times {}", turns.count(), span(known().next(), known().next_back()))));
            return;
        }
        lines.extend(known().map(|stretch| {
            let label = match stretch.trend {
                Trend::Rises => "rises",
                Trend::Falls => "falls",
                _ => "flat",
            };
            (label, place([stretch.from, stretch.to]))
        }));
    }

    fn lipschitz_in_words(&self, bound: Interval) -> String {
        if bound.low < f64::INFINITY {
            bound.to_string()
        } else if self.joints.iter().any(|joint| joint.value == Agreement::Differ) {
            "none: it jumps".to_owned()
        } else {
            "none: the slope has no bound".to_owned()
        }
    }

    /// How often it can be differentiated, if that is certain.
    fn smoothness(&self) -> Option<String> {
        if !self.smooth_between_joints {
            return None;
        }
        let count = |part: fn(&Joint) -> Agreement, wanted: Agreement| {
            self.joints.iter().filter(|joint| part(joint) == wanted).count()
        };
        let all = |part: fn(&Joint) -> Agreement| count(part, Agreement::Same) == self.joints.len();
        let number =
            |count: usize, one: &str| if count == 1 { format!("one {one}") } else { format!("{count} {one}s") };
        let jumps = count(|joint| joint.value, Agreement::Differ);
        Some(if self.joints.is_empty() {
            "all derivatives exist everywhere".to_owned()
        } else if jumps > 0 {
            format!("not continuous: {}", number(jumps, "jump"))
        } else if !all(|joint| joint.value) {
            return None;
        } else if !all(|joint| joint.slope) {
            match count(|joint| joint.slope, Agreement::Differ) {
                0 => "continuous".to_owned(),
                kinks => format!("continuous, not differentiable: {}", number(kinks, "kink")),
            }
        } else if all(|joint| joint.curvature) {
            "twice differentiable everywhere".to_owned()
        } else if count(|joint| joint.curvature, Agreement::Differ) > 0 {
            "differentiable once everywhere, not twice".to_owned()
        } else {
            "differentiable everywhere".to_owned()
        })
    }

    fn at_zero(&self) -> Option<String> {
        let value = self.value_at_zero?;
        Some(match self.slopes_at_zero? {
            [left, right] if left == right => format!("value {value}, slope {left}"),
            [left, right] => format!("value {value}, slope {left} on the left and {right} on the right"),
        })
    }
}

impl Joint {
    fn line(&self) -> (&'static str, String) {
        let Self { at, values, slopes, .. } = self;
        match (self.value, self.slope) {
            (Agreement::Differ, _) if values[0] == values[1] => ("jump", format!("at x = {at}, at that point only")),
            (Agreement::Differ, _) => ("jump", format!("at x = {at} from {} to {}", values[0], values[1])),
            (Agreement::Same, Agreement::Differ) => {
                ("kink", format!("at x = {at}, slope {} before and {} after", slopes[0], slopes[1]))
            }
            (Agreement::Same, Agreement::Same) => ("seam", format!("at x = {at}, without a kink")),
            (Agreement::Same, Agreement::Within(off)) => {
                ("seam", format!("at x = {at}, no kink over {}", rounded_up(off)))
            }
            (Agreement::Within(off), _) => ("seam", format!("at x = {at}, no jump over {}", rounded_up(off))),
        }
    }
}

/// Brackets where it is known of both ends whether they are taken.
impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { low: End { at: low, taken: low_taken }, high: End { at: high, taken: high_taken } } = self;
        match (low_taken, high_taken) {
            (Some(from), Some(to)) => {
                write!(f, "{}{low}, {high}{}", if *from { '[' } else { '(' }, if *to { ']' } else { ')' })
            }
            _ => write!(f, "from {low} to {high}"),
        }
    }
}

impl fmt::Display for Symmetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Odd => "odd, centred on zero: f(-x) = -f(x)",
            Self::Even => "even: f(-x) = f(x)",
            Self::Neither => "neither odd nor even",
        })
    }
}

impl fmt::Display for FixedPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut told: Vec<String> = match &self.points[..] {
            [first, .., last] if self.points.len() > FEW => {
                vec![format!("{} from x = {first} to {last}", self.points.len())]
            }
            points => points.iter().map(|point| format!("x = {point}")).collect(),
        };
        told.extend(self.stretches.iter().map(|&ends| match place(ends) {
            everywhere if everywhere == EVERYWHERE => everywhere,
            part => format!("all {part}"),
        }));
        match (told.is_empty(), self.unproven.is_empty()) {
            (true, true) => f.write_str("none"),
            (false, true) => f.write_str(&told.join(", ")),
            (true, false) => f.write_str("not settled"),
            (false, false) => write!(f, "{}; others not excluded", told.join(", ")),
        }
    }
}

impl NearlyFlat {
    fn is_worth_a_line(&self) -> bool {
        self.complete || !self.stretches.is_empty()
    }
}

impl fmt::Display for NearlyFlat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "|slope| < {} ", self.threshold)?;
        match &self.stretches[..] {
            [] => f.write_str("nowhere")?,
            stretches if stretches.len() > FEW / 2 => write!(f, "in {} stretches", stretches.len())?,
            stretches => f.write_str(&stretches.iter().map(|&ends| place(ends)).collect::<Vec<_>>().join(", "))?,
        }
        f.write_str(if self.complete { "" } else { "; others not excluded" })
    }
}

fn place([from, to]: [Interval; 2]) -> String {
    match (from.low.is_finite(), to.high.is_finite()) {
        (false, false) => EVERYWHERE.to_owned(),
        (false, true) => format!("up to x = {to}"),
        (true, false) => format!("from x = {from} on"),
        (true, true) => format!("from x = {from} to {to}"),
    }
}

fn span(first: Option<&Stretch>, last: Option<&Stretch>) -> String {
    first.zip(last).map_or_else(String::new, |(first, last)| place([first.from, last.to]))
}
