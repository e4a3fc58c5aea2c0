//! The rules of the field as two charts: an answer to every question that leads to another choice.

use super::uses::in_words;
use crate::advise::{DEEP, Goal, ModelKind, Point, Question, VERY_DEEP, advise};
use crate::data::Task;

/// A way through a chart, and what it leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// The answer to the chart's question.
    pub branch: &'static str,
    /// The answer to the next question, where there is one.
    pub then: String,
    /// What to take, and why.
    pub points: Vec<Point>,
}

/// The output layer by what is predicted; and the hidden layers by the network, its depth and what matters most.
pub fn decisions() -> [Vec<Decision>; 2] {
    let tasks = [Task::Regression, Task::Binary, Task::MultiClass, Task::MultiLabel];
    let output = tasks.into_iter().map(|task| {
        let points = points(task, ModelKind::Mlp, FEW, Goal::Accuracy);
        let wanted = |point: &Point| ["output", "loss"].contains(&point.about);
        Decision { branch: in_words(task), then: String::new(), points: points.into_iter().filter(wanted).collect() }
    });
    let few = format!("up to {} hidden layers", DEEP - 1);
    let deep = format!("{DEEP} to {} hidden layers", VERY_DEEP - 1);
    let shallow = format!("up to {} hidden layers", VERY_DEEP - 1);
    let very_deep = format!("{VERY_DEEP} hidden layers or more");
    let none = String::new;
    let ways = [
        ("dense", few, ModelKind::Mlp, FEW, Goal::Accuracy),
        ("dense", deep, ModelKind::Mlp, DEEP, Goal::Accuracy),
        ("dense", very_deep.clone(), ModelKind::Mlp, VERY_DEEP, Goal::Accuracy),
        ("convolutional", shallow, ModelKind::Cnn, FEW, Goal::Accuracy),
        ("convolutional", very_deep, ModelKind::Cnn, VERY_DEEP, Goal::Accuracy),
        ("recurrent", none(), ModelKind::Rnn, FEW, Goal::Accuracy),
        ("transformer", none(), ModelKind::Transformer, DEEP, Goal::Accuracy),
        ("any, if time is short", none(), ModelKind::Mlp, FEW, Goal::Speed),
        ("any, if memory is short", none(), ModelKind::Mlp, FEW, Goal::Memory),
    ];
    let hidden = ways.into_iter().map(|(branch, then, model, depth, goal)| {
        let points = points(Task::Regression, model, depth, goal);
        let wanted = |point: &Point| !["output", "loss"].contains(&point.about);
        // What surrounds a layer has nothing to do with what is short.
        let whole = goal == Goal::Accuracy;
        let kept = points.into_iter().filter(|point| wanted(point) && (whole || point.about.starts_with("hidden")));
        Decision { branch, then, points: kept.collect() }
    });
    [output.collect(), hidden.collect()]
}

/// Hidden layers of a network that is not deep.
const FEW: usize = 3;

fn points(task: Task, model: ModelKind, depth: usize, goal: Goal) -> Vec<Point> {
    let question = Question { task, model, depth, goal, hidden: None, output: None };
    // It fails for an activation of the user's own choice alone, and here is none.
    advise(&question).map(|advice| advice.points).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_leads_to_functions_that_there_are() {
        let [output, hidden] = decisions();
        assert_eq!((output.len(), hidden.len()), (4, 9));
        for decision in output.iter().chain(&hidden) {
            let first = decision.points.first().expect("advice");
            assert!(nonlin::find(&first.choice).is_ok(), "{}: {}", decision.branch, first.choice);
        }
        assert_eq!(
            output[2].points.iter().map(|point| point.choice.as_str()).collect::<Vec<_>>(),
            ["softmax", "softmax cross-entropy"]
        );
    }
}
