//! NaN or infinity inside: where first, at which step, and out of what. The first place is the first layer, at the first such step, of which something
//! is no number: all after it only pass it on. The cause is read off the activation's formula and the numbers that went in.

use super::{named, placed, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerSample, LayerTrace, Trace};
use nonlin::Activation;
use nonlin::formula::{Binary, Expression, Primitive};

/// Beyond this `exp` is infinite in single precision.
const EXP_LIMIT: f64 = 88.7;

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    if let Some(finding) = broken_from_the_start(trace) {
        return vec![finding];
    }
    let first = placed(trace)
        .filter_map(|(place, layer)| {
            let sample = layer.samples.iter().position(|sample| sample.not_finite != [0; 4])?;
            Some((layer.samples[sample].step, place, layer, sample))
        })
        .min_by_key(|(step, place, ..)| (*step, *place));
    let Some((step, place, layer, sample)) = first else { return loss_alone(trace) };
    let seen = &layer.samples[sample];
    let (cause, remedy, change) = cause(layer, seen, sample.checked_sub(1).map(|before| &layer.samples[before]));
    let what = format!("NaN or infinity first at step {step}: {cause}");
    let finding = Finding::new("not_finite", &layer.name, what, remedy).at_step(Some(step)).of_layers(vec![place]);
    vec![match change {
        Some(change) => finding.change(change),
        None => finding,
    }]
}

/// A model whose training, somewhere else, ended in NaN: nothing that is seen in it means anything.
fn broken_from_the_start(trace: &Trace) -> Option<Finding> {
    let broken = |layer: &LayerTrace| layer.weights.filter(|weights| weights.not_finite > 0);
    let layers: Vec<_> = placed(trace).filter(|(_, layer)| broken(layer).is_some()).collect();
    let count: u64 = layers.iter().filter_map(|(_, layer)| broken(layer)).map(|weights| weights.not_finite).sum();
    let (names, places) = named(&layers);
    let what = format!(
        "{count} of the weights and biases are NaN or infinite: the training that made them had ended in NaN, and whatever the network is given, NaN comes out"
    );
    let remedy = "train it anew, after a look at what made it so: NaN among the rows, or too large a learning rate (`nonlin train --doctor` says which)";
    (count > 0).then(|| {
        Finding::new("not_finite", names, what, remedy).of_layers(places).change(Change::LearningRate { factor: 0.1 })
    })
}

/// Only the loss is none.
fn loss_alone(trace: &Trace) -> Vec<Finding> {
    let Some(step) = trace.steps.iter().find(|step| !step.loss.is_finite()) else { return Vec::new() };
    let what = format!(
        "the loss is NaN or infinite at step {} though all layers are finite: the logarithm of a probability of 0, most likely",
        step.step
    );
    let remedy = "use a loss that takes logits, which has no such logarithm, and a smaller learning rate";
    vec![
        Finding::new("not_finite", "loss", what, remedy)
            .at_step(Some(step.step))
            .change(Change::LearningRate { factor: 0.1 }),
    ]
}

fn cause(
    layer: &LayerTrace,
    seen: &LayerSample,
    before: Option<&LayerSample>,
) -> (String, &'static str, Option<Change>) {
    let [pre, after, gradient, weights] = seen.not_finite;
    let safe = "take an activation that is defined everywhere, or keep its argument in its domain";
    if weights > 0 {
        return (
            "the weights themselves are no numbers: the step before was too large".to_owned(),
            "take a smaller learning rate, and clip gradients",
            Some(Change::LearningRate { factor: 0.1 }),
        );
    }
    if pre > 0 {
        let size = before
            .and_then(|before| before.weight)
            .map_or_else(String::new, |size| format!(" (their length was {} before)", short(size)));
        return (
            format!("the sums before the activation overflow: weights or inputs are too large{size}"),
            "scale the inputs, take a smaller learning rate, and clip gradients",
            Some(Change::ClipNorm { limit: 1.0 }),
        );
    }
    if after > 0 {
        let range = seen.before.map(|before| [before.low, before.high]);
        let (low, high) = range.map_or((f64::NEG_INFINITY, f64::INFINITY), |[low, high]| (low, high));
        let formula =
            Activation::named(&layer.activation).ok().map(|activation| activation.function().formula().expression);
        let reason = match formula.as_ref().map(dangers) {
            Some(dangers) if dangers.contains(&Danger::Logarithm) && low <= 0.0 => {
                format!("`{}` takes a logarithm, and its argument went down to {}", layer.activation, short(low))
            }
            Some(dangers) if dangers.contains(&Danger::Root) && low < 0.0 => {
                format!("`{}` takes a root, and its argument went down to {}", layer.activation, short(low))
            }
            Some(dangers) if dangers.contains(&Danger::Exponential) && high > EXP_LIMIT => {
                format!("`{}` takes an exponential, and its argument went up to {}", layer.activation, short(high))
            }
            Some(dangers) if dangers.contains(&Danger::Division) && low <= 0.0 && high >= 0.0 => {
                format!("`{}` divides, and its argument came near 0", layer.activation)
            }
            _ => format!("`{}` of numbers from {} to {} is none", layer.activation, short(low), short(high)),
        };
        return (reason, safe, Some(Change::Activation { to: "relu".to_owned() }));
    }
    if gradient > 0 {
        return (
            "the gradient overflows while what goes forward is finite".to_owned(),
            "clip gradients, and take a smaller learning rate",
            Some(Change::ClipNorm { limit: 1.0 }),
        );
    }
    ("something in it is no number".to_owned(), safe, None)
}

/// What in a formula is not defined everywhere, or overflows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Danger {
    Logarithm,
    Root,
    Exponential,
    Division,
}

fn dangers(expression: &Expression) -> Vec<Danger> {
    let mut found = Vec::new();
    walk(expression, &mut found);
    found
}

fn walk(expression: &Expression, found: &mut Vec<Danger>) {
    match expression {
        Expression::Variable | Expression::Parameter(_) | Expression::Constant(_) => {}
        Expression::Negate(a) => walk(a, found),
        Expression::Power(a, exponent) => {
            if *exponent < 0 {
                found.push(Danger::Division);
            }
            walk(a, found);
        }
        Expression::Call(primitive, a) => {
            match primitive {
                Primitive::Ln | Primitive::Ln1p => found.push(Danger::Logarithm),
                Primitive::Sqrt => found.push(Danger::Root),
                Primitive::Exp | Primitive::ExpM1 => found.push(Danger::Exponential),
                _ => {}
            }
            walk(a, found);
        }
        Expression::Binary(operation, a, b) => {
            if *operation == Binary::Divide && !matches!(**b, Expression::Constant(_)) {
                found.push(Danger::Division);
            }
            walk(a, found);
            walk(b, found);
        }
        Expression::Where(parts) => parts.iter().for_each(|part| walk(part, found)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen, weighted};
    use crate::trace::{Spread, StepSample};
    use crate::{LayerSample, Trace};

    fn broken(activation: &str, range: [f32; 2], not_finite: [u64; 4]) -> Trace {
        let mut trace = unseen(&["relu", activation]);
        let fine = LayerSample { step: 1, before: Spread::of(&[-1.0, 1.0]).0, ..LayerSample::default() };
        let bad = LayerSample { step: 2, before: Spread::of(&range).0, not_finite, ..LayerSample::default() };
        trace.layers[0].samples = vec![fine.clone(), LayerSample { step: 2, ..fine.clone() }];
        trace.layers[1].samples = vec![fine, bad];
        trace
    }

    #[test]
    fn the_first_cause_is_named() {
        for (activation, range, not_finite, words) in [
            ("log(x)", [-2.0, 1.0], [0, 1, 0, 0], "takes a logarithm, and its argument went down to -2"),
            ("sqrt(x)", [-2.0, 1.0], [0, 1, 0, 0], "takes a root"),
            ("exp(x)", [-2.0, 100.0], [0, 1, 0, 0], "takes an exponential, and its argument went up to 100"),
            ("1 / x", [-1.0, 1.0], [0, 1, 0, 0], "divides"),
            ("relu", [-1.0, 1.0], [3, 3, 0, 0], "sums before the activation overflow"),
            ("relu", [-1.0, 1.0], [0, 0, 2, 0], "gradient overflows"),
            ("relu", [-1.0, 1.0], [0, 0, 0, 9], "weights themselves"),
            ("relu", [-1.0, 1.0], [3, 3, 0, 9], "weights themselves"),
        ] {
            let findings = found(super::find, &broken(activation, range, not_finite));
            assert!(findings.len() == 1 && findings[0].what.contains(words), "{activation}: {findings:?}");
            assert_eq!((findings[0].step, &findings[0].layers[..]), (Some(2), &[1][..]));
        }
    }

    #[test]
    fn weights_that_were_none_before_anything_was_seen_are_the_cause_of_all() {
        let mut trace = weighted("relu", 2.0);
        assert_eq!(found(super::find, &trace), []);
        trace.layers[0].weights.as_mut().unwrap().not_finite = 9;
        trace.layers[0].samples = vec![LayerSample { step: 1, not_finite: [4, 4, 0, 9], ..LayerSample::default() }];
        let findings = found(super::find, &trace);
        assert!(findings.len() == 1 && findings[0].what.starts_with("9 of the weights"), "{findings:?}");
    }

    #[test]
    fn a_loss_alone_is_one_too_and_a_sound_training_is_none() {
        let mut trace = unseen(&["relu"]);
        trace.steps = vec![StepSample { step: 1, loss: 0.5 }];
        assert_eq!(found(super::find, &trace), []);
        trace.steps.push(StepSample { step: 2, loss: f64::INFINITY });
        assert!(found(super::find, &trace)[0].what.contains("logarithm of a probability of 0"));
    }
}
