//! A hidden activation whose slope is zero everywhere: by the chain rule every gradient before it is zero.
//! Known since backpropagation itself (Rumelhart, Hinton & Williams 1986), which needs a differentiable unit.
//! Read off the slope's formula, so there is no threshold and nothing to measure.

use super::constant_slope;
use crate::{Finding, Trace};

/// The place of the last hidden layer with such an activation: nothing up to it can learn.
pub(super) fn last_blocked(trace: &Trace) -> Option<usize> {
    trace.layers.iter().rposition(|layer| !layer.output && constant_slope(&layer.activation) == Some(0.0))
}

pub(super) fn find(trace: &Trace) -> Vec<Finding> {
    let Some(last) = last_blocked(trace) else {
        return Vec::new();
    };
    let layer = &trace.layers[last];
    let blocked: Vec<_> = trace.layers[..=last].iter().flat_map(|layer| &layer.samples).collect();
    let seen = if !blocked.is_empty() && blocked.iter().all(|sample| sample.gradient_norm == 0.0) {
        "; the gradient of the weights up to there was exactly 0 at every step looked at"
    } else {
        ""
    };
    vec![Finding {
        rule: "zero_slope".to_owned(),
        place: layer.name.clone(),
        what: format!("the slope of `{}` is zero everywhere, so nothing before it can learn{seen}", layer.activation),
        remedy: "use an activation with a slope, such as `relu`, in the hidden layers; decide 0 or 1 only at the end"
            .to_owned(),
    }]
}

#[cfg(test)]
mod tests {
    use crate::{LayerTrace, Trace};

    #[test]
    fn the_step_is_found_and_others_are_not() {
        for function in nonlin::functions::elementwise() {
            let name = function.card().name;
            let trace = Trace { layers: vec![LayerTrace::unseen("hidden layer 1", name)] };
            assert_eq!(super::find(&trace).len(), usize::from(name == "step"), "{name}");
        }
        let decision = LayerTrace { output: true, ..LayerTrace::unseen("output layer", "step") };
        assert_eq!(super::find(&Trace { layers: vec![decision] }), []);
    }
}
