//! An output layer that cannot say what the task asks for, or does not go with the loss: an activation of its own under the network's (`ReLU` before
//! softmax), a squeezed answer of a regression, several classes without softmax, a sigmoid before a softmax loss (Bishop 1995, chapter 6). Read off
//! the layers and the task.

use super::{constant_slope, named};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};
use nonlin::Activation;
use nonlin::facts::prove;

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let Some(place) = trace.output_layer() else { return Vec::new() };
    let (layer, about) = (&trace.layers[place], &trace.about);
    let (task, ending) = (about.task.as_deref(), about.output_activation.as_deref());
    // Its logarithm says the same.
    let ending = if ending == Some("log_softmax") { Some("softmax") } else { ending };
    let finding = |what: String, remedy: &str| {
        let (name, places) = named(&[(place, layer)]);
        vec![Finding::new("output_layer", name, what, remedy).of_layers(places).change(Change::PlainOutput)]
    };
    if let Some(own) = own_activation(layer) {
        let plain = "give the output layer no activation of its own";
        match ending {
            Some("softmax" | "sigmoid") => {
                return finding(
                    format!(
                        "`{own}` stands before the {}, which is to get logits of any size: {}",
                        ending.unwrap_or_default(),
                        loses(own)
                    ),
                    plain,
                );
            }
            Some("linear") | None if task == Some("regression") => {
                let reach = range(own);
                let wanted = trace.data.as_ref().and_then(|data| data.answers).map(|answers| answers.range);
                let cannot = |[low, high]: [f64; 2]| wanted.is_none_or(|wanted| wanted[0] < low || wanted[1] > high);
                if let Some(reach) =
                    reach.filter(|reach| (reach[0].is_finite() || reach[1].is_finite()) && cannot(*reach))
                {
                    let asked = wanted.map_or_else(String::new, |[low, high]| {
                        format!(", and the answers go from {} to {}", super::short(low), super::short(high))
                    });
                    return finding(format!("`{own}` can only say {}{asked}", between(reach)), plain);
                }
            }
            _ => {}
        }
    }
    let outputs = about.outputs.unwrap_or(layer.units);
    match (task, ending) {
        (Some("regression"), Some("sigmoid" | "softmax")) => finding(
            format!("`{}` squeezes the answers of a regression between 0 and 1", ending.unwrap_or_default()),
            "end in `linear`",
        ),
        (Some("multiclass"), Some("sigmoid")) if outputs > 1 => finding(
            "with `sigmoid` each class is judged by itself, though exactly one of them holds".to_owned(),
            "end in `softmax` with cross-entropy",
        ),
        (Some("multilabel"), Some("softmax")) => finding(
            "with `softmax` the labels share one whole, though several may hold at once".to_owned(),
            "end in `sigmoid` with binary cross-entropy",
        ),
        (Some("binary" | "multiclass" | "multilabel"), Some("linear"))
            if about.loss.as_deref().is_some_and(|loss| loss.contains("squared") || loss.contains("absolute")) =>
        {
            finding(
                "classes are learnt as if they were numbers: there is no output activation, and the loss is one of distances".to_owned(),
                "end in `softmax` (of two classes `sigmoid`) with cross-entropy",
            )
        }
        _ => Vec::new(),
    }
}

/// The activation that the output layer has for itself; none if that passes everything on.
fn own_activation(layer: &LayerTrace) -> Option<&str> {
    let own = layer.activation.as_str();
    let plain = own.is_empty() || constant_slope(own).is_some_and(|slope| slope != 0.0);
    // Softmax at the end is the output activation itself, and twice is another rule's.
    let rows = layer.kind == LayerKind::Rows || Activation::named(own).is_err();
    (!plain && !rows).then_some(own)
}

fn range(activation: &str) -> Option<[f64; 2]> {
    let range = prove(&Activation::named(activation).ok()?).range?;
    Some([range.low.at.low, range.high.at.high])
}

/// What goes missing when logits pass through it.
fn loses(activation: &str) -> String {
    match range(activation) {
        Some([low, high]) if low.is_finite() || high.is_finite() => {
            format!(
                "from between {} no probability near 0 or 1 can be had, or what is off does not learn",
                between([low, high])
            )
        }
        _ => "it bends them to no purpose".to_owned(),
    }
}

fn between([low, high]: [f64; 2]) -> String {
    match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("{} and {}", super::short(low), super::short(high)),
        (true, false) => format!("{} and more", super::short(low)),
        (false, true) => format!("{} and less", super::short(high)),
        _ => "any number".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::{LayerTrace, Trace};

    fn trace(own: &str, ending: &str, task: &str) -> Trace {
        let mut trace = unseen(&["relu", own]);
        trace.layers[1] = LayerTrace { output: true, units: 3, ..trace.layers[1].clone() };
        trace.about.output_activation = Some(ending.to_owned());
        trace.about.task = Some(task.to_owned());
        trace
    }

    #[test]
    fn what_does_not_go_together_is_found_and_what_does_is_not() {
        for (own, ending, task) in [
            ("relu", "softmax", "multiclass"),
            ("tanh", "sigmoid", "binary"),
            ("tanh", "linear", "regression"),
            ("sigmoid", "softmax", "multiclass"),
            ("linear", "sigmoid", "regression"),
            ("linear", "softmax", "multilabel"),
            ("linear", "sigmoid", "multiclass"),
        ] {
            assert_eq!(found(super::find, &trace(own, ending, task)).len(), 1, "{own} {ending} {task}");
        }
        for (own, ending, task) in [
            ("linear", "softmax", "multiclass"),
            ("linear", "sigmoid", "binary"),
            ("linear", "linear", "regression"),
            ("leaky_relu", "linear", "regression"),
            // Logits, which a loss of theirs takes.
            ("linear", "linear", "multiclass"),
        ] {
            assert_eq!(found(super::find, &trace(own, ending, task)), [], "{own} {ending} {task}");
        }
    }
}
