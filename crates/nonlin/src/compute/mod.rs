//! Activations over slices: the loops, and the choice of instruction set at run time.
//!
//! A function is written once, as scalar code; the loops here are compiled once per instruction-set
//! [`Level`] and LLVM turns them into SIMD. All levels give the same bits.

mod activation;
mod dtype;
mod element;
mod exact;
mod large;
mod level;
mod loops;

pub(crate) use activation::same_length;
pub use activation::{Activation, ComputeError};
pub(crate) use dtype::by_blocks;
pub use dtype::{Dtype, MOST, Parameters, Task};
pub use element::Element;
pub use exact::{Drafts, Reading};
pub(crate) use large::Plan;
pub use level::{Level, Operation};
pub(crate) use loops::Entry;
pub use loops::{Elementwise, Loops};
