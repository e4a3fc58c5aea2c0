//! Reductions along axes.

use super::Outputs;
use super::call::{Call, axes};

/// Sums, means, maxima and the like, along all axes if none is given.
pub(super) fn reduce(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let given = call.list(1, "axes")?.unwrap_or_default();
    if given.is_empty() && call.flag("noop_with_empty_axes")? {
        return Some(vec![shape.to_vec()]);
    }
    let along = if given.is_empty() { (0..shape.len()).collect() } else { axes(given, shape.len())? };
    reduced(call, shape, &along)
}

/// The place of the largest or smallest element.
pub(super) fn index(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let axis = crate::fold::axis(call.int("axis", 0)?, shape.len())?;
    reduced(call, shape, &[axis])
}

fn reduced(call: &Call, shape: &[usize], along: &[usize]) -> Outputs {
    let keep = call.int("keepdims", 1)? != 0;
    let kept = |(axis, size): (usize, &usize)| if along.contains(&axis) { keep.then_some(1) } else { Some(*size) };
    let sizes = shape.iter().enumerate().filter_map(kept);
    Some(vec![sizes.collect()])
}
