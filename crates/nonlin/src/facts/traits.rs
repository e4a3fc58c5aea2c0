//! Facts in a word each: what functions are told apart by.

use super::proven::{Agreement, Facts, Trend};
use super::symmetry::Symmetry;

/// Facts of a function; what is not proven is `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Traits {
    /// Whether all values lie between two numbers.
    pub bounded: Option<bool>,
    /// Whether all values lie above some number.
    pub bounded_below: Option<bool>,
    /// Whether it never turns.
    pub monotone: Option<Monotone>,
    /// Whether it has all derivatives everywhere.
    pub smooth: Option<bool>,
    /// Whether its slope has a value everywhere: no kink and no jump.
    pub differentiable: Option<bool>,
    /// Whether it is odd, so that its values are centred on zero.
    pub odd: Option<bool>,
    /// Whether the value at 0 is 0.
    pub zero_at_zero: Option<bool>,
    /// Whether it is flat on some stretch: there nothing is learnt at all.
    pub has_flat_part: Option<bool>,
}

/// Which way a function goes that never turns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Monotone {
    /// Up, or level.
    Rising,
    /// Down, or level.
    Falling,
    /// It turns.
    No,
}

impl From<&Facts> for Traits {
    fn from(facts: &Facts) -> Self {
        let trends: Option<Vec<Trend>> = (!facts.stretches.is_empty()
            && facts.stretches.iter().all(|stretch| stretch.trend != Trend::Unproven))
        .then(|| facts.stretches.iter().map(|stretch| stretch.trend).collect());
        let whole = |agreement: Agreement| match agreement {
            Agreement::Same => Some(true),
            Agreement::Differ => Some(false),
            Agreement::Within(_) => None,
        };
        let differentiable = facts
            .joints
            .iter()
            .try_fold(true, |so_far, joint| Some(so_far && whole(joint.value)? && whole(joint.slope)?));
        let jumps_down = facts
            .joints
            .iter()
            .any(|joint| joint.value == Agreement::Differ && joint.values[1].high < joint.values[0].low);
        Self {
            bounded: facts.range.map(|range| range.low.at.low.is_finite() && range.high.at.high.is_finite()),
            bounded_below: facts.range.map(|range| range.low.at.low.is_finite()),
            monotone: trends.as_ref().map(|trends| {
                if facts.period.is_none() && !trends.contains(&Trend::Falls) && !jumps_down {
                    Monotone::Rising
                } else if facts.period.is_none()
                    && !trends.contains(&Trend::Rises)
                    && facts.joints.iter().all(|j| j.value == Agreement::Same)
                {
                    Monotone::Falling
                } else {
                    Monotone::No
                }
            }),
            smooth: facts.smooth_between_joints.then_some(facts.joints.is_empty()),
            differentiable: if facts.smooth_between_joints { differentiable } else { None },
            odd: facts.symmetry.map(|symmetry| symmetry == Symmetry::Odd),
            zero_at_zero: facts.value_at_zero.map(|value| value.low == 0.0 && value.high == 0.0),
            has_flat_part: trends.map(|trends| trends.contains(&Trend::Flat)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Activation;
    use crate::facts::prove;

    #[test]
    fn by_what_everybody_knows_of_them() {
        let of = |name: &str| Traits::from(&prove(&Activation::named(name).expect("a function")));
        let (relu, tanh, silu, step) = (of("relu"), of("tanh"), of("silu"), of("step"));
        assert_eq!([relu.bounded, tanh.bounded, silu.bounded], [Some(false), Some(true), Some(false)]);
        assert_eq!([relu.bounded_below, silu.bounded_below], [Some(true); 2]);
        let monotone = [relu, tanh, silu, step].map(|of| of.monotone);
        assert_eq!(monotone, [Monotone::Rising, Monotone::Rising, Monotone::No, Monotone::Rising].map(Some));
        assert_eq!([relu, tanh, step].map(|of| of.smooth), [Some(false), Some(true), Some(false)]);
        assert_eq!([relu.odd, tanh.odd], [Some(false), Some(true)]);
        assert_eq!([relu.has_flat_part, tanh.has_flat_part], [Some(true), Some(false)]);
    }
}
