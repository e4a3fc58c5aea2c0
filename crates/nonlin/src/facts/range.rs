//! The set of values a function takes.

use std::fmt;

/// An interval, each end closed (the value is taken) or open (approached only).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Range {
    /// Greatest lower bound.
    pub low: f64,
    /// Least upper bound.
    pub high: f64,
    /// Whether `low` is taken by some finite argument.
    pub low_taken: bool,
    /// Whether `high` is taken by some finite argument.
    pub high_taken: bool,
}

impl Range {
    /// All real numbers.
    pub const REAL: Self = Self::open(f64::NEG_INFINITY, f64::INFINITY);

    /// Neither end taken.
    pub const fn open(low: f64, high: f64) -> Self {
        Self { low, high, low_taken: false, high_taken: false }
    }

    /// Both ends taken.
    pub const fn closed(low: f64, high: f64) -> Self {
        Self { low, high, low_taken: true, high_taken: true }
    }

    /// From `low` (taken) up without end.
    pub const fn from(low: f64) -> Self {
        Self { low, high: f64::INFINITY, low_taken: true, high_taken: false }
    }

    /// From `low` (approached only) up without end.
    pub const fn above(low: f64) -> Self {
        Self::open(low, f64::INFINITY)
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |x: f64| match x {
            f64::INFINITY => "∞".to_owned(),
            f64::NEG_INFINITY => "-∞".to_owned(),
            x => format!("{}", (x * 1e6).round() / 1e6),
        };
        write!(
            f,
            "{}{}, {}{}",
            if self.low_taken { '[' } else { '(' },
            end(self.low),
            end(self.high),
            if self.high_taken { ']' } else { ')' },
        )
    }
}
