//! Activations that grow or shrink from layer to layer before the first step: the further on, the less of the input is left, or the larger everything
//! (Glorot & Bengio 2010; He et al. 2015; Mishkin & Matas 2016, arXiv 1511.06422, set the variance layer by layer for that reason). Around a
//! residual block sums grow on purpose.

use super::{named, placed, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::Trace;

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limits = thresholds.drifting_scale;
    let hidden: Vec<_> = placed(trace)
        // Of a trained network scales are what it has learnt, and a file does not say whether it is one.
        .filter(|(_, layer)| layer.initial && !layer.output && !layer.residual && layer.kind.has_weights())
        .filter_map(|(place, layer)| Some((place, layer, layer.samples.first()?.after?.deviation)))
        .filter(|(_, _, deviation)| deviation.is_finite())
        .collect();
    let (Some(first), Some(last)) = (hidden.first(), hidden.last()) else { return Vec::new() };
    if hidden.len() < 3 || first.2 == 0.0 {
        return Vec::new();
    }
    let factor = last.2 / first.2;
    let per_layer = factor.powf(1.0 / (hidden.len() as f64 - 1.0));
    let (grown, shrunk) = (per_layer.max(1.0 / per_layer), factor.max(1.0 / factor));
    if !(grown > limits.per_layer && shrunk > limits.over_all) && shrunk < limits.over_all * limits.over_all {
        return Vec::new();
    }
    let (names, places) = named(&hidden.iter().map(|(place, layer, _)| (*place, *layer)).collect::<Vec<_>>());
    let what = format!(
        "before any training the deviation of the activations goes from {} to {}, {} times per layer: {}",
        short(first.2),
        short(last.2),
        short(per_layer),
        if factor < 1.0 { "of the input little is left" } else { "everything after is driven far out" }
    );
    let remedy =
        "start with an initialiser that fits the activation, or put a normalisation after each layer's weights";
    let step = trace.layers[places[0]].samples.first().map(|sample| sample.step);
    vec![
        Finding::new("drifting_scale", names, what, remedy)
            .likely()
            .at_step(step)
            .of_layers(places)
            .change(Change::Normalise),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{deep, found};

    #[test]
    fn growth_and_decay_over_depth_are_found_and_a_steady_scale_is_not() {
        assert_eq!(found(super::find, &deep(8, |_| 1.0, |_| 1.0)), []);
        assert!(found(super::find, &deep(8, |layer| 3_f64.powi(layer), |_| 1.0))[0].what.contains("3 times per layer"));
        assert_eq!(found(super::find, &deep(8, |layer| 0.3_f64.powi(layer), |_| 1.0)).len(), 1);
        let mut trained = deep(8, |layer| 3_f64.powi(layer), |_| 1.0);
        trained.layers.iter_mut().for_each(|layer| layer.initial = false);
        assert_eq!(found(super::find, &trained), []);
        // A factor in a net of two layers is none over depth.
        assert_eq!(found(super::find, &deep(2, |layer| 0.1_f64.powi(layer), |_| 1.0)), []);
    }
}
