//! Choices that break a rule.

use super::hidden::{DEEP, VERY_DEEP};
use super::question::{ModelKind, Question, Warning};
use super::steepest;
use crate::data::Task;
use crate::model::output_activation;
use nonlin::functions::Registered;

fn warning(choice: &str, problem: impl Into<String>, way_out: impl Into<String>, source: &'static str) -> Warning {
    Warning { choice: choice.to_owned(), problem: problem.into(), way_out: way_out.into(), source }
}

/// What is wrong with a hidden activation.
pub(super) fn of_hidden(question: &Question, function: Registered) -> Vec<Warning> {
    let name = function.card().name;
    let mut found = Vec::new();
    let steepest = steepest(&function);
    if name == "linear" {
        found.push(warning(
            name,
            "layers with nothing nonlinear between them are one linear model together, however many",
            "put `relu` between them",
            "Minsky & Papert 1969; any textbook",
        ));
    } else if steepest == Some(0.0) {
        found.push(warning(
            name,
            "its slope is zero everywhere, so no gradient passes it and nothing before it learns",
            "take `relu`, and decide 0 or 1 after training",
            "Rumelhart, Hinton & Williams 1986",
        ));
    } else if let (Some(steepest), true) = (steepest, question.depth >= DEEP) {
        let kept = steepest.powi(i32::try_from(question.depth).unwrap_or(i32::MAX));
        if kept < 1e-3 {
            found.push(warning(
                name,
                format!(
                    "its slope is at most {steepest:.3}, so {} layers of it pass on at most {kept:.0e} of a gradient besides what the weights do: it vanishes",
                    question.depth
                ),
                "take `relu` or `silu` in the hidden layers, and keep this one for gates and outputs",
                "Hochreiter 1991; Bengio, Simard & Frasconi 1994; Glorot & Bengio 2010",
            ));
        } else if ["tanh", "softsign", "hard_tanh", "hard_sigmoid"].contains(&name) && question.model != ModelKind::Rnn
        {
            found.push(warning(
                name,
                format!(
                    "it saturates: in {} layers some are on its flat ends, and little comes through",
                    question.depth
                ),
                "take `relu` or `silu`, or put normalisations and ways around between the layers",
                "Glorot & Bengio 2010",
            ));
        }
    }
    if question.model == ModelKind::Rnn && steepest.is_some_and(|slope| slope >= 1.0) && grows(&function) {
        found.push(warning(
            name,
            "it has no upper end, and a state that goes through it at every step can run away",
            "take `tanh`; if it must be this one, start the recurrent weights at the identity and clip gradients",
            "Le, Jaitly & Hinton 2015, arXiv 1504.00941; Pascanu, Mikolov & Bengio 2013, arXiv 1211.5063",
        ));
    }
    if name == "selu" && question.model == ModelKind::Cnn {
        found.push(warning(
            name,
            "its fixed point is proven for dense layers; batch normalisation and pooling undo it",
            "take `relu` or `silu` with `batch_norm`",
            "Klambauer et al. 2017, arXiv 1706.02515",
        ));
    }
    if name == "relu" && question.depth >= VERY_DEEP && question.model != ModelKind::Rnn {
        found.push(warning(
            name,
            format!(
                "units that are off for every row learn nothing any more, and {} layers give many a chance to",
                question.depth
            ),
            "put ways around (`residual(...)`) and normalisations between the layers, or take `silu`",
            "Lu et al. 2019, arXiv 1903.06733; He et al. 2015, arXiv 1512.03385",
        ));
    }
    found
}

fn grows(function: &Registered) -> bool {
    let Registered::Elementwise(function) = function else { return false };
    nonlin::Activation::of(*function).value(1e6_f64) > 1e3
}

/// What is wrong with an output activation.
pub(super) fn of_output(task: Task, name: &str) -> Option<Warning> {
    let right = output_activation(task);
    if right.name() == name {
        return None;
    }
    let problem = match (task, name) {
        (Task::Regression, "relu" | "softplus") => {
            "it cannot say a negative number, and where `relu` is off it does not learn".to_owned()
        }
        (Task::Regression, "softmax") => "its outputs add up to 1; of a single one that is always 1".to_owned(),
        (Task::Regression, _) => "it squeezes the answer into its own range".to_owned(),
        (Task::MultiLabel, "softmax") => "its outputs add up to 1, as if exactly one label held".to_owned(),
        (Task::Binary, "softmax") => "of a single output it is always 1".to_owned(),
        (Task::MultiClass, "sigmoid") => {
            "its outputs are probabilities that know nothing of one another, though exactly one class holds".to_owned()
        }
        _ => "its outputs are no probabilities".to_owned(),
    };
    Some(warning(
        name,
        problem,
        format!(
            "take `{}` with the loss that belongs to it, and never apply it a second time before that loss",
            right.name()
        ),
        "Bishop 1995, Neural Networks for Pattern Recognition, chapter 6",
    ))
}
