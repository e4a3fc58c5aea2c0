//! What the lab itself measured on public data sets, beside the rules. `docs/studies.py` writes the figures: nothing here is typed in by hand.

use super::question::{ModelKind, Point, Question};
use crate::data::Task;
use serde::Deserialize;

/// One line per data set and activation.
const FIGURES: &str = include_str!("measured.csv");

/// What a study said of an activation.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub struct Measured {
    /// The data set's file.
    pub data: String,
    /// What was predicted.
    pub task: Task,
    /// The kind of network.
    pub model: ModelKind,
    /// The activation of its hidden layers.
    pub activation: String,
    /// The mean test score, higher is better.
    pub test: f64,
    /// The advised activation's.
    pub best: f64,
    /// Whether it was left in the group that is not shown to be worse.
    pub in_group: bool,
}

/// All that was measured.
pub fn measured() -> Vec<Measured> {
    // The file is our own; a test reads every line of it.
    csv::Reader::from_reader(FIGURES.as_bytes()).deserialize().flatten().collect()
}

/// Says beside each hidden activation how it did on the data sets nearest to the question: of its task and kind of network, or else of its kind of
/// network alone.
pub(super) fn add(question: &Question, points: &mut [Point]) {
    let all: Vec<_> = measured().into_iter().filter(|line| line.model == question.model).collect();
    let same: Vec<_> = all.iter().filter(|line| line.task == question.task).cloned().collect();
    for point in points.iter_mut().filter(|point| point.about.starts_with("hidden")) {
        point.measured = sentence(&same, &point.choice, " and this task").or_else(|| sentence(&all, &point.choice, ""));
    }
}

fn sentence(lines: &[Measured], activation: &str, alike: &str) -> Option<String> {
    let own: Vec<_> = lines.iter().filter(|line| line.activation == activation).collect();
    let mut behind: Vec<_> = own.iter().map(|line| line.best - line.test).collect();
    behind.sort_by(f64::total_cmp);
    let median = *behind.get(behind.len() / 2)?;
    let group = own.iter().filter(|line| line.in_group).count();
    let sets = if own.len() == 1 { "public data set" } else { "public data sets" };
    Some(format!(
        "not shown worse than the best on {group} of {} {sets} with small networks of this kind{alike}, in the median {:.3} from the advised one's score",
        own.len(),
        median.abs()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_names_a_function() {
        let lines = measured();
        assert_eq!(lines.len() + 1, FIGURES.trim_end().lines().count());
        assert!(lines.len() > 50);
        for line in lines {
            assert!(nonlin::find(&line.activation).is_ok(), "{}", line.activation);
        }
    }
}
