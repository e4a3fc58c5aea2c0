//! The output layer follows from the task.

use super::question::Point;
use crate::data::Task;
use crate::model::output_activation;
use nonlin_net::Loss;

const BISHOP: &str = "Bishop 1995, Neural Networks for Pattern Recognition, chapter 6";

/// Output activation and loss.
pub(super) fn points(task: Task) -> Vec<Point> {
    let output = output_activation(task);
    let (why, pairing) = match task {
        Task::Regression => (
            "a number may be anything, and an output that is squeezed cannot reach it",
            "squared errors are the likelihood of normal noise; their gradient at a linear output is the error itself",
        ),
        Task::Binary => (
            "one probability, of yes",
            "the logarithm undoes the sigmoid's flat ends, so that what is wrong for certain still learns: the gradient is the error itself",
        ),
        Task::MultiLabel => (
            "each label is a yes or no of its own, and several may hold at once",
            "a binary cross-entropy per label; the gradient of each is its error",
        ),
        Task::MultiClass => (
            "probabilities of classes of which exactly one holds: they are positive and add up to 1",
            "the logarithm undoes the exponential: the gradient is the difference of the probabilities, and never vanishes where they are wrong",
        ),
    };
    // Of more than one output the loss is another only where there are classes.
    let outputs = if matches!(task, Task::MultiClass) { 3 } else { 1 + usize::from(task == Task::MultiLabel) };
    let point = |about, choice: String, reason: &str| Point {
        about,
        choice,
        reason: reason.to_owned(),
        source: BISHOP,
        measured: None,
    };
    vec![
        point("output", output.to_string(), why),
        point("loss", Loss::for_output(output, outputs).to_string(), pairing),
    ]
}
