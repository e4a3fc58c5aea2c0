//! The same elements in another shape, side by side, or repeated.

use super::Outputs;
use super::broadcast::stretched;
use super::call::{Call, axes, product, sizes};
use crate::fold::axis;

/// Two dimensions: all before an axis, and all from it on.
pub(super) fn flatten(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let rank = i64::try_from(shape.len()).ok()?;
    let given = call.int("axis", 1)?;
    let split = usize::try_from(if given < 0 { given.checked_add(rank)? } else { given }).ok()?;
    Some(vec![vec![product(shape.get(..split)?)?, product(shape.get(split..)?)?]])
}

pub(super) fn reshape(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    reshaped(shape, call.list(1, "shape")??, call.flag("allowzero")?).map(|shape| vec![shape])
}

/// 0 stands for the size that there was (unless zeros are meant as such), one -1 for what is left.
pub(super) fn reshaped(shape: &[usize], wanted: &[i64], allow_zero: bool) -> Option<Vec<usize>> {
    let mut result = Vec::with_capacity(wanted.len());
    let mut open = None;
    for (axis, size) in wanted.iter().enumerate() {
        result.push(match size {
            -1 if open.is_some() => return None,
            -1 => {
                open = Some(axis);
                1
            }
            0 if !allow_zero => *shape.get(axis)?,
            size => usize::try_from(*size).ok()?,
        });
    }
    let elements = product(shape)?;
    if let Some(axis) = open {
        result[axis] = elements.checked_div(product(&result)?)?;
    }
    (product(&result)? == elements).then_some(result)
}

pub(super) fn transpose(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let order = match call.ints("perm")? {
        Some(order) => axes(order, shape.len())?,
        None => (0..shape.len()).rev().collect(),
    };
    (order.len() == shape.len()).then(|| vec![order.iter().map(|axis| shape[*axis]).collect()])
}

pub(super) fn concat(call: &Call) -> Outputs {
    let mut shape = call.shape(0)?.to_vec();
    // Before version 4 the axis had a default.
    let axis = axis(call.int("axis", 1)?, shape.len())?;
    for input in 1..call.len() {
        let other = call.shape(input)?;
        let same = |at: usize| at == axis || other[at] == shape[at];
        if other.len() != shape.len() || !(0..shape.len()).all(same) {
            return None;
        }
        shape[axis] = shape[axis].checked_add(other[axis])?;
    }
    Some(vec![shape])
}

pub(super) fn squeeze(call: &Call) -> Outputs {
    squeezed(call.shape(0)?, call.list(1, "axes")?).map(|shape| vec![shape])
}

/// Without these axes, which have size 1; without all such if none are given.
pub(super) fn squeezed(shape: &[usize], given: Option<&[i64]>) -> Option<Vec<usize>> {
    let gone = match given {
        Some(given) => axes(given, shape.len())?,
        None => (0..shape.len()).filter(|axis| shape[*axis] == 1).collect(),
    };
    if gone.iter().any(|axis| shape[*axis] != 1) {
        return None;
    }
    Some((0..shape.len()).filter(|axis| !gone.contains(axis)).map(|axis| shape[axis]).collect())
}

pub(super) fn unsqueeze(call: &Call) -> Outputs {
    unsqueezed(call.shape(0)?, call.list(1, "axes")??).map(|shape| vec![shape])
}

/// With new axes of size 1, counted in the result.
pub(super) fn unsqueezed(shape: &[usize], given: &[i64]) -> Option<Vec<usize>> {
    let rank = shape.len() + given.len();
    let new = axes(given, rank)?;
    let mut old = shape.iter();
    (0..rank).map(|axis| if new.contains(&axis) { Some(1) } else { old.next().copied() }).collect()
}

pub(super) fn expand(call: &Call) -> Outputs {
    stretched(call.shape(0)?, &sizes(call.numbers(1)?)?).map(|shape| vec![shape])
}

pub(super) fn tile(call: &Call) -> Outputs {
    let (shape, repeats) = (call.shape(0)?, sizes(call.numbers(1)?)?);
    if repeats.len() != shape.len() {
        return None;
    }
    shape
        .iter()
        .zip(&repeats)
        .map(|(size, times)| size.checked_mul(*times))
        .collect::<Option<_>>()
        .map(|shape| vec![shape])
}

/// Parts of given sizes, or of equal ones, of which the last may be smaller.
pub(super) fn split(call: &Call) -> Outputs {
    let shape = call.shape(0)?;
    let axis = axis(call.int("axis", 0)?, shape.len())?;
    let parts = if let Some(given) = call.list(1, "split")? {
        sizes(given)?
    } else {
        let count = call.size("num_outputs", call.node.outputs.len())?;
        if count != call.node.outputs.len() {
            return None;
        }
        let part = shape[axis].div_ceil(count.max(1));
        let begin = |place: usize| place.saturating_mul(part).min(shape[axis]);
        (0..count).map(|place| begin(place + 1) - begin(place)).collect()
    };
    let whole = parts.iter().try_fold(0_usize, |sum, part| sum.checked_add(*part))? == shape[axis];
    let part = |size: &usize| {
        let mut part = shape.to_vec();
        part[axis] = *size;
        part
    };
    (whole && parts.len() == call.node.outputs.len()).then(|| parts.iter().map(part).collect())
}

/// Blocks of the image into channels, or back.
pub(super) fn blocks(call: &Call) -> Outputs {
    let [batch, channels, height, width] = call.shape(0)? else { return None };
    let block = call.size("blocksize", 0)?;
    let area = block.checked_mul(block)?;
    let whole = |size: &usize, by: usize| if by > 0 && size.is_multiple_of(by) { Some(size / by) } else { None };
    let shape = if call.node.operator == "DepthToSpace" {
        vec![*batch, whole(channels, area)?, height.checked_mul(block)?, width.checked_mul(block)?]
    } else {
        vec![*batch, channels.checked_mul(area)?, whole(height, block)?, whole(width, block)?]
    };
    Some(vec![shape])
}

/// The shape that the input consists of.
pub(super) fn of_shape(call: &Call) -> Outputs {
    Some(vec![sizes(call.numbers(0)?)?])
}

/// `Shape` of a value with so many dimensions that they are not followed as numbers.
pub(super) fn rank(call: &Call) -> Outputs {
    let only_all = !call.node.attributes.iter().any(|(name, _)| name == "start" || name == "end");
    only_all.then_some(vec![vec![call.shape(0)?.len()]])
}
