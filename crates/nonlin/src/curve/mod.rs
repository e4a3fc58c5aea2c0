//! Curves as data: what to draw of a function over a range, and nothing that it does not do.
//!
//! A [`Curve`] is a list of [`Stroke`]s, lines that may be drawn with the pen on the paper. A stroke ends where the function jumps, grows
//! without bound, or has no value; kinks are points of it. Jumps and kinks are taken from what is [proven](crate::facts); where nothing
//! could be proven they are found by halving. Points are dense where the curve bends, and values are those of the library.
//!
//! ```
//! use nonlin::curve::{Quantity, Span, curve};
//!
//! let step = nonlin::Activation::named("step")?;
//! let drawn = curve(&step, Quantity::Value, Span::new(-1.0, 1.0)?, None)?;
//! // Two lines, and none between them.
//! assert_eq!(drawn.strokes.len(), 2);
//! assert!(drawn.strokes.iter().all(|stroke| stroke.points.iter().all(|point| point[1] == stroke.points[0][1])));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the feature `serde` everything here can be written as JSON; all numbers in it are finite.

mod error_curve;
mod family;
mod flat;
mod gaps;
mod portrait;
mod reader;
mod sample;
mod span;

pub use family::{FamilyError, MOST_MEMBERS, Member, family};
pub use flat::{FLAT, Flat};
pub use portrait::{Joint, JointKind, Portrait, portrait};
pub use sample::curve;
pub use span::{CurveError, Span};

/// What is drawn of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Quantity {
    /// `f(x)`
    Value,
    /// `f'(x)`
    Slope,
    /// `f''(x)`, from the derivative of the slope's formula.
    SecondSlope,
    /// How far `f(x)` in `f32` is from the truth at the fast accuracy, in units in the last place: the worst about each place.
    Error,
}

/// What to draw of one quantity of one function over a range.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Curve {
    /// What it is of.
    pub quantity: Quantity,
    /// Lines, from left to right. None at all if the function has no finite value in the range.
    pub strokes: Vec<Stroke>,
    /// From the lowest to the highest of what is worth seeing: all values, or, if the function grows without bound inside the range,
    /// most of them.
    pub heights: Option<[f64; 2]>,
}

/// A line without a gap. Its points are ordered by `x`; one point alone is a value that belongs to neither side of a jump.
#[derive(Clone, PartialEq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Stroke {
    /// Pairs of `x` and `y`, all finite.
    pub points: Vec<[f64; 2]>,
    /// How it begins.
    pub begins: End,
    /// How it ends.
    pub ends: End,
}

/// How a line ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum End {
    /// With the range.
    Range,
    /// At a value that the function has.
    Closed,
    /// At a limit that is not the function's value there.
    Open,
    /// It goes on towards infinity.
    Away,
}

impl Curve {
    /// All points.
    pub fn points(&self) -> impl Iterator<Item = [f64; 2]> {
        self.strokes.iter().flat_map(|stroke| stroke.points.iter().copied())
    }
}
