//! A function that somebody chose, and what is proven of it: the rules go by what a function does, however it is spelt.

use nonlin::Activation;
use nonlin::facts::{Facts, THRESHOLDS, prove};
use nonlin::functions::Registered;

/// A chosen function.
pub(super) struct Candidate {
    /// As it was written.
    pub(super) label: String,
    /// What it works on, and what it does.
    pub(super) kind: Kind,
}

/// What a function works on.
pub(super) enum Kind {
    /// Each number by itself.
    Elementwise(Box<Traits>),
    /// A row as a whole, by its name.
    Row(&'static str),
    /// One half of a row gates the other.
    Gated,
}

/// What an element-wise function does.
pub(super) struct Traits {
    /// The function.
    pub(super) activation: Activation,
    /// Its name in the registry, whatever the spelling; none of a formula that is not there.
    pub(super) name: Option<&'static str>,
    /// Where its values lie; infinite ends where no bound is shown.
    pub(super) range: [f64; 2],
    /// Where its slopes lie.
    pub(super) slopes: [f64; 2],
    /// Whether its slope stays near zero far out on the left and on the right.
    pub(super) flat_ends: [bool; 2],
}

impl Candidate {
    pub(super) fn new(function: Registered) -> Self {
        let label = function.card().name.to_owned();
        let kind = match function {
            Registered::Elementwise(function) => Kind::Elementwise(Box::new(Traits::of(Activation::of(function)))),
            Registered::Row(row) => Kind::Row(row.card().name),
            Registered::Gated(_) => Kind::Gated,
        };
        Self { label, kind }
    }

    /// The registry's name for it, if it has one there.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Elementwise(traits) => traits.name,
            Kind::Row(name) => Some(name),
            Kind::Gated => Some(&self.label),
        }
    }
}

impl Traits {
    fn of(activation: Activation) -> Self {
        let name = match activation.function().typed() {
            Some(typed) => typed.known().map(|known| known.function.card().name),
            None => Some(activation.card().name),
        };
        let facts = prove(&activation);
        let ends = |extent: Option<nonlin::facts::Extent>| {
            extent.map_or([f64::NEG_INFINITY, f64::INFINITY], |extent| [extent.low.at.low, extent.high.at.high])
        };
        let (range, slopes, flat_ends) = (ends(facts.range), ends(facts.slopes), flat_ends(&facts));
        Self { activation, name, range, slopes, flat_ends }
    }

    /// The largest slope either way; infinite if no bound is shown.
    pub(super) fn steepest(&self) -> f64 {
        self.slopes[0].abs().max(self.slopes[1].abs())
    }

    /// Whether it is a straight line that is not level.
    pub(super) fn is_straight(&self) -> bool {
        self.slopes[0] == self.slopes[1] && self.slopes[0] != 0.0
    }

    /// Whether its values lie between two numbers.
    pub(super) fn is_bounded(&self) -> bool {
        self.range.iter().all(|end| end.is_finite())
    }
}

fn flat_ends(facts: &Facts) -> [bool; 2] {
    // One period of a function that repeats itself says nothing of its ends.
    if facts.period.is_some() {
        return [false; 2];
    }
    let nearly = facts.nearly_flat.iter().filter(|nearly| nearly.threshold == THRESHOLDS[0]);
    let stretches: Vec<_> = nearly.flat_map(|nearly| &nearly.stretches).collect();
    [
        stretches.iter().any(|[from, _]| from.low == f64::NEG_INFINITY),
        stretches.iter().any(|[_, to]| to.high == f64::INFINITY),
    ]
}
