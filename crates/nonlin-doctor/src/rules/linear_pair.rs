//! Two layers of sums with nothing nonlinear between them: they are one such layer, with more weights than it needs. Not so where the one between
//! is narrower than both its neighbours: that is a map of low rank, as in the bottlenecks of `MobileNet` (Sandler et al. 2018, arXiv 1801.04381). Nor
//! where a convolution looks at a part of the channels each: that is one in factors (Chollet 2017, arXiv 1610.02357, has nothing between them).
//! Nothing to measure.

use super::named;
use super::no_nonlinearity::{self, is_linear};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    if !no_nonlinearity::find(trace, thresholds).is_empty() {
        // The same, and more of it, has been said.
        return Vec::new();
    }
    let sums = |layer: &LayerTrace| matches!(layer.kind, LayerKind::Dense | LayerKind::Convolution);
    let takers = trace.takers();
    let mut found = Vec::new();
    for (place, layer) in trace.layers.iter().enumerate().filter(|(_, layer)| sums(layer)) {
        let Some((at, first)) = before(trace, &takers, place) else { continue };
        let narrow = first.units < first.fan_in && first.units < layer.units;
        if !narrow && !first.residual && !layer.residual && !first.grouped && !layer.grouped {
            found.push((at, first, place, layer));
        }
    }
    found
        .into_iter()
        .map(|(at, first, place, layer)| {
            let (names, places) = named(&[(at, first), (place, layer)]);
            let what =
                "there is nothing nonlinear between them, so together they can do no more than one of them alone";
            let remedy = "put an activation between them, or leave one out";
            // The output layer of a network is often fed so on purpose: embeddings, projections.
            let change = Change::Activate { to: "relu".to_owned() };
            let finding = Finding::new("linear_pair", names, what, remedy).of_layers(places).change(change);
            if first.kind == layer.kind { finding } else { finding.notice() }
        })
        .collect()
}

/// The layer of sums that this one takes, as it is or through others that are linear too, if nobody else takes any of them.
fn before<'a>(trace: &'a Trace, takers: &[usize], mut place: usize) -> Option<(usize, &'a LayerTrace)> {
    loop {
        let &[input] = &trace.inputs(place)[..] else { return None };
        let layer = trace.layers.get(input)?;
        // Where numbers change places in between, it is no longer the same sums that meet.
        if trace.layers[place].rearranged || takers[input] != 1 || !is_linear(layer) || layer.output {
            return None;
        }
        match layer.kind {
            LayerKind::Dense | LayerKind::Convolution => return Some((input, layer)),
            // A sum with another branch, or a learnt vector, is no function of sums before alone.
            LayerKind::Add | LayerKind::Embedding => return None,
            _ => place = input,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::LayerTrace;

    #[test]
    fn a_pair_is_found_and_a_bottleneck_is_not() {
        let mut pair = unseen(&["relu", "linear", "relu"]);
        for (layer, (fan_in, units)) in pair.layers.iter_mut().zip([(8, 16), (16, 32), (32, 16)]) {
            (layer.fan_in, layer.units) = (fan_in, units);
        }
        assert_eq!(found(super::find, &pair)[0].layers, [1, 2]);
        pair.layers[1].units = 4;
        assert_eq!(found(super::find, &pair), []);
        let mut ended = unseen(&["relu", "linear"]);
        ended.layers[1] = LayerTrace { output: true, ..ended.layers[1].clone() };
        assert_eq!(found(super::find, &ended), []);
    }
}
