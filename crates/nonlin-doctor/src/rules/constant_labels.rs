//! All rows have the same answer: there is nothing to learn. Nothing to measure.

use super::short;
use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::Trace;

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let answers = trace.data.as_ref().filter(|data| data.rows > 1).and_then(|data| data.answers);
    let Some(answers) = answers.filter(|answers| answers.constant) else { return Vec::new() };
    let what = format!("every row has the same answer, {}", short(answers.range[0]));
    vec![Finding::new(
        "constant_labels",
        "answers",
        what,
        "look at how the answers are read: a wrong column, or one class sorted to the front",
    )]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{answered, found};

    #[test]
    fn the_same_for_all_and_not() {
        assert_eq!(found(super::find, &answered(&[1; 50])).len(), 1);
        assert_eq!(found(super::find, &answered(&(0..50).map(|i| i / 25).collect::<Vec<_>>())), []);
    }
}
