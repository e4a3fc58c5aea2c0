//! The range of a curve.

use crate::formula::TooLarge;
use std::fmt;
use thiserror::Error;

/// From where to where a curve is drawn: two finite numbers with room for a curve between them.
#[derive(Clone, Copy, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Span {
    from: f64,
    to: f64,
}

/// A curve that cannot be drawn.
#[derive(Clone, Copy, PartialEq, Debug, Error)]
pub enum CurveError {
    /// An end of the range that is no finite number.
    #[error("a range from {} to {}: both ends must be finite numbers, such as -6 and 6", short(*.0), short(*.1))]
    NotFinite(f64, f64),
    /// The wrong way round, or empty.
    #[error("a range from {} to {}: the first end must be below the second", short(*.0), short(*.1))]
    Empty(f64, f64),
    /// Too short for the digits of its ends.
    #[error("a range from {} to {}: too narrow, there are not even {FEWEST} numbers of type f64 between its ends", short(*.0), short(*.1))]
    Narrow(f64, f64),
    /// So wide that its width is no number.
    #[error("a range from {} to {}: too wide, its width must be below 1.8e308", short(*.0), short(*.1))]
    Wide(f64, f64),
    /// The second slope has too long a formula.
    #[error(transparent)]
    SecondSlope(#[from] TooLarge),
}

/// Numbers that must lie between the ends.
const FEWEST: u32 = 100_000;

impl Span {
    /// From `from` to `to`.
    pub fn new(from: f64, to: f64) -> Result<Self, CurveError> {
        if !(from.is_finite() && to.is_finite()) {
            return Err(CurveError::NotFinite(from, to));
        }
        if from >= to {
            return Err(CurveError::Empty(from, to));
        }
        let width = to - from;
        if width.is_infinite() {
            return Err(CurveError::Wide(from, to));
        }
        let largest = from.abs().max(to.abs());
        if width / f64::from(FEWEST) < largest - largest.next_down() {
            return Err(CurveError::Narrow(from, to));
        }
        Ok(Self { from, to })
    }

    /// The left end.
    pub fn from(self) -> f64 {
        self.from
    }

    /// The right end.
    pub fn to(self) -> f64 {
        self.to
    }

    /// From end to end.
    pub fn width(self) -> f64 {
        self.to - self.from
    }

    /// The place after this share of the way.
    pub(super) fn at(self, share: f64) -> f64 {
        share.mul_add(self.to - self.from, self.from).clamp(self.from, self.to)
    }

    /// Whether `x` lies in it.
    pub fn holds(self, x: f64) -> bool {
        self.from <= x && x <= self.to
    }
}

/// `-6 to 6`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", short(self.from), short(self.to))
    }
}

/// All digits, with an exponent where the number is very small or large.
fn short(x: f64) -> String {
    if x != 0.0 && x.is_finite() && !(1e-4..1e15).contains(&x.abs()) { format!("{x:e}") } else { x.to_string() }
}
