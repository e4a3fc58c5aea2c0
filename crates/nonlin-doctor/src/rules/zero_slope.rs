//! A hidden activation whose slope is zero everywhere: by the chain rule every gradient before it is zero.
//! Known since backpropagation itself (Rumelhart, Hinton & Williams 1986), which needs a differentiable unit.
//! Read off the slope's formula, so there is no threshold and nothing to measure.

use super::constant_slope;
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::Trace;

/// The place of the last hidden layer with such an activation: nothing up to it can learn.
pub(super) fn last_blocked(trace: &Trace) -> Option<usize> {
    trace.layers.iter().rposition(|layer| !layer.output && constant_slope(&layer.activation) == Some(0.0))
}

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let Some(last) = last_blocked(trace) else {
        return Vec::new();
    };
    let layer = &trace.layers[last];
    let gradients: Vec<f64> =
        trace.layers[..=last].iter().flat_map(|layer| layer.series(|sample| sample.weight_gradient)).collect();
    let seen = if !gradients.is_empty() && gradients.iter().all(|&gradient| gradient == 0.0) {
        "; the gradient of the weights up to there was exactly 0 at every step looked at"
    } else {
        ""
    };
    let what = format!("the slope of `{}` is zero everywhere, so nothing before it can learn{seen}", layer.activation);
    let remedy = "use an activation with a slope, such as `relu`, in the hidden layers; decide 0 or 1 only at the end";
    let change = Change::Activation { to: "relu".to_owned() };
    vec![Finding::new("zero_slope", &layer.name, what, remedy).of_layers((0..=last).collect()).change(change)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::{LayerTrace, Trace};

    #[test]
    fn the_step_is_found_and_others_are_not() {
        for function in nonlin::functions::elementwise() {
            let name = function.card().name;
            assert_eq!(found(super::find, &unseen(&[name])).len(), usize::from(name == "step"), "{name}");
        }
        let decision = LayerTrace { output: true, ..LayerTrace::unseen("output layer", "step") };
        assert_eq!(found(super::find, &Trace { layers: vec![decision], ..Trace::default() }), []);
    }
}
