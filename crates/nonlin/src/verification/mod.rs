//! How far the kernels are from the truth: every result beside the [referee](crate::referee)'s.
//!
//! [`singles`] measures any range of the 2^32 numbers of type `f32`, [`halves`] all of `f16` or `bf16`, [`doubles`] a sample of
//! `f64`. A result is refereed twice at most: by quick intervals, and by slow ones where the quick leave a doubt.

mod block;
mod halves;
mod measured;
mod singles;
mod survey;
mod text;

pub use halves::{doubles, halves};
pub use measured::{Measured, Miss};
pub use singles::{Singles, singles};
pub use survey::{Extent, PARTS, part, survey};
