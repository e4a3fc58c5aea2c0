//! Hidden layers: by architecture, depth and goal.

use super::candidate::{Candidate, Kind};
use super::question::{Goal, ModelKind, Point, Question};
use nonlin::Activation;
use nonlin::functions::{Family, elementwise};
use nonlin_net::Initialiser;

/// From so many layers on, what a slope takes away in each counts more than all else.
pub const VERY_DEEP: usize = 40;
/// From so many on, saturating functions stop learning.
pub const DEEP: usize = 6;

fn point(about: &'static str, choice: &str, reason: impl Into<String>, source: &'static str) -> Point {
    Point { about, choice: choice.to_owned(), reason: reason.into(), source, measured: None }
}

/// The hidden activation first, then what else is worth a try.
pub(super) fn points(question: &Question) -> Vec<Point> {
    let depth = question.depth;
    match (question.model, question.goal) {
        (ModelKind::Rnn, _) => recurrent(),
        (_, Goal::Speed) if depth >= VERY_DEEP => vec![point(
            "hidden",
            "hard_swish",
            "SiLU's shape out of one product and two comparisons, so that many layers keep a gradient on both sides of zero",
            "Howard et al. 2019, arXiv 1905.02244",
        )],
        (_, Goal::Memory) if depth >= VERY_DEEP => vec![point(
            "hidden",
            "elu",
            "its slope follows from its value, so the pre-activation need not be kept, and a unit below zero still learns",
            "Clevert, Unterthiner & Hochreiter 2016, arXiv 1511.07289",
        )],
        (_, Goal::Speed) => vec![point(
            "hidden",
            "relu",
            "one comparison per number: nothing is cheaper",
            "Nair & Hinton 2010; Glorot, Bordes & Bengio 2011",
        )],
        (_, Goal::Memory) => vec![point(
            "hidden",
            "relu",
            format!(
                "its slope follows from its value, so the pre-activation need not be kept; so it is of {}",
                from_output().join(", ")
            ),
            "Nair & Hinton 2010; asked of each function's own code here",
        )],
        (ModelKind::Transformer, _) => vec![
            point(
                "hidden",
                "gelu",
                "what BERT, GPT and their kin are built with",
                "Hendrycks & Gimpel 2016, arXiv 1606.08415",
            ),
            point(
                "hidden, next",
                "swiglu",
                "a gated layer with SiLU as the gate did better at the same number of weights",
                "Shazeer 2020, arXiv 2002.05202",
            ),
        ],
        (ModelKind::Mlp | ModelKind::Cnn, _) if depth >= VERY_DEEP => vec![point(
            "hidden",
            "silu",
            "smooth, so small changes of the input stay small over many layers, and it beat ReLU more clearly the deeper the network",
            "Ramachandran, Zoph & Le 2017, arXiv 1710.05941",
        )],
        (ModelKind::Cnn, _) => vec![
            point(
                "hidden",
                "relu",
                "the one to begin with: slope 1 wherever it is active, cheap, and seldom far from the best",
                "Nair & Hinton 2010; Dubey, Singh & Chaudhuri 2022, arXiv 2109.14545",
            ),
            point(
                "hidden, next",
                "silu",
                "over 23 runs on CIFAR-10, Mish, GELU and SiLU could not be told apart, and led ReLU by 0.7 to 0.8 points",
                "Misra 2019, arXiv 1908.08681",
            ),
        ],
        (ModelKind::Mlp, _) => dense(depth),
    }
}

fn recurrent() -> Vec<Point> {
    vec![
        point(
            "hidden",
            "tanh",
            "the state goes through it again at every step: bounded and zero-centred, it can neither run away nor drift; the gates are sigmoids, for they decide between 0 and 1",
            "Hochreiter & Schmidhuber 1997; Cho et al. 2014, arXiv 1406.1078",
        ),
        point(
            "hidden, next",
            "penalized_tanh",
            "the steadiest of 21 functions over 8 language tasks; two points over tanh inside an LSTM there",
            "Eger, Youssef & Gurevych 2018, arXiv 1901.02671",
        ),
    ]
}

fn dense(depth: usize) -> Vec<Point> {
    if depth >= DEEP {
        return vec![
            point(
                "hidden",
                "selu",
                "keeps mean and variance by itself in plain deep dense networks, without normalisations and ways around",
                "Klambauer et al. 2017, arXiv 1706.02515",
            ),
            point(
                "hidden, next",
                "relu",
                "with `layer_norm` and ways around (`residual(...)`), he_normal and plain dropout instead of what is said below",
                "He et al. 2015, arXiv 1512.03385",
            ),
        ];
    }
    vec![
        point(
            "hidden",
            "relu",
            "the one to begin with: slope 1 wherever it is active, cheap, and seldom far from the best",
            "Nair & Hinton 2010; Glorot, Bordes & Bengio 2011",
        ),
        point(
            "hidden, next",
            "selu",
            "keeps mean and variance by itself in plain deep dense networks; on 46 larger tables it led ReLU by 0.8 points in the mean, beyond the noise on four of them, and was behind on one",
            "Klambauer et al. 2017, arXiv 1706.02515",
        ),
    ]
}

/// The usual functions whose slope follows from their value.
fn from_output() -> Vec<String> {
    let names = elementwise()
        .filter(|function| function.card().usual && Activation::of(*function).output_suffices())
        .map(|function| function.card().name.to_owned());
    names.filter(|name| !["relu", "linear", "step"].contains(&name.as_str())).collect()
}

/// Initialiser, normalisation and dropout for a hidden activation.
pub(super) fn around(question: &Question, hidden: &Candidate) -> Vec<Point> {
    let mut points = Vec::new();
    if question.model == ModelKind::Rnn {
        points.push(point(
            "initialiser",
            "orthogonal",
            "of the recurrent weights: through them a signal goes again and again, and neither grows nor dies",
            "Saxe, McClelland & Ganguli 2014, arXiv 1312.6120",
        ));
    } else {
        points.push(initialiser(hidden));
    }
    let selu = hidden.name() == Some("selu");
    points.push(match question.model {
        _ if selu => point("normalisation", "none", "SELU keeps mean and variance by itself, which a normalisation would undo", "Klambauer et al. 2017, arXiv 1706.02515"),
        ModelKind::Cnn => point("normalisation", "batch_norm", "between convolution and activation; of small batches layer normalisation instead", "Ioffe & Szegedy 2015, arXiv 1502.03167"),
        ModelKind::Transformer => point("normalisation", "rms_norm", "before each block, with a way around it; layer normalisation does as well and costs more", "Zhang & Sennrich 2019, arXiv 1910.07467"),
        ModelKind::Rnn => point("normalisation", "layer_norm", "it does not depend on the other rows, whose lengths differ", "Ba, Kiros & Hinton 2016, arXiv 1607.06450"),
        ModelKind::Mlp if question.depth >= DEEP => point("normalisation", "layer_norm", "with a way around every two layers (`residual(...)`), so that a gradient need not pass through all of them", "Ba, Kiros & Hinton 2016, arXiv 1607.06450; He et al. 2015, arXiv 1512.03385"),
        ModelKind::Mlp => point("normalisation", "none", "few layers with a fitting initialiser stay in scale", "Glorot & Bengio 2010; He et al. 2015, arXiv 1502.01852"),
    });
    points.push(if selu {
        point(
            "dropout",
            "alpha_dropout",
            "plain dropout would undo the mean and variance that SELU keeps",
            "Klambauer et al. 2017, arXiv 1706.02515",
        )
    } else {
        point(
            "dropout",
            "dropout",
            "where the training loss falls on and the validation loss does not",
            "Srivastava et al. 2014",
        )
    });
    points
}

fn initialiser(hidden: &Candidate) -> Point {
    let Kind::Elementwise(traits) = &hidden.kind else {
        let usual = Initialiser::for_family(Family::Vector);
        let reason = "what such layers start with here: no gain is known of a function of whole rows";
        return point("initialiser", &usual.to_string(), reason, "Glorot & Bengio 2010");
    };
    let usual = Initialiser::for_activation(&traits.activation);
    let (reason, source) = match usual {
        Initialiser::HeNormal => (
            "half of the units pass on nothing, so the weights have twice the variance".to_owned(),
            "He et al. 2015, arXiv 1502.01852",
        ),
        Initialiser::LecunNormal => (
            "what its fixed point of mean 0 and variance 1 asks for".to_owned(),
            "Klambauer et al. 2017, arXiv 1706.02515",
        ),
        Initialiser::Scaled => {
            let gain = Initialiser::gain(&traits.activation);
            let reason = format!("its gain of {gain:.3} comes from the second moment of the function itself");
            (reason, "computed here by quadrature")
        }
        _ => (
            "a balance between forward and backward signals for functions with slope 1 about 0".to_owned(),
            "Glorot & Bengio 2010",
        ),
    };
    point("initialiser", &usual.to_string(), reason, source)
}
