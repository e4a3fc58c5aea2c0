//! A person's own formula as an activation, with all that the built-in ones have.
//!
//! A text becomes a [`Formula`](crate::formula::Formula); its derivatives are formulas too; [shapes that lose digits](crate::formula::Rewrite) are read as
//! primitives. If what is left is a function of the registry, that one's kernels compute it. If not, a program does: the same
//! primitives, each sub-formula once, a block of numbers at a time, so that what lies between two steps stays in the first-level cache.
//!
//! | accuracy | a formula that is in the registry | any other |
//! | --- | --- | --- |
//! | exact | as there | every result within reach of the referee's intervals is the real number rounded to nearest |
//! | fast | as there | every step within 2 ULP; what they add up to is measured by `verify`, not promised |

mod activation;
mod find;
mod known;
mod loops;
mod program;
mod run;
mod swift;
mod written;

pub use activation::{Typed, TypedError};
pub use find::{NotFound, find};
pub use known::{Given, Known};
pub use written::{parameters, written};
