//! Studies: one network per activation on the same splits with the same seeds, and what may be said of the result.

mod answers;
mod archive;
mod carried;
mod comparison;
mod cost;
mod engine;
mod ground;
mod metric;
mod outcome;
mod plan;
mod race;
mod run;
mod scoreboard;
mod self_check;
mod several;
mod statistics;
mod template;
mod trial;
mod verdict;
mod yardstick;

pub use answers::Answers;
pub use archive::{Archive, Key};
pub use comparison::{Compared, ComparedSetting, Comparison, Trainer, compare};
pub use engine::{Engine, Here, Job, Order};
pub use metric::Metric;
pub use outcome::{Behind, Curves, Explanation, Network, Parts, Ranked, StudyOutcome, Unfinished};
pub use plan::{Budget, Candidate, StudyError, StudyPlan};
pub use race::Ending;
pub use run::{Progress, best_model, run, run_by, run_kept};
pub use scoreboard::{Scoreboard, Standing, Standings};
pub use self_check::{SelfCheckOutcome, SelfCheckPlan, self_check};
pub use several::{OverAll, Several, SeveralError, over_all};
pub use statistics::{Interval, Sample, holm};
pub use trial::Trial;
pub use verdict::{Decision, Verdict};
pub use yardstick::Yardstick;
