//! The referee: what a function's value and slope truly are, as intervals that certainly hold them.
//!
//! The textbook formula of a function is read with a number that carries its own error: a midpoint and a radius,
//! the radius growing with every rounding. [`Near`] has a midpoint of one `f64` and is quick, [`Ball`] has
//! one of two and is slow. The primitives (`series.rs`, `angles.rs`) are textbook series, written once for
//! both; they share nothing with the kernels of [`real`](crate::real).
//!
//! Two things stand on this: the last resort of the exact accuracy, where a kernel's result lies too close to the
//! middle between two neighbours to tell which is nearer; and `verify`, which measures the kernels.
//!
//! Valid for finite arguments of the size of an `f32` (functions of angles: within their reach). Exponentials below
//! `e^-600` and the normal tail beyond 30 are held there: what an `f32` makes of them is a zero of the right sign either way.

mod angles;
mod ball;
mod digits;
mod near;
mod reciprocals;
mod series;

pub use ball::Ball;
pub use near::{Near, Nearly};

/// What a comparison of two intervals says: which way the midpoints lie, and whether the radii leave a doubt.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    /// The outcome for the midpoints.
    pub holds: bool,
    /// Whether it is the outcome for every pair of numbers out of the two intervals.
    pub sure: bool,
}
