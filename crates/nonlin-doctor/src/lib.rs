//! Why does this network not learn?
//!
//! The doctor knows nothing of how a network is trained: it reads a [`Trace`], a record of what somebody
//! saw inside one, and gives [`Finding`]s: what is wrong, where, by what evidence, and what to change. A [`record::Recorder`] makes
//! the trace out of plain arrays, whoever has them.
//!
//! ```
//! use nonlin_doctor::{LayerTrace, Trace, examine};
//!
//! let trace = Trace { layers: vec![LayerTrace::unseen("hidden layer 1", "step")], ..Trace::default() };
//! assert_eq!(examine(&trace)[0].rule, "zero_slope");
//! ```

mod finding;
mod health;
pub mod onnx;
pub mod record;
mod rules;
mod thresholds;
pub mod trace;

pub use finding::{Certainty, Change, Finding, Severity};
pub use health::Health;
pub use rules::{RULES, Rule, examine, examine_by};
pub use thresholds::{DEFAULTS, ThresholdError, Thresholds};
pub use trace::{LayerKind, LayerSample, LayerTrace, Trace};
