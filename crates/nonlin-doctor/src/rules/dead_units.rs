//! Units whose pre-activation was in the flat part of their activation for every row: nothing moves them back. Counted by unit over many rows, not by
//! value: a healthy `ReLU` is off for half of its rows. Silent for n rows, a unit is active on less than 3 / n of all with 95 % confidence (Lu et al.
//! 2019, arXiv 1903.06733). Of an activation that is flat on both sides it is saturation, another rule's.

use super::{flat_ends, named, percent, placed};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, LayerTrace, Trace};

/// Whether its flat part is on one side alone, so that a unit is off rather than saturated.
pub(super) fn switches_off(layer: &LayerTrace) -> bool {
    let one_side = flat_ends(&layer.activation).is_some_and(|[left, right]| left != right);
    one_side && !layer.output && layer.kind != LayerKind::Recurrent
}

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let limits = thresholds.dead_units;
    let dead = |layer: &LayerTrace| {
        let seen = layer.samples.iter().rev().find(|sample| sample.dead.is_some() && sample.over >= limits.rows)?;
        Some((seen.dead?, seen.over, seen.step))
    };
    let ill: Vec<_> = placed(trace)
        .filter(|(_, layer)| switches_off(layer))
        .filter_map(|(place, layer)| Some((place, layer, dead(layer)?)))
        .filter(|(_, _, (share, ..))| *share > limits.share)
        .collect();
    let Some((_, worst, (share, rows, step))) = ill.iter().max_by(|a, b| a.2.0.total_cmp(&b.2.0)) else {
        return Vec::new();
    };
    let (names, places) = named(&ill.iter().map(|(place, layer, _)| (*place, *layer)).collect::<Vec<_>>());
    let what = format!(
        "{} of the units were off for each of {rows} rows, so they are active on less than {:.1} % of all and learn nothing any more",
        percent(*share),
        300.0 / *rows as f64
    );
    let remedy = format!(
        "take a smaller learning rate and a fitting initialiser, or an activation with a slope on both sides, such as `leaky_relu` or `elu`, instead of `{}`",
        worst.activation
    );
    let change = Change::Activation { to: "leaky_relu".to_owned() };
    vec![Finding::new("dead_units", names, what, remedy).likely().at_step(Some(*step)).of_layers(places).change(change)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, quiet};

    #[test]
    fn units_count_and_values_do_not() {
        // Half of the values off in every unit, as in any healthy network.
        assert_eq!(found(super::find, &quiet("relu", 0.5, &[0.02], 512)), []);
        assert!(found(super::find, &quiet("relu", 0.9, &[0.8], 512))[0].what.contains("less than 0.6 %"));
        assert_eq!(found(super::find, &quiet("relu", 0.9, &[0.8], 20)), [], "too few rows");
        assert_eq!(found(super::find, &quiet("tanh", 0.9, &[0.8], 512)), [], "saturated, not off");
        assert_eq!(found(super::find, &quiet("gelu", 0.9, &[0.8], 512)).len(), 1);
    }
}
