//! Softmax of softmax: probabilities between 0 and 1 are taken for logits, so that none can be large. With K classes the loss cannot fall under
//! -ln(e / (e + K - 1)): 0.551 for 3 classes, 1.461 for 10 (EVIDENCE: the floor is exact). Nothing to measure.

use super::named;
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};

/// The least loss that softmax of softmax can have with so many classes.
pub(super) fn floor(classes: usize) -> f64 {
    let e = std::f64::consts::E;
    -(e / (e + classes as f64 - 1.0)).ln()
}

fn is_softmax(layer: &LayerTrace) -> bool {
    matches!(layer.activation.as_str(), "softmax" | "log_softmax" | "softmin")
        && !matches!(layer.kind, LayerKind::Other)
}

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let Some(last) = trace.output_layer() else { return Vec::new() };
    // Probabilities, from the end on: the network's own output activation is one more.
    let mut at_end = Vec::new();
    let mut next = Some(last);
    while let Some(place) = next.filter(|&place| is_softmax(&trace.layers[place])) {
        at_end.push((place, &trace.layers[place]));
        next = match trace.inputs(place)[..] {
            [only] => Some(only),
            _ => None,
        };
    }
    let by_network = matches!(trace.about.output_activation.as_deref(), Some("softmax" | "log_softmax"));
    if at_end.len() + usize::from(by_network) < 2 {
        return Vec::new();
    }
    let classes = trace.about.outputs.or(Some(trace.layers[last].units)).filter(|&classes| classes > 1);
    let bound = classes.map_or_else(String::new, |classes| {
        format!("; with {classes} classes its cross-entropy cannot fall under {:.3}", floor(classes))
    });
    let (name, places) = named(&at_end[..1]);
    let what = format!("softmax is applied to what is softmax already{bound}");
    let remedy =
        "take out one of the two: a loss with `logits` in its name, and PyTorch's `CrossEntropyLoss`, have their own";
    vec![Finding::new("double_softmax", name, what, remedy).of_layers(places).change(Change::PlainOutput)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::{LayerKind, Trace};

    #[test]
    fn the_floors_are_those_of_the_evidence() {
        for (classes, floor) in [(2, 0.313), (3, 0.551), (10, 1.461), (100, 3.622)] {
            assert!((super::floor(classes) - floor).abs() < 6e-4, "{classes}");
        }
    }

    #[test]
    fn twice_is_found_and_once_is_not() {
        let mut trace: Trace = unseen(&["relu", "softmax"]);
        trace.layers[1].kind = LayerKind::Rows;
        trace.about.outputs = Some(3);
        assert_eq!(found(super::find, &trace), []);
        trace.about.output_activation = Some("softmax".to_owned());
        assert!(found(super::find, &trace)[0].what.contains("0.551"));
        let mut twice = unseen(&["relu", "softmax", "softmax"]);
        twice.layers[2].units = 10;
        assert!(found(super::find, &twice)[0].what.contains("1.461"));
    }
}
