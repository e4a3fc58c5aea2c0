//! The rules, each in a file of its own: definition, threshold, reason, source, remedy, tests. None looks at accuracy.

mod biasless;
mod constant_labels;
mod dead_units;
mod double_softmax;
mod drifting_scale;
mod dropout_order;
mod dropout_rate;
mod dying_units;
mod exploding_gradient;
mod initialiser;
mod inputs_not_finite;
mod inputs_not_scaled;
mod learning_rate;
mod linear_pair;
mod no_nonlinearity;
mod not_finite;
mod output_layer;
mod saturated_units;
mod self_normalising;
mod symmetric_weights;
mod unrelated_labels;
mod untrained_layer;
mod useless_inputs;
mod vanishing_gradient;
mod zero_slope;

#[cfg(test)]
pub(crate) mod cases;

use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::{LayerTrace, Trace};
use nonlin::Activation;
use nonlin::formula::Expression;

/// A rule, and what its finding most likely follows from if that was found too.
pub struct Rule {
    /// Its name.
    pub name: &'static str,
    find: fn(&Trace, &Thresholds) -> Vec<Finding>,
    causes: &'static [&'static str],
}

const SCALE: &[&str] = &[
    "inputs_not_finite",
    "inputs_not_scaled",
    "initialiser",
    "symmetric_weights",
    "learning_rate_high",
    "drifting_scale",
];
const GRADIENT: &[&str] = &[
    "inputs_not_finite",
    "inputs_not_scaled",
    "zero_slope",
    "symmetric_weights",
    "initialiser",
    "learning_rate_high",
    "drifting_scale",
    "dead_units",
    "saturated_units",
    "vanishing_gradient",
];

/// All rules, causes before their consequences.
pub const RULES: &[Rule] = &[
    Rule { name: "inputs_not_finite", find: inputs_not_finite::find, causes: &[] },
    Rule { name: "inputs_not_scaled", find: inputs_not_scaled::find, causes: &[] },
    Rule { name: "constant_labels", find: constant_labels::find, causes: &[] },
    Rule { name: "unrelated_labels", find: unrelated_labels::find, causes: &["constant_labels"] },
    Rule { name: "useless_inputs", find: useless_inputs::find, causes: &[] },
    Rule { name: "zero_slope", find: zero_slope::find, causes: &[] },
    Rule { name: "no_nonlinearity", find: no_nonlinearity::find, causes: &[] },
    Rule { name: "linear_pair", find: linear_pair::find, causes: &[] },
    Rule { name: "double_softmax", find: double_softmax::find, causes: &[] },
    Rule { name: "output_layer", find: output_layer::find, causes: &["double_softmax"] },
    Rule { name: "symmetric_weights", find: symmetric_weights::find, causes: &[] },
    Rule { name: "initialiser", find: initialiser::find, causes: &["symmetric_weights"] },
    Rule { name: "self_normalising", find: self_normalising::find, causes: &["initialiser"] },
    Rule { name: "dropout_rate", find: dropout_rate::find, causes: &[] },
    Rule { name: "dropout_order", find: dropout_order::find, causes: &[] },
    Rule { name: "biasless", find: biasless::find, causes: &[] },
    Rule {
        name: "learning_rate_high",
        find: learning_rate::find_high,
        causes: &["inputs_not_finite", "inputs_not_scaled", "symmetric_weights", "initialiser"],
    },
    Rule { name: "learning_rate_low", find: learning_rate::find_low, causes: &[] },
    Rule { name: "drifting_scale", find: drifting_scale::find, causes: &["symmetric_weights", "initialiser"] },
    Rule { name: "dead_units", find: dead_units::find, causes: SCALE },
    Rule {
        name: "dying_units",
        find: dying_units::find,
        causes: &["inputs_not_scaled", "learning_rate_high", "dead_units"],
    },
    Rule { name: "saturated_units", find: saturated_units::find, causes: SCALE },
    Rule { name: "vanishing_gradient", find: vanishing_gradient::find, causes: GRADIENT },
    Rule { name: "exploding_gradient", find: exploding_gradient::find, causes: SCALE },
    Rule {
        name: "not_finite",
        find: not_finite::find,
        causes: &[
            "inputs_not_finite",
            "inputs_not_scaled",
            "initialiser",
            "learning_rate_high",
            "drifting_scale",
            "exploding_gradient",
        ],
    },
    Rule { name: "untrained_layer", find: untrained_layer::find, causes: GRADIENT },
];

/// All findings by the default thresholds.
pub fn examine(trace: &Trace) -> Vec<Finding> {
    examine_by(trace, Thresholds::standard())
}

/// All findings, causes before their consequences.
pub fn examine_by(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for rule in RULES {
        for mut finding in (rule.find)(trace, thresholds) {
            let known = |cause: &&&str| findings.iter().any(|earlier| earlier.rule == **cause);
            finding.because = rule.causes.iter().find(known).map(|cause| (*cause).to_owned());
            findings.push(finding);
        }
    }
    findings
}

/// The slope of an activation, if it is the same everywhere.
fn constant_slope(activation: &str) -> Option<f64> {
    let activation = Activation::named(activation).ok()?;
    match activation.function().slope_formula().expression {
        Expression::Constant(slope) => Some(slope),
        _ => None,
    }
}

/// Whether an activation is flat far out on the left and on the right, at the ends of what single precision is likely to meet.
fn flat_ends(activation: &str) -> Option<[bool; 2]> {
    let activation = Activation::named(activation).ok()?;
    Some([-50.0_f64, 50.0].map(|x| activation.slope(x).abs() < 0.01))
}

/// Whether an activation is `name`, under whatever spelling.
fn is_function(activation: &str, name: &str) -> bool {
    let Ok(found) = Activation::named(activation) else { return activation == name };
    let known = found.function().typed().and_then(|typed| typed.known()).map(|known| known.function.card().name);
    known.unwrap_or(found.card().name) == name
}

/// Names of layers as a person says them: `layer 1 (dense) to layer 7 (dense)`.
fn named(layers: &[(usize, &LayerTrace)]) -> (String, Vec<usize>) {
    let places: Vec<usize> = layers.iter().map(|(place, _)| *place).collect();
    let names = match layers {
        [] => String::new(),
        [(_, one)] => one.name.clone(),
        [(_, one), (_, two)] => format!("{} and {}", one.name, two.name),
        [(_, first), .., (_, last)] if places.windows(2).all(|pair| pair[1] - pair[0] <= 2) => {
            format!("{} to {}", first.name, last.name)
        }
        [(_, first), .., (_, last)] => format!("{} layers from {} to {}", layers.len(), first.name, last.name),
    };
    (names, places)
}

/// The middle of numbers; `None` of none.
fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.retain(|x| !x.is_nan());
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

/// The trace's layers with their places.
fn placed(trace: &Trace) -> impl DoubleEndedIterator<Item = (usize, &LayerTrace)> {
    trace.layers.iter().enumerate()
}

/// `12 %`.
fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A number as a person reads it, two digits of it.
fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if (0.01..1000.0).contains(&size) => {
            let text = format!("{x:.3}");
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            if size >= 10.0 { format!("{x:.0}") } else { text }
        }
        _ => format!("{x:.1e}"),
    }
}
