//! Answers that have nothing to do with the rows, as after a shuffle of one and not of the other: then the answer of a row's nearest neighbour is no
//! likelier to be its own than anyone's. Measured before any training: agreement of nearest neighbours beyond chance (Cohen 1960), for numbers
//! their correlation (Cover & Hart 1967 is why neighbours say so much: with many rows they make at most twice the best error).

use super::short;
use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::Trace;

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limits = thresholds.labels;
    let neighbours = trace.data.as_ref().and_then(|data| data.answers).and_then(|answers| answers.neighbours);
    let Some(neighbours) = neighbours.filter(|n| n.pairs >= limits.pairs && n.likeness < limits.errors * n.error)
    else {
        return Vec::new();
    };
    let what = format!(
        "rows that are most alike have answers no more alike than any two: {} of what chance leaves, over {} pairs, where chance alone is within {} of 0",
        short(neighbours.likeness),
        neighbours.pairs,
        short(2.0 * neighbours.error)
    );
    let remedy = "see whether rows and answers were shuffled or sorted apart, or joined by the wrong key";
    vec![Finding::new("unrelated_labels", "answers", what, remedy).likely()]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{answered, found};

    #[test]
    fn shuffled_answers_are_found_and_those_in_order_are_not() {
        assert_eq!(found(super::find, &answered(&(0..200).map(|i| i / 100).collect::<Vec<_>>())), []);
        let shuffled = super::super::cases::coins(200);
        assert_eq!(found(super::find, &answered(&shuffled)).len(), 1);
        assert_eq!(found(super::find, &answered(&shuffled[..50])), [], "too few to tell");
    }
}
