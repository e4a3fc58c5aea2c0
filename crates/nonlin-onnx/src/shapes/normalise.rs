//! Normalisations and dropout, whose first output has the shape of the input.

use super::Outputs;
use super::call::Call;

/// The means and the inverse deviations have 1 in place of what is normalised over.
pub(super) fn layer(call: &Call) -> Outputs {
    let shape = call.shape(0)?.to_vec();
    let first = crate::fold::axis(call.int("axis", -1)?, shape.len())?;
    let mut statistics = shape.clone();
    statistics[first..].fill(1);
    Some(vec![shape, statistics.clone(), statistics])
}

/// The running statistics keep their shapes.
pub(super) fn batch(call: &Call) -> Outputs {
    let mut shapes = vec![call.shape(0)?.to_vec()];
    if let (Some(mean), Some(variance)) = (call.shape(3), call.shape(4)) {
        shapes.extend([mean.to_vec(), variance.to_vec()]);
    }
    Some(shapes)
}

/// The mask has the shape too.
pub(super) fn dropout(call: &Call) -> Outputs {
    let shape = call.shape(0)?.to_vec();
    Some(vec![shape.clone(), shape])
}
