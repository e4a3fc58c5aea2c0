//! Hidden layers that pass their sums on unchanged: layers of any number are then one linear map (Minsky & Papert 1969).
//! Read off the slope's formula, which is the same everywhere and not zero.

use super::constant_slope;
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};

/// Whether a layer makes no bend: what it passes on is a linear function of what it gets.
pub(super) fn is_linear(layer: &LayerTrace) -> bool {
    let bends = matches!(layer.kind, LayerKind::Recurrent | LayerKind::Rows | LayerKind::Other | LayerKind::RowNorm);
    !bends && constant_slope(&layer.activation).is_some_and(|slope| slope != 0.0)
}

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let weighted = || trace.weighted().filter(|layer| !layer.output);
    // An embedding followed by sums is a linear model of the tokens, and meant.
    let dense = weighted().filter(|layer| layer.kind != LayerKind::Embedding).count();
    if dense == 0 || !trace.hidden().all(is_linear) {
        return Vec::new();
    }
    let what = "with nothing nonlinear between them, all layers together are one linear model";
    let remedy = "put an activation such as `relu` between the layers, or leave the hidden layers out";
    let places = (0..trace.layers.len()).filter(|&place| !trace.layers[place].output).collect();
    let change = Change::Activate { to: "relu".to_owned() };
    vec![Finding::new("no_nonlinearity", "all hidden layers", what, remedy).of_layers(places).change(change)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};

    #[test]
    fn all_linear_layers_are_found_and_one_bend_is_enough() {
        assert_eq!(found(super::find, &unseen(&["linear", "identity"])).len(), 1);
        assert_eq!(found(super::find, &unseen(&["2x + 1"])).len(), 1);
        assert_eq!(found(super::find, &unseen(&["linear", "relu"])), []);
        assert_eq!(found(super::find, &unseen(&["step"])), []);
        assert_eq!(found(super::find, &unseen(&[])), []);
    }
}
