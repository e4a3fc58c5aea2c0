//! Gated units: a row split into two halves, one the gate of the other: `y = a f(b)`.
//!
//! GLU and its kin (bilinear, `ReGLU`, GEGLU, `SwiGLU`) are the feed-forward layers of most transformers: one matrix
//! product makes a row of `2 n` numbers, the unit makes `n` of it. [`Gated`] is such a unit as a user holds
//! it; its `f` may be any element-wise activation.
//!
//! A product is within half a unit in the last place of its activation's bound (2.5 ULP in `f32`), a gradient within
//! one (3 ULP). Where `f(b)` itself is subnormal its lost digits show in the product; only GLU scales last and
//! keeps them.
//!
//! ```
//! use nonlin::gated::{Gated, Half};
//!
//! let unit = Gated::named("swiglu")?;
//! let x = [1.0_f32, -2.0, 0.5, 3.0];          // values 1 and -2, gates 0.5 and 3
//! let (mut y, mut dx) = ([0.0; 2], [0.0; 4]);
//! unit.forward(Half::Second, &x, &mut y)?;
//! unit.backward(Half::Second, &x, &[1.0; 2], &mut dx)?;
//! # Ok::<(), nonlin::ComputeError>(())
//! ```

mod by_activation;
mod clamped_swiglu;
mod glu;
mod kernel;
mod unit;

pub(crate) use by_activation::{BILINEAR, ByActivation, GEGLU, REGLU, SWIGLU};
pub(crate) use clamped_swiglu::ClampedSwiglu;
pub(crate) use glu::Glu;
pub(crate) use kernel::KernelUnit;
pub use unit::{Gated, Half};

use crate::compute::Level;
use crate::functions::Card;

/// A gated unit, for one element type: `a` is the half that passes, `b` the one that gates it.
///
/// `parameters` are those of the card, in its order, at the precision of the data; a missing one takes its
/// default. Slices are worked through up to the shortest; [`Gated`] checks lengths first.
pub trait GatedLoops<T>: Send + Sync {
    /// `y = a f(b)`.
    fn forward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]);

    /// `da = dy f(b)` and `db = dy a f'(b)`, in one pass.
    fn backward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>);
}

/// The two halves of a row.
#[derive(Clone, Copy, Debug)]
pub struct Halves<'a, T> {
    /// The half that passes.
    pub a: &'a [T],
    /// The half that gates it.
    pub b: &'a [T],
}

/// The gradient that comes in, and room for those that go out.
#[derive(Debug)]
pub struct Gradients<'a, T> {
    /// With respect to the result.
    pub dy: &'a [T],
    /// With respect to the half that passes.
    pub da: &'a mut [T],
    /// With respect to the half that gates.
    pub db: &'a mut [T],
}

/// A gated unit of the registry.
pub trait GatedUnit: GatedLoops<f32> + GatedLoops<f64> {
    /// Names, source, parameters, range.
    fn card(&self) -> &'static Card;
    /// The textbook formula, `a` the half that passes and `b` the gate.
    fn formula(&self) -> &'static str;
}
