//! Some of the elements, by place, or more of them around.

use super::Outputs;
use super::call::{Call, axes};
use crate::fold::axis;

/// The dimensions of the indices in place of an axis.
pub(super) fn gather(call: &Call) -> Outputs {
    let (shape, indices) = (call.shape(0)?, call.shape(1)?);
    let axis = axis(call.int("axis", 0)?, shape.len())?;
    Some(vec![[&shape[..axis], indices, &shape[axis + 1..]].concat()])
}

/// The last dimension of the indices says a place along as many axes, after those that both have in common.
pub(super) fn gather_nd(call: &Call) -> Outputs {
    let (shape, [outer @ .., deep]) = (call.shape(0)?, call.shape(1)?) else { return None };
    let common = call.size("batch_dims", 0)?;
    Some(vec![[outer, shape.get(common.checked_add(*deep)?..)?].concat()])
}

pub(super) fn gather_elements(call: &Call) -> Outputs {
    Some(vec![call.shape(1)?.to_vec()])
}

pub(super) fn slice(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let slices = slices(call, shape)?;
    let size = |(range, size): (&Option<Range>, &usize)| range.map_or(*size, |range| range.count);
    Some(vec![slices.iter().zip(shape).map(size).collect()])
}

/// What is taken along one axis.
#[derive(Clone, Copy)]
pub(super) struct Range {
    pub(super) start: i64,
    pub(super) step: i64,
    pub(super) count: usize,
}

/// The range along each axis that is cut.
pub(super) fn slices(call: &Call, shape: &[usize]) -> Option<Vec<Option<Range>>> {
    let (starts, ends) = (call.list(1, "starts")??, call.list(2, "ends")??);
    let along = match call.list(3, "axes")? {
        Some(given) => axes(given, shape.len())?,
        None => (0..starts.len()).collect(),
    };
    let ones = vec![1; starts.len()];
    let steps = if call.has(4) { call.numbers(4)? } else { &ones };
    if ends.len() != starts.len() || along.len() != starts.len() || steps.len() != starts.len() {
        return None;
    }
    let mut ranges = vec![None; shape.len()];
    for (place, axis) in along.into_iter().enumerate() {
        *ranges.get_mut(axis)? = Some(range(starts[place], ends[place], steps[place], shape[axis])?);
    }
    Some(ranges)
}

/// As Python slices: counted from either end and cut at the ends; but backwards from before the beginning is from the first.
fn range(start: i64, end: i64, step: i64, size: usize) -> Option<Range> {
    let size = i64::try_from(size).ok()?;
    if size == 0 && step != 0 {
        return Some(Range { start: 0, step, count: 0 });
    }
    let from_end = |place: i64| if place < 0 { place.saturating_add(size) } else { place };
    let (start, end) = (from_end(start), from_end(end));
    let (start, length) = if step > 0 || size == 0 {
        let (start, end) = (start.clamp(0, size), end.clamp(0, size));
        (start, end - start)
    } else {
        let (start, end) = (start.clamp(0, size - 1), end.clamp(-1, size - 1));
        (start, start - end)
    };
    let count = u64::try_from(length)
        .map_or(Some(0), |length| if step == 0 { None } else { Some(length.div_ceil(step.unsigned_abs())) })?;
    Some(Range { start, step, count: usize::try_from(count).ok()? })
}

pub(super) fn pad(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let pads = match call.list(1, "pads")? {
        Some(pads) => pads,
        // Its name in version 1.
        None => call.ints("paddings")??,
    };
    let along = if call.has(3) { axes(call.numbers(3)?, shape.len())? } else { (0..shape.len()).collect() };
    if pads.len() != 2 * along.len() {
        return None;
    }
    let mut padded = shape.to_vec();
    for (place, axis) in along.iter().enumerate() {
        // A negative padding cuts off.
        let size =
            i64::try_from(shape[*axis]).ok()?.checked_add(pads[place])?.checked_add(pads[place + along.len()])?;
        padded[*axis] = usize::try_from(size).ok()?;
    }
    Some(vec![padded])
}

/// The largest elements and their places.
pub(super) fn top_k(call: &Call) -> Outputs {
    let mut shape = call.shape(0)?.to_vec();
    let axis = axis(call.int("axis", -1)?, shape.len())?;
    let count = if call.has(1) { *call.numbers(1)?.first()? } else { call.int("k", -1)? };
    shape[axis] = usize::try_from(count).ok().filter(|count| *count <= shape[axis])?;
    Some(vec![shape.clone(), shape])
}

/// A new axis as long as there are classes.
pub(super) fn one_hot(call: &Call) -> Outputs {
    let (shape, depth) = (call.shape(0)?, *call.numbers(1)?.first()?);
    let axis = axis(call.int("axis", -1)?, shape.len() + 1)?;
    Some(vec![[&shape[..axis], &[usize::try_from(depth).ok()?], &shape[axis..]].concat()])
}
