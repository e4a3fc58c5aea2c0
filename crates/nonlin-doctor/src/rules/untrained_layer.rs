//! A layer whose weights do not move: their gradient was exactly zero at every step seen, or the step changed nothing though there was one, as where it
//! was left out of the optimiser. Layers that an activation without a slope cuts off are left to the rule `zero_slope`, which has the cause.

use super::zero_slope::last_blocked;
use super::{named, placed};
use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::{LayerTrace, Trace};

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let unexplained = last_blocked(trace).map_or(0, |last| last + 1);
    let steps = thresholds.untrained_layer.steps.max(1);
    let zero = |series: Vec<f64>| series.len() >= steps && series.iter().all(|&x| x == 0.0);
    let weighted = || placed(trace).skip(unexplained).filter(|(_, layer)| layer.kind.has_weights());
    let mut found = Vec::new();
    let no_gradient: Vec<(usize, &LayerTrace)> =
        weighted().filter(|(_, layer)| zero(layer.series(|sample| sample.weight_gradient))).collect();
    if !no_gradient.is_empty() {
        let looks = no_gradient[0].1.series(|sample| sample.weight_gradient).len();
        let (names, places) = named(&no_gradient);
        let what = format!("the gradient of its weights was exactly 0 at all {looks} steps looked at");
        let remedy = "look for an activation with slope zero, or units that are dead, behind it";
        found.push(Finding::new("untrained_layer", names, what, remedy).of_layers(places));
    }
    let frozen: Vec<(usize, &LayerTrace)> = weighted()
        .filter(|(_, layer)| {
            zero(layer.series(|sample| sample.update)) && !zero(layer.series(|sample| sample.weight_gradient))
        })
        .collect();
    if !frozen.is_empty() {
        let (names, places) = named(&frozen);
        let what = "its weights have a gradient, and no step changed them".to_owned();
        let remedy = "give them to the optimiser, unless they are frozen on purpose";
        found.push(Finding::new("untrained_layer", names, what, remedy).of_layers(places));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::{LayerSample, Trace};

    fn layer(gradients: &[f64], update: f64) -> Trace {
        let mut trace = unseen(&["relu"]);
        let sample = |(&gradient, step)| LayerSample {
            step,
            weight_gradient: Some(gradient),
            weight: Some(1.0),
            update: Some(update),
            ..LayerSample::default()
        };
        trace.layers[0].samples = gradients.iter().zip(1..).map(sample).collect();
        trace
    }

    #[test]
    fn only_exact_zero_throughout_counts() {
        assert_eq!(found(super::find, &layer(&[0.0, 0.0, 0.0], 0.0)).len(), 1);
        assert_eq!(found(super::find, &layer(&[0.0, 1e-30], 1e-3)), []);
        assert_eq!(found(super::find, &layer(&[0.0], 0.0)), [], "one step is no evidence");
        assert_eq!(found(super::find, &layer(&[], 0.0)), []);
        assert!(found(super::find, &layer(&[1.0, 1.0], 0.0))[0].what.contains("no step changed them"));
    }
}
