//! Repair: what the doctor proposes is made, trained beside the network as it was, and judged by its validation scores.
//!
//! Changes are made round by round, causes first: what most likely follows from an earlier finding waits, for it may be gone by then. After each
//! round the changed network is trained for a short while and examined again. In the end both networks are trained from several seeds, each on the
//! same split with the same random numbers, and the verdict says no more than the paired intervals do.

mod change;
mod compare;
mod design;
mod outcome;
mod rounds;
mod run;
mod verdict;
mod walk;

pub use compare::{Comparison, Difference, Effect, Pair, Reached};
pub use design::Design;
pub use outcome::{Left, Made, Repair, Round};
pub use run::{RepairPlan, repair};
