//! How far a computed result lies from the true one, and what is promised about it.

mod draft;
mod reach;
mod ulp;

pub use draft::{Draft, Margin, Pair};
pub use reach::Reach;
pub use ulp::ulps;

/// How close results of `f32`, `f16` and `bf16` come to the real numbers.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Accuracy {
    /// Every result is the real number rounded to nearest.
    #[default]
    Exact,
    /// Within [`FAST_ULPS`]; a few times as fast.
    Fast,
}

/// The promise for the `fast` kernels in `f32`: no value, and no slope away from its own zeros, is
/// further than this from the real-number result.
pub const FAST_ULPS: f64 = 2.0;

/// What `f64` results are held to, where they are measured. (Most are within 1, which is the aim for all.)
pub const DOUBLE_ULPS: f64 = 2.0;

/// Near a zero of the slope, where a relative bound cannot hold, its absolute error in `f32` stays
/// under this share of the slope's largest magnitude.
pub const SLOPE_ZERO_SHARE: f64 = 1.0 / 16_777_216.0;
