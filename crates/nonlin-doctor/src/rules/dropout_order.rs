//! Dropout right before a batch normalisation: the variance that is learnt in training, of numbers scaled up, is not the one that is met when
//! predicting (Li et al. 2018, arXiv 1801.05134, "variance shift"). Nothing to measure.

use super::named;
use crate::finding::Finding;
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, Trace};

pub(super) fn find(trace: &Trace, _: &Thresholds) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut dropped = None;
    for (place, layer) in trace.layers.iter().enumerate() {
        match layer.kind {
            LayerKind::Dropout => dropped = Some((place, layer)),
            LayerKind::BatchNorm => {
                if let Some(dropout) = dropped.take() {
                    let (names, places) = named(&[dropout, (place, layer)]);
                    let what = "dropout comes before batch normalisation, whose running variance is then not the one of predictions";
                    let remedy = "put the dropout after all normalisations, or leave it out";
                    found.push(Finding::new("dropout_order", names, what, remedy).notice().of_layers(places));
                }
            }
            // Through a layer of its own weights it is mixed away in part; what follows is the next block's.
            kind if kind.has_weights() && dropped.is_some_and(|(at, _)| place > at + 1) => dropped = None,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::LayerKind::{BatchNorm, Dense, Dropout};

    #[test]
    fn before_is_found_and_after_is_not() {
        let order = |kinds: &[crate::LayerKind]| {
            let mut trace = unseen(&vec!["linear"; kinds.len()]);
            trace.layers.iter_mut().zip(kinds).for_each(|(layer, kind)| layer.kind = *kind);
            found(super::find, &trace).len()
        };
        assert_eq!((order(&[Dense, Dropout, BatchNorm]), order(&[Dense, Dropout, Dense, BatchNorm])), (1, 1));
        assert_eq!((order(&[Dense, BatchNorm, Dropout]), order(&[Dense, Dropout, Dense])), (0, 0));
    }
}
