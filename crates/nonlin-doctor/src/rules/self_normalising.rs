//! SELU keeps mean 0 and variance 1 only if the weights start with variance 1 / fan-in, dropout is its own kind (alpha dropout), and nothing else
//! normalises (Klambauer et al. 2017, arXiv 1706.02515).

use super::{is_function, placed, short};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, Trace};

/// The variance of `LeCun`'s initialiser by what counts as one: what is left of He's (2) and Glorot's (from 0.5 on in common shapes) is out.
const NEAR: std::ops::Range<f64> = 0.5..1.6;

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let selu: Vec<usize> = placed(trace)
        .filter(|(_, layer)| !layer.output && is_function(&layer.activation, "selu"))
        .map(|(place, _)| place)
        .collect();
    let Some(&first) = selu.first() else { return Vec::new() };
    let mut found = Vec::new();
    let finding = |place: usize, what: String, remedy: &str| {
        Finding::new("self_normalising", &trace.layers[place].name, what, remedy).of_layers(vec![place])
    };
    let variance = |place: &usize| {
        let layer = &trace.layers[*place];
        let weights = layer
            .weights
            .filter(|_| layer.initial && layer.kind == LayerKind::Dense && layer.fan_in * layer.units >= 32)?;
        Some(weights.mean_square * layer.fan_in as f64)
    };
    if let Some((place, variance)) =
        selu.iter().filter_map(|place| Some((*place, variance(place)?))).find(|(_, variance)| !NEAR.contains(variance))
    {
        let what =
            format!("SELU asks for weights with variance 1 / fan-in, and these have {} times that", short(variance));
        found.push(finding(place, what, "start with `lecun_normal`").change(Change::FittingInitialiser));
    }
    let after = |kind: LayerKind| placed(trace).find(|(place, layer)| *place >= first && layer.kind == kind);
    if let Some((place, layer)) = after(LayerKind::Dropout) {
        let what = "plain dropout undoes the mean and variance that SELU keeps".to_owned();
        let change = Change::Dropout { rate: layer.rate.unwrap_or(0.1).min(0.1), alpha: true };
        found.push(finding(place, what, "take `alpha_dropout`, with a small rate").change(change));
    }
    let norm = placed(trace).find(|(_, layer)| matches!(layer.kind, LayerKind::BatchNorm | LayerKind::RowNorm));
    if let Some((place, _)) = norm {
        let what = "a normalisation undoes what SELU does by itself".to_owned();
        let remedy = "leave the normalisation out, or take `relu` or `gelu` with it";
        found.push(finding(place, what, remedy).notice().change(Change::NoNormalisation));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, weighted};
    use crate::{LayerKind, LayerTrace};

    #[test]
    fn selu_as_it_was_meant_is_left_alone() {
        let mut trace = weighted("selu", 1.0);
        assert_eq!(found(super::find, &trace), []);
        trace.layers.insert(1, LayerTrace { kind: LayerKind::AlphaDropout, ..LayerTrace::unseen("d", "linear") });
        assert_eq!(found(super::find, &trace), []);
        trace.layers[1].kind = LayerKind::Dropout;
        trace.layers.push(LayerTrace { kind: LayerKind::BatchNorm, ..LayerTrace::unseen("n", "linear") });
        assert_eq!(found(super::find, &trace).len(), 2);
        assert!(found(super::find, &weighted("selu", 2.0))[0].remedy.contains("lecun_normal"));
        assert_eq!(found(super::find, &weighted("relu", 2.0)), []);
    }
}
