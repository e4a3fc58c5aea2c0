//! Hidden layers that pass their sums on unchanged: layers of any number are then one linear map.
//! Read off the slope's formula, which is the same everywhere and not zero.

use super::constant_slope;
use crate::{Finding, Trace};

pub(super) fn find(trace: &Trace) -> Vec<Finding> {
    let linear = |activation: &str| constant_slope(activation).is_some_and(|slope| slope != 0.0);
    let hidden = || trace.layers.iter().filter(|layer| !layer.output);
    if hidden().count() == 0 || !hidden().all(|layer| linear(&layer.activation)) {
        return Vec::new();
    }
    vec![Finding {
        rule: "no_nonlinearity".to_owned(),
        place: "all hidden layers".to_owned(),
        what: "with nothing nonlinear between them, all layers together are one linear model".to_owned(),
        remedy: "put an activation such as `relu` between the layers, or leave the hidden layers out".to_owned(),
    }]
}

#[cfg(test)]
mod tests {
    use crate::{LayerTrace, Trace};

    #[test]
    fn all_linear_layers_are_found_and_one_bend_is_enough() {
        let trace = |names: &[&str]| Trace { layers: names.iter().map(|name| LayerTrace::unseen("h", name)).collect() };
        assert_eq!(super::find(&trace(&["linear", "identity"])).len(), 1);
        assert_eq!(super::find(&trace(&["linear", "relu"])), []);
        assert_eq!(super::find(&trace(&["step"])), []);
        assert_eq!(super::find(&trace(&[])), []);
    }
}
