//! Pre-activations far out on the flat ends of an activation that has two: little of a gradient comes through (Glorot & Bengio 2010). Where the ends
//! begin is proven from the function's formula: the slope is under a hundredth of its steepest.

use super::{constant_slope, flat_ends, median, named, percent, placed};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerTrace, Trace};

fn has_two_ends(layer: &LayerTrace) -> bool {
    // A step is flat everywhere, and another rule's.
    flat_ends(&layer.activation) == Some([true; 2]) && constant_slope(&layer.activation).is_none() && !layer.output
}

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let ill: Vec<_> = placed(trace)
        .filter(|(_, layer)| has_two_ends(layer))
        .filter_map(|(place, layer)| Some((place, layer, median(layer.series(|sample| sample.flat))?)))
        .filter(|(_, _, flat)| *flat > thresholds.saturated_units.share)
        .collect();
    let Some((_, worst, flat)) = ill.iter().max_by(|a, b| a.2.total_cmp(&b.2)) else { return Vec::new() };
    let (names, places) = named(&ill.iter().map(|(place, layer, _)| (*place, *layer)).collect::<Vec<_>>());
    let what = format!(
        "{} of the pre-activations are on the flat ends of `{}`, where next to no gradient comes through",
        percent(*flat),
        worst.activation
    );
    let remedy = "bring inputs and initial weights into scale, put a normalisation after the weights, or take an activation without flat ends";
    let step = worst.samples.first().map(|sample| sample.step);
    vec![
        Finding::new("saturated_units", names, what, remedy)
            .likely()
            .at_step(step)
            .of_layers(places)
            .change(Change::Normalise),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, quiet};

    #[test]
    fn flat_ends_are_found_where_there_are_two() {
        assert_eq!(found(super::find, &quiet("tanh", 0.9, &[0.5], 512)).len(), 1);
        assert_eq!(found(super::find, &quiet("tanh", 0.05, &[0.0], 512)), []);
        assert_eq!(found(super::find, &quiet("relu", 0.9, &[0.5], 512)), []);
        assert_eq!(found(super::find, &quiet("hard_tanh", 0.9, &[0.5], 512)).len(), 1);
    }
}
