//! Traces to try rules on.

use crate::finding::Finding;
use crate::record::{AnswersSeen, data};
use crate::thresholds::Thresholds;
use crate::trace::{LayerSample, LayerTrace, Spread, StepSample, Trace, WeightTrace};

/// What a rule finds by the default thresholds.
pub(crate) fn found(rule: fn(&Trace, &Thresholds) -> Vec<Finding>, trace: &Trace) -> Vec<Finding> {
    rule(trace, Thresholds::standard())
}

/// Hidden dense layers with these activations, of which nothing was seen.
pub(crate) fn unseen(activations: &[&str]) -> Trace {
    let layers = activations.iter().map(|name| LayerTrace { units: 4, ..LayerTrace::unseen("h", name) }).collect();
    Trace { layers, ..Trace::default() }
}

/// A layer of 64 units with 64 inputs, whose initial weights have so many times the variance 1 / 64.
pub(crate) fn weighted(activation: &str, variance: f64) -> Trace {
    let mut trace = unseen(&[activation]);
    let layer = &mut trace.layers[0];
    (layer.units, layer.fan_in, layer.initial) = (64, 64, true);
    layer.weights = Some(WeightTrace { mean_square: variance / 64.0, alike: 0.0, not_finite: 0, bias: 0.0 });
    trace
}

/// Inputs without names.
pub(crate) fn given(inputs: &[f32], columns: usize) -> Trace {
    Trace { data: Some(data(inputs, columns, &[], false, None)), ..Trace::default() }
}

/// Inputs with names.
pub(crate) fn table(inputs: &[f32], columns: usize) -> Trace {
    let names: Vec<String> = (0..columns).map(|place| format!("c{place}")).collect();
    Trace { data: Some(data(inputs, columns, &names, false, None)), ..Trace::default() }
}

/// Rows 0, 1, 2, ... with these classes.
pub(crate) fn answered(classes: &[usize]) -> Trace {
    let inputs: Vec<f32> = (0..classes.len()).map(|i| i as f32).collect();
    Trace { data: Some(data(&inputs, 1, &[], false, Some(AnswersSeen::Classes(classes)))), ..Trace::default() }
}

/// A training with steps of this length and these losses.
pub(crate) fn trained(update: f64, losses: &[f64]) -> Trace {
    let mut trace = unseen(&["relu"]);
    trace.layers[0].samples = (1..=9)
        .map(|step| LayerSample { step, update: Some(update), weight: Some(1.0), ..LayerSample::default() })
        .collect();
    trace.steps = losses.iter().zip(1..).map(|(&loss, step)| StepSample { step, loss }).collect();
    trace
}

/// So many hidden layers of `tanh` and an output layer, with deviations and gradients by layer, from 0 on.
pub(crate) fn deep(layers: i32, deviation: impl Fn(i32) -> f64, gradient: impl Fn(i32) -> f64) -> Trace {
    let layer = |place: i32| {
        let spread =
            Spread { mean: 0.0, deviation: deviation(place), low: -1.0, high: 1.0, bins: [0; crate::trace::BINS] };
        let sample = |step| LayerSample {
            step,
            after: Some(spread),
            gradient: Some(gradient(place)),
            weight_gradient: Some(gradient(place)),
            weight: Some(1.0),
            ..LayerSample::default()
        };
        LayerTrace {
            output: place == layers,
            units: 8,
            initial: true,
            samples: (1..=5).map(sample).collect(),
            ..LayerTrace::unseen(&format!("layer {}", place + 1), "tanh")
        }
    };
    Trace { layers: (0..=layers).map(layer).collect(), ..Trace::default() }
}

/// A layer with this share of flat values, and shares of dead units over so many rows.
pub(crate) fn quiet(activation: &str, flat: f64, dead: &[f64], over: u64) -> Trace {
    let mut trace = unseen(&[activation]);
    let sample =
        |(&dead, step)| LayerSample { step, flat: Some(flat), dead: Some(dead), over, ..LayerSample::default() };
    trace.layers[0].samples = dead.iter().zip(1..).map(sample).collect();
    trace
}

/// Heads and tails that know nothing of their order (the mixing steps of `SplitMix64`, Steele, Lea & Flood 2014).
pub(crate) fn coins(count: u64) -> Vec<usize> {
    let toss = |i: u64| {
        let z = (i + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::from((z ^ (z >> 31)) & 1 == 1)
    };
    (0..count).map(toss).collect()
}
