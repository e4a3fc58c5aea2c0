//! More and more units that are off for all rows: what `dead_units` is going to find, seen while it happens. The reasons are the same.

use super::dead_units::switches_off;
use super::{named, percent, placed};
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerTrace, Trace};

/// First and last share of dead units, with the step of the last: of samples that look back far enough.
fn course(layer: &LayerTrace, rows: u64) -> Option<(f64, f64, u64)> {
    let seen: Vec<_> = layer.samples.iter().filter(|sample| sample.over >= rows && sample.dead.is_some()).collect();
    let (first, last) = (seen.first()?, seen.last()?);
    (seen.len() >= 4).then_some((first.dead?, last.dead?, last.step))
}

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let (growth, rows) = (thresholds.dying_units.growth, thresholds.dead_units.rows);
    let ill: Vec<_> = placed(trace)
        .filter(|(_, layer)| switches_off(layer))
        .filter_map(|(place, layer)| Some((place, layer, course(layer, rows)?)))
        // Already dead by half is the other rule's.
        .filter(|(_, _, (first, last, _))| last - first > growth && *last <= thresholds.dead_units.share)
        .collect();
    let Some((_, _, (first, last, step))) = ill.iter().max_by(|a, b| (a.2.1 - a.2.0).total_cmp(&(b.2.1 - b.2.0)))
    else {
        return Vec::new();
    };
    let (names, places) = named(&ill.iter().map(|(place, layer, _)| (*place, *layer)).collect::<Vec<_>>());
    let what =
        format!("units die: {} were off for all rows at first, {} by step {step}", percent(*first), percent(*last));
    let remedy = "take a smaller learning rate, or an activation with a slope on both sides";
    let change = Change::LearningRate { factor: 0.1 };
    vec![
        Finding::new("dying_units", names, what, remedy).likely().at_step(Some(*step)).of_layers(places).change(change),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, quiet};

    #[test]
    fn a_trend_is_found_and_a_level_is_not() {
        assert_eq!(found(super::find, &quiet("relu", 0.5, &[0.0, 0.1, 0.2, 0.3, 0.4], 512)).len(), 1);
        assert_eq!(found(super::find, &quiet("relu", 0.5, &[0.3, 0.3, 0.3, 0.3, 0.3], 512)), []);
        assert_eq!(found(super::find, &quiet("relu", 0.5, &[0.0, 0.4], 512)), [], "two looks are no trend");
    }
}
