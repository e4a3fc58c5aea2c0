//! The gradient of the first layers is next to nothing beside that of the last: they do not learn (Hochreiter 1991; Bengio, Simard & Frasconi 1994).
//! Relative, for the absolute size goes with batch, loss and rate; and by both the gradient at the units and that of the weights, for one alone is
//! smaller in a layer of many places.

use super::{flat_ends, median, named, placed, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};

/// Gradients of the layers with weights, the middle one of all samples: at the units, and of the weights by their length.
pub(super) fn gradients(trace: &Trace) -> Vec<(usize, &LayerTrace, f64, f64)> {
    placed(trace)
        .filter(|(_, layer)| layer.kind.has_weights() && layer.kind != LayerKind::Embedding)
        .filter_map(|(place, layer)| {
            let units = median(layer.series(|sample| sample.gradient))?;
            let weights =
                median(layer.series(|sample| Some(sample.weight_gradient? / sample.weight.filter(|&w| w > 0.0)?)))?;
            Some((place, layer, units, weights))
        })
        .collect()
}

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limit = thresholds.vanishing_gradient.ratio;
    let all = gradients(trace);
    // The last is the output layer, whose gradient passes no activation.
    let Some(last) = all.last().filter(|last| all.len() >= 3 && last.2 > 0.0 && last.3 > 0.0) else {
        return Vec::new();
    };
    let small: Vec<_> =
        all.iter().filter(|(_, _, units, weights)| units / last.2 < limit && weights / last.3 < limit).collect();
    let first = all[0];
    // From the first layer on, or it is no matter of depth; exactly nothing is another rule's.
    if !small.iter().any(|(place, ..)| *place == first.0) || first.2 == 0.0 {
        return Vec::new();
    }
    let (names, places) = named(&small.iter().map(|(place, layer, ..)| (*place, *layer)).collect::<Vec<_>>());
    let per_layer = (first.2 / last.2).powf(1.0 / (all.len() as f64 - 1.0));
    let what = format!(
        "the gradient of the first layer is {} of the last one's: each layer passes on {} of it in the mean, so the first ones do not learn",
        short(first.2 / last.2),
        short(per_layer)
    );
    let remedy = "take `relu`, `silu` or `gelu` in the hidden layers, with their initialiser; in deep networks normalisations and ways around (`residual(...)`) too";
    let change = if flat_ends(&first.1.activation) == Some([true; 2]) {
        Change::Activation { to: "relu".to_owned() }
    } else {
        Change::Normalise
    };
    let step = first.1.samples.first().map(|sample| sample.step);
    vec![
        Finding::new("vanishing_gradient", names, what, remedy).likely().at_step(step).of_layers(places).change(change),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{deep, found};

    #[test]
    fn decay_over_depth_is_found_and_a_steady_gradient_is_not() {
        assert_eq!(found(super::find, &deep(12, |_| 1.0, |_| 0.01)), []);
        // A quarter per layer, as with sigmoids.
        let vanishing = deep(12, |_| 1.0, |layer| 0.25_f64.powi(12 - layer));
        assert!(
            found(super::find, &vanishing)[0].what.contains("each layer passes on 0.25"),
            "{:?}",
            found(super::find, &vanishing)
        );
        assert_eq!(found(super::find, &deep(2, |_| 1.0, |layer| 0.25_f64.powi(2 - layer))), []);
    }
}
