//! Studies: one network per activation on the same splits with the same seeds, and what may be said of the result.

mod metric;
mod outcome;
mod plan;
mod run;
mod statistics;
mod trial;
mod verdict;
mod watch;

pub use metric::Metric;
pub use outcome::{Behind, Explanation, Network, Parts, Ranked, StudyOutcome, Unfinished};
pub use plan::{Candidate, StudyError, StudyPlan};
pub use run::{Progress, run};
pub use statistics::{Interval, Sample, holm};
pub use verdict::{Decision, Verdict};
