//! The search for new activations: formulas are proposed, sieved by what is proven of them, raced against the built-in
//! ones, and the survivors judged on rows that the search has never seen.
//!
//! | file | what it does |
//! | --- | --- |
//! | `tree`, `tidy` | edits of formulas as trees, and their simplification |
//! | `proposals` | formulas from formulas, by mutation and crossover |
//! | `sieve` | discards before any training, each with its reason |
//! | `halves` | rows to search on, rows to judge on |
//! | `clock` | the budget, and who may stop it |
//! | `race` | successive halving on validation scores |
//! | `search` | generation after generation, then the judgement |
//! | `judgement` | the survivors beside the best built-in one, with the statistics of a study |

mod clock;
mod halves;
mod judgement;
mod outcome;
mod plan;
mod proposals;
mod race;
mod search;
mod sieve;
mod tidy;
mod tree;

pub use crate::study::Budget;
pub use clock::Progress;
pub use halves::Halves;
pub use judgement::{Judged, Judgement, Standing};
pub use outcome::{Discarded, DiscoverOutcome, Raced};
pub use plan::{DiscoverError, DiscoverPlan};
pub use proposals::Proposer;
pub use search::run;
pub use sieve::{Reason, Sieve};
