//! Inputs in a scale of their own: initialisers count on mean 0 and deviation 1 (`LeCun` et al. 1998, Efficient `BackProp`, section 4.3). Large ones drive
//! the first layer onto flat ends or its gradient out of bounds.

use super::short;
use crate::finding::{Change, Finding};
use crate::thresholds::Thresholds;
use crate::trace::{LayerKind, Trace};

pub(super) fn find(trace: &Trace, thresholds: &Thresholds) -> Vec<Finding> {
    let Some(data) = trace.data.as_ref().filter(|data| !data.tokens) else { return Vec::new() };
    // A normalisation that comes first does it itself.
    if trace.layers.first().is_some_and(|layer| matches!(layer.kind, LayerKind::BatchNorm | LayerKind::Embedding)) {
        return Vec::new();
    }
    let limit = thresholds.inputs.scale;
    let scaled = data.columns.iter().filter_map(|column| Some((column, column.size()?)));
    let wrong: Vec<_> = scaled.filter(|(_, size)| *size > limit).collect();
    let Some((worst, most)) = wrong.iter().max_by(|(_, a), (_, b)| a.total_cmp(b)) else { return Vec::new() };
    let what = format!(
        "{} of {} columns are not about 0 with a deviation of about 1: `{}` goes up to {}",
        wrong.len(),
        data.columns.len(),
        worst.name,
        short(worst.spread.map_or(*most, |spread| spread.high.abs().max(spread.low.abs())))
    );
    let remedy =
        "subtract each column's mean and divide by its deviation, both from the training rows; divide pixels by 255";
    vec![Finding::new("inputs_not_scaled", "input", what, remedy).likely().change(Change::ScaleInputs)]
}

#[cfg(test)]
mod tests {
    use super::super::cases::{found, given};

    #[test]
    fn pixels_to_255_are_found_and_standardised_columns_are_not() {
        assert_eq!(found(super::find, &given(&[-1.0, 0.2, 1.0, -0.2], 2)), []);
        assert!(found(super::find, &given(&[0.0, 0.2, 255.0, -0.2], 2))[0].what.contains("255"));
    }
}
