//! Why does this network not learn?
//!
//! The doctor knows nothing of how a network is trained: it reads a [`Trace`], a record of what somebody
//! saw inside one, and gives [`Finding`]s: what is wrong, where, by what evidence, and what to change.
//!
//! ```
//! use nonlin_doctor::{LayerTrace, Trace, examine};
//!
//! let trace = Trace { layers: vec![LayerTrace::unseen("hidden layer 1", "step")] };
//! assert_eq!(examine(&trace)[0].rule, "zero_slope");
//! ```

mod finding;
mod rules;
mod trace;

pub use finding::Finding;
pub use rules::examine;
pub use trace::{LayerSample, LayerTrace, Trace};
