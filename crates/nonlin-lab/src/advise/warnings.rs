//! Choices that break a rule. The rules go by what is proven of a function, not by what it is called.

use super::candidate::{Candidate, Kind, Traits};
use super::hidden::{DEEP, VERY_DEEP};
use super::question::{ModelKind, Question, Warning};
use crate::data::Task;
use crate::model::output_activation;

/// Less than this of a gradient coming through all layers is too little.
const KEPT: f64 = 1e-2;
/// A slope under this at every step of a sequence leaves nothing of what was long ago.
const FORGETS: f64 = 0.6;

const BISHOP: &str = "Bishop 1995, Neural Networks for Pattern Recognition, chapter 6";

fn warning(choice: &str, problem: impl Into<String>, way_out: impl Into<String>, source: &'static str) -> Warning {
    Warning { choice: choice.to_owned(), problem: problem.into(), way_out: way_out.into(), source }
}

/// What is wrong with a hidden activation.
pub(super) fn of_hidden(question: &Question, candidate: &Candidate) -> Vec<Warning> {
    let label = &candidate.label;
    let of_kind = |problem, way_out, source| vec![warning(label, problem, way_out, source)];
    match &candidate.kind {
        Kind::Row("maxout" | "crelu" | "solu") => Vec::new(),
        Kind::Row(_) => of_kind(
            "it makes shares of a whole out of a layer: a node can say more only if the others say less, and of many nodes each says next to nothing",
            "keep it for outputs and for attention, and take `relu` or `gelu` in the hidden layers",
            "Bridle 1990, Probabilistic interpretation of feedforward classification network outputs",
        ),
        Kind::Gated if question.model == ModelKind::Rnn => of_kind(
            "it halves what goes in, and a state has to come out of a step as wide as it went in",
            "take `tanh`; `lstm` and `gru` bring gates of their own",
            "Hochreiter & Schmidhuber 1997; Cho et al. 2014, arXiv 1406.1078",
        ),
        Kind::Gated => Vec::new(),
        Kind::Elementwise(traits) => of_elementwise(question, label, traits),
    }
}

fn of_elementwise(question: &Question, label: &str, traits: &Traits) -> Vec<Warning> {
    let steepest = traits.steepest();
    let (recurrent, depth) = (question.model == ModelKind::Rnn, question.depth);
    // Of the first three one is the root of the others.
    if traits.is_straight() {
        return vec![warning(
            label,
            "layers with nothing nonlinear between them are one linear model together, however many",
            "put `relu` between them",
            "Minsky & Papert 1969; any textbook",
        )];
    }
    if steepest == 0.0 {
        return vec![warning(
            label,
            "its slope is zero everywhere, so no gradient passes it and nothing before it learns",
            "take `relu`, and decide 0 or 1 after training",
            "Rumelhart, Hinton & Williams 1986",
        )];
    }
    let mut found = Vec::new();
    if steepest.powf(depth as f64) < KEPT {
        found.push(warning(
            label,
            format!(
                "its slope is at most {steepest:.3}, so {depth} layers of it pass on at most {} of a gradient besides what the weights do: it vanishes",
                power(steepest, depth)
            ),
            "take `relu` or `silu` in the hidden layers, and keep this one for gates and outputs",
            "Hochreiter 1991; Bengio, Simard & Frasconi 1994; Glorot & Bengio 2010",
        ));
    } else if traits.flat_ends == [true; 2] && depth >= DEEP && !recurrent {
        found.push(warning(
            label,
            format!(
                "it saturates on both sides: in {depth} layers some are on its flat ends, and little comes through"
            ),
            "take `relu` or `silu`, or put normalisations and ways around between the layers",
            "Glorot & Bengio 2010",
        ));
    }
    if recurrent && !traits.is_bounded() {
        found.push(warning(
            label,
            "its values have no bound that is known, and a state that goes through it at every step can run away",
            "take `tanh`; if it must be this one, start the recurrent weights at the identity and clip gradients",
            "Le, Jaitly & Hinton 2015, arXiv 1504.00941; Pascanu, Mikolov & Bengio 2013, arXiv 1211.5063",
        ));
    } else if recurrent && steepest < FORGETS && found.is_empty() {
        found.push(warning(
            label,
            format!(
                "as the state's activation it passes on at most {steepest:.3} of a gradient per step, {} over ten: what was long ago is not learnt",
                power(steepest, 10)
            ),
            "take `tanh` for the state; sigmoids are for the gates",
            "Bengio, Simard & Frasconi 1994",
        ));
    }
    if traits.name == Some("selu") && question.model == ModelKind::Cnn {
        found.push(warning(
            label,
            "its fixed point is proven for dense layers; batch normalisation and pooling undo it",
            "take `relu` or `silu` with `batch_norm`",
            "Klambauer et al. 2017, arXiv 1706.02515",
        ));
    }
    if traits.name == Some("relu") && depth >= VERY_DEEP && !recurrent {
        found.push(warning(
            label,
            format!(
                "units that are off for every row learn nothing any more, and {depth} layers give many a chance to"
            ),
            "put ways around (`residual(...)`) and normalisations between the layers, or take `silu`",
            "Lu et al. 2019, arXiv 1903.06733; He et al. 2015, arXiv 1512.03385",
        ));
    }
    found
}

/// A power between 0 and 1, also where it is smaller than any floating-point number.
fn power(base: f64, exponent: usize) -> String {
    let digits = base.log10() * exponent as f64;
    if digits > -3.0 { format!("{:.3}", 10_f64.powf(digits)) } else { format!("10^{digits:.0}") }
}

/// What is wrong with an output activation.
pub(super) fn of_output(task: Task, candidate: &Candidate) -> Option<Warning> {
    let right = output_activation(task).name();
    if candidate.name() == Some(right) {
        return None;
    }
    let problem = match (task, &candidate.kind) {
        // Logarithms of the probabilities are what a negative log-likelihood takes.
        (Task::MultiClass, Kind::Row("log_softmax")) => return None,
        (_, Kind::Gated) => {
            "it halves its row, one half gating the other: that is something for hidden layers".to_owned()
        }
        (Task::Regression, Kind::Row("softmax")) => {
            "its outputs add up to 1; of a single one that is always 1".to_owned()
        }
        (Task::Binary, Kind::Row("softmax")) => "of a single output it is always 1".to_owned(),
        (Task::MultiLabel, Kind::Row("softmax")) => "its outputs add up to 1, as if exactly one label held".to_owned(),
        (Task::MultiClass, Kind::Row("sparsemax" | "entmax15" | "entmax")) => {
            "it can say exactly 0, whose cross-entropy is infinite: it needs the loss that was made for it".to_owned()
        }
        (Task::Regression, Kind::Row(_)) => "it makes the outputs depend on one another".to_owned(),
        (_, Kind::Row(_)) => "its outputs are not the probabilities that are asked for".to_owned(),
        (Task::Regression, Kind::Elementwise(traits)) => {
            return squeezed(traits).map(|problem| wrong(candidate, problem, right));
        }
        (_, Kind::Elementwise(traits)) => no_probability(task, traits),
    };
    Some(wrong(candidate, problem, right))
}

fn wrong(candidate: &Candidate, problem: String, right: &str) -> Warning {
    let way_out =
        format!("take `{right}` with the loss that belongs to it, and never apply it a second time before that loss");
    warning(&candidate.label, problem, way_out, BISHOP)
}

/// Why a regression cannot end in this, if it cannot: numbers that it does not reach.
fn squeezed(traits: &Traits) -> Option<String> {
    let flat = if traits.flat_ends.contains(&true) { ", and on its flat end it does not learn" } else { "" };
    match traits.range {
        [low, high] if low.is_finite() && high.is_finite() => {
            Some(format!("it squeezes the answer between {} and {}{flat}", short(low), short(high)))
        }
        [low, _] if low >= 0.0 => Some(format!("it cannot say a negative number{flat}")),
        [low, _] if low.is_finite() => Some(format!("it cannot say a number under {}{flat}", short(low))),
        [_, high] if high.is_finite() => Some(format!("it cannot say a number over {}{flat}", short(high))),
        _ => None,
    }
}

/// Why this is no output for yes or no, or for one of several.
fn no_probability(task: Task, traits: &Traits) -> String {
    let [low, high] = traits.range;
    if traits.is_straight() {
        let loss = if task == Task::MultiClass { "softmax" } else { "sigmoid" };
        return format!(
            "its outputs are no probabilities; that is right only before a loss that applies the {loss} itself (`from_logits=True`, `CrossEntropyLoss`, `BCEWithLogitsLoss`)"
        );
    }
    if low < 0.0 || high > 1.0 {
        return "its outputs are no probabilities".to_owned();
    }
    if task == Task::MultiClass {
        return "its outputs are probabilities that know nothing of one another, though exactly one class holds"
            .to_owned();
    }
    "its values are between 0 and 1, but the cross-entropy's logarithm is undone by the sigmoid alone: with others a wrong answer far out learns slowly, or has an infinite loss"
        .to_owned()
}

fn short(x: f64) -> String {
    let text = format!("{x:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
