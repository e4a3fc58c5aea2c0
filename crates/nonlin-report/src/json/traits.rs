//! What a person looks for a function by: its facts, in a word each.

use nonlin::facts::{self, Facts};
use serde::Serialize;

/// Facts to filter by; what is not proven is `None`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Monotone {
    /// Up, or level.
    Rising,
    /// Down, or level.
    Falling,
    /// It turns.
    No,
}

impl From<&Facts> for Traits {
    fn from(known: &Facts) -> Self {
        let facts::Traits {
            bounded,
            bounded_below,
            monotone,
            smooth,
            differentiable,
            odd,
            zero_at_zero,
            has_flat_part,
        } = facts::Traits::from(known);
        let monotone = monotone.map(|monotone| match monotone {
            facts::Monotone::Rising => Monotone::Rising,
            facts::Monotone::Falling => Monotone::Falling,
            facts::Monotone::No => Monotone::No,
        });
        Self { bounded, bounded_below, monotone, smooth, differentiable, odd, zero_at_zero, has_flat_part }
    }
}
