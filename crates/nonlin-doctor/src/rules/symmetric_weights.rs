//! Units that start with the same weights get the same gradient, and stay the same unit for ever (Rumelhart, Hinton & Williams 1986 call it the
//! symmetry-breaking problem). Drawn weights are never alike, so any share worth the name is a sign of constant ones.

use super::{named, percent, placed};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, Trace};

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limit = thresholds.symmetric_weights.share;
    let alike: Vec<_> = placed(trace)
        // A last layer of zeros is a known and harmless start; a unit of one input is soon like another.
        .filter(|(_, layer)| !layer.output && layer.kind != LayerKind::Embedding && layer.fan_in != 1)
        // NaN is like NaN, and another rule's.
        .filter(|(_, layer)| layer.weights.is_some_and(|weights| weights.alike > limit && weights.not_finite == 0))
        .collect();
    let Some(most) = alike.iter().filter_map(|(_, layer)| layer.weights.map(|weights| weights.alike)).reduce(f64::max)
    else {
        return Vec::new();
    };
    let (names, places) = named(&alike);
    let what = format!(
        "{} of the units have the weights of another one, so they learn the same and stay one unit",
        percent(most)
    );
    let remedy = "draw the initial weights at random (`he_normal`, `glorot_uniform`); only biases may start at 0";
    vec![Finding::new("symmetric_weights", names, what, remedy).of_layers(places).change(Change::FittingInitialiser)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, weighted};

    #[test]
    fn constant_weights_are_found_and_drawn_ones_are_not() {
        let mut trace = weighted("relu", 2.0);
        assert_eq!(found(super::find, &trace), []);
        trace.layers[0].weights.as_mut().unwrap().alike = 0.98;
        assert!(found(super::find, &trace)[0].what.contains("98 %"));
        trace.layers[0].weights.as_mut().unwrap().not_finite = 5;
        assert_eq!(found(super::find, &trace), []);
    }
}
