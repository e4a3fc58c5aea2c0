//! What has been proven of a function, as plain data.

use super::interval::Interval;
use super::symmetry::Symmetry;

/// What is proven of an element-wise function with its parameters. Every number is enclosed; what could not be shown is
/// not there.
#[derive(Clone, PartialEq, Debug)]
pub struct Facts {
    /// Where its values lie.
    pub range: Option<Extent>,
    /// After which distance it repeats itself; [`stretches`](Self::stretches) and [`nearly_flat`](Self::nearly_flat) then
    /// tell of one period from 0 on.
    pub period: Option<Interval>,
    /// Where it rises, falls and is flat, from left to right; stretches that are [`Trend::Unproven`] keep the order without a gap.
    pub stretches: Vec<Stretch>,
    /// Where its slopes lie, wherever it has one.
    pub slopes: Option<Extent>,
    /// The smallest `L` with `|f(a) - f(b)| <= L |a - b|`; infinite if there is none.
    pub lipschitz: Option<Interval>,
    /// Whether it has all derivatives everywhere but at the joints.
    pub smooth_between_joints: bool,
    /// Where its pieces meet.
    pub joints: Vec<Joint>,
    /// Odd, even, or neither.
    pub symmetry: Option<Symmetry>,
    /// The value at 0.
    pub value_at_zero: Option<Interval>,
    /// The slopes from the left and from the right at 0.
    pub slopes_at_zero: Option<[Interval; 2]>,
    /// Where it gives back its argument.
    pub fixed_points: Option<FixedPoints>,
    /// Where it is nearly flat, one for each of [`THRESHOLDS`].
    pub nearly_flat: Vec<NearlyFlat>,
}

/// Slopes under these count as nearly flat.
pub const THRESHOLDS: [f64; 2] = [0.1, 1e-3];

/// The smallest interval that holds a set of numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Extent {
    /// Its lower end.
    pub low: End,
    /// Its upper end.
    pub high: End,
}

/// An end of an [`Extent`].
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct End {
    /// Where it is, enclosed; an infinite number says that there is no bound.
    pub at: Interval,
    /// Whether it belongs to the set (`Some(true)`) or is only approached; `None` if neither is shown.
    pub taken: Option<bool>,
}

/// What a function does on a stretch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trend {
    /// Strictly.
    Rises,
    /// Strictly.
    Falls,
    /// Constant.
    Flat,
    /// Nothing shown.
    Unproven,
}

/// A stretch of the line.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stretch {
    /// Its left end.
    pub from: Interval,
    /// Its right end.
    pub to: Interval,
    /// What the function does there.
    pub trend: Trend,
}

/// How two numbers compare that are known within bounds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Agreement {
    /// They are the same.
    Same,
    /// They differ.
    Differ,
    /// They differ by no more than this, if at all.
    Within(f64),
}

/// A place where the function goes over from one smooth formula to another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Joint {
    /// Where.
    pub at: Interval,
    /// The limits of the value from the left and from the right.
    pub values: [Interval; 2],
    /// The limits of the slope from the left and from the right.
    pub slopes: [Interval; 2],
    /// Whether the values agree: no jump.
    pub value: Agreement,
    /// Whether the slopes agree: no kink.
    pub slope: Agreement,
    /// Whether the second derivatives agree.
    pub curvature: Agreement,
}

/// All solutions of `f(x) = x`.
#[derive(Clone, PartialEq, Debug)]
pub struct FixedPoints {
    /// Single ones, enclosed.
    pub points: Vec<Interval>,
    /// From where to where every `x` is one.
    pub stretches: Vec<[Interval; 2]>,
    /// There are no others, except between these ends, where nothing is shown.
    pub unproven: Vec<[Interval; 2]>,
}

/// Where `|slope|` is under a threshold.
#[derive(Clone, PartialEq, Debug)]
pub struct NearlyFlat {
    /// The threshold.
    pub threshold: f64,
    /// From where to where, in order.
    pub stretches: Vec<[Interval; 2]>,
    /// Whether there are no others.
    pub complete: bool,
}
