//! What a cheatsheet says: of every function what is known, proven, advised and measured of it; the rules of the field as two charts; and trainings
//! in which gradients vanish and explode. Everything is asked of the rooms that know it, and nothing is a list of its own.
//!
//! ```
//! use nonlin_lab::sheet::Entry;
//!
//! let entry = Entry::of(nonlin::find("relu")?);
//! assert_eq!(entry.fact("dead units"), Some("likely: slope exactly 0 below 0"));
//! # Ok::<(), nonlin::NotFound>(())
//! ```

mod cost;
mod decisions;
mod entry;
mod facts;
mod flow;
mod picture;
mod uses;
mod whole;

pub use cost::{Cost, Stopwatch};
pub use decisions::{Decision, decisions};
pub use entry::{Entry, Fact};
pub use flow::{FLOW_LAYERS, FLOW_STEPS, FLOW_UNITS, Flow, FlowPlan, flows};
pub use picture::{Picture, REACH, ROW};
pub use whole::{Sheet, SheetPlan};
