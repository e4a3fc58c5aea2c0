//! No bias where one is needed: before a step it places the threshold, and SELU's mean of 0 is kept only if sums can be moved there. A normalisation
//! after the weights has a bias of its own. Nothing to measure.

use super::{is_function, named, placed};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, Trace};

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let normalised = |place: usize| {
        trace.layers.get(place + 1).is_some_and(|next| matches!(next.kind, LayerKind::BatchNorm | LayerKind::RowNorm))
    };
    let needed = |activation: &str| ["step", "selu"].into_iter().any(|name| is_function(activation, name));
    let missing: Vec<_> = placed(trace)
        .filter(|(place, layer)| {
            !layer.output && layer.bias == Some(false) && !normalised(*place) && needed(&layer.activation)
        })
        .collect();
    let Some((_, first)) = missing.first() else { return Vec::new() };
    let reason = if is_function(&first.activation, "step") {
        "every threshold is at 0, and no other can be learnt"
    } else {
        "sums cannot be moved to the mean of 0 that SELU keeps"
    };
    let (names, places) = named(&missing);
    let what = format!("there is no bias before `{}`: {reason}", first.activation);
    vec![Finding::new("biasless", names, what, "give the layer a bias").notice().of_layers(places).change(Change::Bias)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};

    #[test]
    fn only_where_it_is_needed() {
        for (activation, expected) in [("step", 1), ("selu", 1), ("relu", 0)] {
            let mut trace = unseen(&[activation]);
            trace.layers[0].bias = Some(false);
            assert_eq!(found(super::find, &trace).len(), expected, "{activation}");
            trace.layers[0].bias = Some(true);
            assert_eq!(found(super::find, &trace), []);
        }
    }
}
