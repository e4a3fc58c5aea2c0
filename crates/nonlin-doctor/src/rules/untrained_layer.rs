//! A layer whose weights had a gradient of exactly zero at every step seen: it does not learn at all.
//! At least two samples are asked for; zero is meant exactly. Layers that an activation without a slope cuts
//! off are left to the rule `zero_slope`, which has the cause.

use super::zero_slope::last_blocked;
use crate::{Finding, Trace};

pub(super) fn find(trace: &Trace) -> Vec<Finding> {
    let unexplained = last_blocked(trace).map_or(0, |last| last + 1);
    let untrained: Vec<&str> = trace.layers[unexplained..]
        .iter()
        .filter(|layer| layer.samples.len() > 1 && layer.samples.iter().all(|sample| sample.gradient_norm == 0.0))
        .map(|layer| layer.name.as_str())
        .collect();
    if untrained.is_empty() {
        return Vec::new();
    }
    let steps = trace.layers.iter().map(|layer| layer.samples.len()).max().unwrap_or(0);
    vec![Finding {
        rule: "untrained_layer".to_owned(),
        place: untrained.join(" and "),
        what: format!("the gradient of its weights was exactly 0 at all {steps} steps looked at"),
        remedy: "look for an activation with slope zero, or units that are dead, behind it".to_owned(),
    }]
}

#[cfg(test)]
mod tests {
    use crate::{LayerSample, LayerTrace, Trace};

    fn layer(gradients: &[f64]) -> Trace {
        let samples = gradients
            .iter()
            .zip(1..)
            .map(|(&gradient_norm, step)| LayerSample { step, gradient_norm, weight_norm: 1.0, silent_units: 0.0 })
            .collect();
        Trace { layers: vec![LayerTrace { samples, ..LayerTrace::unseen("hidden layer 1", "relu") }] }
    }

    #[test]
    fn only_exact_zero_throughout_counts() {
        assert_eq!(super::find(&layer(&[0.0, 0.0, 0.0])).len(), 1);
        assert_eq!(super::find(&layer(&[0.0, 1e-30])), []);
        assert_eq!(super::find(&layer(&[0.0])), [], "one step is no evidence");
        assert_eq!(super::find(&layer(&[])), []);
    }
}
