//! So many numbers left out that a row is hardly seen: what is left is scaled up by 1 / (1 - rate), and is mostly noise (Srivastava et al. 2014 find
//! rates around a half best, and none above 0.8 useful).

use super::{named, percent, placed};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, Trace};

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limit = thresholds.dropout.rate;
    let much: Vec<_> = placed(trace)
        .filter(|(_, layer)| matches!(layer.kind, LayerKind::Dropout | LayerKind::AlphaDropout))
        .filter(|(_, layer)| layer.rate.is_some_and(|rate| rate > limit))
        .collect();
    let Some(most) = much.iter().filter_map(|(_, layer)| layer.rate).reduce(f64::max) else { return Vec::new() };
    let alpha = much.iter().any(|(_, layer)| layer.kind == LayerKind::AlphaDropout);
    let (names, places) = named(&much);
    let what = format!("{} of the numbers are left out, so that little but noise comes through", percent(most));
    let change = Change::Dropout { rate: 0.2, alpha };
    vec![
        Finding::new("dropout_rate", names, what, "take a rate from 0.1 to 0.5, or none")
            .of_layers(places)
            .change(change),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, unseen};
    use crate::LayerKind;

    #[test]
    fn nine_tenths_are_found_and_a_half_is_not() {
        let mut trace = unseen(&["relu", "linear"]);
        trace.layers[1].kind = LayerKind::Dropout;
        trace.layers[1].rate = Some(0.5);
        assert_eq!(found(super::find, &trace), []);
        trace.layers[1].rate = Some(0.95);
        assert!(found(super::find, &trace)[0].what.contains("95 %"));
    }
}
