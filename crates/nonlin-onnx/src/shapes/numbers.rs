//! The integers that models compute shapes with: `Shape`, and what is made of it.

use super::call::{Call, axes, product};
use super::select::{self, Range};
use super::{Known, MAX_NUMBERS, broadcast, layout};
use crate::fold::axis;

/// The output of a node as a few integers, if they do not depend on the data.
pub(super) fn result(call: &Call) -> Option<Known> {
    match call.node.operator.as_str() {
        "Shape" => shape(call),
        "Size" => scalar(i64::try_from(product(call.shape(0)?)?).ok()?),
        "Gather" => gather(call),
        "Slice" => slice(call),
        "Concat" => concat(call),
        "Transpose" => transpose(call),
        "Squeeze" => moved(call, layout::squeezed(call.shape(0)?, call.list(1, "axes")?)?),
        "Unsqueeze" => moved(call, layout::unsqueezed(call.shape(0)?, call.list(1, "axes")??)?),
        "Reshape" => moved(call, layout::reshaped(call.shape(0)?, call.list(1, "shape")??, call.flag("allowzero")?)?),
        "Identity" => moved(call, call.shape(0)?.to_vec()),
        // To integers of 32 or 64 bits; to any other type it is no integer any more.
        "Cast" if matches!(call.int("to", 0)?, 6 | 7) => moved(call, call.shape(0)?.to_vec()),
        "Neg" => each(call, i64::checked_neg),
        "Add" => pairs(call, i64::checked_add),
        "Sub" => pairs(call, i64::checked_sub),
        "Mul" => pairs(call, i64::checked_mul),
        "Div" => pairs(call, i64::checked_div),
        "Mod" => pairs(call, floored_remainder).filter(|_| call.int("fmod", 0) == Some(0)),
        "Max" => pairs(call, |a, b| Some(a.max(b))),
        "Min" => pairs(call, |a, b| Some(a.min(b))),
        "Equal" => pairs(call, |a, b| Some(i64::from(a == b))),
        "Where" => choice(call),
        "ReduceProd" => whole(call, |numbers| numbers.iter().try_fold(1_i64, |product, x| product.checked_mul(*x))),
        "ReduceSum" => whole(call, |numbers| numbers.iter().try_fold(0_i64, |sum, x| sum.checked_add(*x))),
        "ConstantOfShape" => filled(call),
        "Expand" => expand(call),
        "Range" => range(call),
        _ => None,
    }
}

fn known(shape: Vec<usize>, numbers: Vec<i64>) -> Option<Known> {
    (numbers.len() <= MAX_NUMBERS && product(&shape)? == numbers.len())
        .then_some(Known { shape, numbers: Some(numbers) })
}

fn scalar(number: i64) -> Option<Known> {
    known(Vec::new(), vec![number])
}

fn vector(numbers: Vec<i64>) -> Option<Known> {
    known(vec![numbers.len()], numbers)
}

/// The sizes from `start` up to `end`, cut at the ends.
fn shape(call: &Call) -> Option<Known> {
    let shape = call.shape(0)?;
    let rank = i64::try_from(shape.len()).ok()?;
    let place = |attribute, default| {
        let place = call.int(attribute, default)?;
        usize::try_from(if place < 0 { place.saturating_add(rank) } else { place }.clamp(0, rank)).ok()
    };
    let (start, end) = (place("start", 0)?, place("end", rank)?);
    let sizes = shape.get(start..end.max(start))?;
    vector(sizes.iter().map(|size| i64::try_from(*size).ok()).collect::<Option<_>>()?)
}

fn moved(call: &Call, shape: Vec<usize>) -> Option<Known> {
    known(shape, call.numbers(0)?.to_vec())
}

/// Elements of the first input, each by its place along every axis.
fn picked(call: &Call, shape: Vec<usize>, place: impl Fn(&[usize]) -> Option<Vec<usize>>) -> Option<Known> {
    let (from, numbers) = (call.shape(0)?, call.numbers(0)?);
    let count = product(&shape).filter(|count| *count <= MAX_NUMBERS)?;
    let mut picked = Vec::with_capacity(count);
    for element in 0..count {
        let place = place(&unravelled(element, &shape))?;
        let flat = place.iter().zip(from).try_fold(0, |flat, (at, size)| (at < size).then_some(flat * size + at))?;
        picked.push(*numbers.get(flat)?);
    }
    known(shape, picked)
}

/// The place along every axis of the element at a place of the row-major list.
fn unravelled(mut flat: usize, shape: &[usize]) -> Vec<usize> {
    let mut place = vec![0; shape.len()];
    for (at, size) in place.iter_mut().zip(shape).rev() {
        *at = flat % size;
        flat /= size;
    }
    place
}

fn gather(call: &Call) -> Option<Known> {
    let shape = select::gather(call)?.pop()?;
    let (from, indices, indexed) = (call.shape(0)?, call.numbers(1)?, call.shape(1)?);
    let axis = axis(call.int("axis", 0)?, from.len())?;
    picked(call, shape, |at| {
        let (before, rest) = at.split_at(axis);
        let (by, after) = rest.split_at(indexed.len());
        let flat = by.iter().zip(indexed).fold(0, |flat, (at, size)| flat * size + at);
        let index = crate::fold::axis(*indices.get(flat)?, from[axis])?;
        Some([before, &[index], after].concat())
    })
}

fn slice(call: &Call) -> Option<Known> {
    let shape = select::slice(call)?.pop()?;
    let ranges = select::slices(call, call.shape(0)?)?;
    let moved = |(at, range): (&usize, &Option<Range>)| match range {
        None => Some(*at),
        Some(range) => {
            usize::try_from(range.start.checked_add(range.step.checked_mul(i64::try_from(*at).ok()?)?)?).ok()
        }
    };
    picked(call, shape, |at| at.iter().zip(&ranges).map(moved).collect())
}

fn transpose(call: &Call) -> Option<Known> {
    let shape = layout::transpose(call)?.pop()?;
    let order = match call.ints("perm")? {
        Some(order) => axes(order, shape.len())?,
        None => (0..shape.len()).rev().collect(),
    };
    picked(call, shape, |at| {
        let mut place = vec![0; at.len()];
        order.iter().zip(at).for_each(|(axis, at)| place[*axis] = *at);
        Some(place)
    })
}

/// Along the first axis, where it is one list after the other.
fn concat(call: &Call) -> Option<Known> {
    let shape = layout::concat(call)?.pop()?;
    if axis(call.int("axis", 1)?, shape.len())? != 0 || product(&shape)? > MAX_NUMBERS {
        return None;
    }
    let parts = (0..call.len()).map(|input| call.numbers(input)).collect::<Option<Vec<_>>>()?;
    known(shape, parts.concat())
}

fn each(call: &Call, of: impl Fn(i64) -> Option<i64>) -> Option<Known> {
    known(call.shape(0)?.to_vec(), call.numbers(0)?.iter().map(|x| of(*x)).collect::<Option<_>>()?)
}

/// Of two of equal shape, or of one and a single number.
fn pairs(call: &Call, of: impl Fn(i64, i64) -> Option<i64>) -> Option<Known> {
    let (a, b) = (call.numbers(0)?, call.numbers(1)?);
    if call.len() != 2 {
        return None;
    }
    let shape = broadcast::stretched(call.shape(0)?, call.shape(1)?)?;
    let count = product(&shape)?;
    let (a, b) = (repeated(a, count)?, repeated(b, count)?);
    known(shape, a.iter().zip(&b).map(|(a, b)| of(*a, *b)).collect::<Option<_>>()?)
}

/// With the sign of the divisor.
fn floored_remainder(a: i64, b: i64) -> Option<i64> {
    let remainder = a.checked_rem(b)?;
    Some(if remainder != 0 && (remainder < 0) != (b < 0) { remainder + b } else { remainder })
}

/// As they are, or one number as often as needed.
fn repeated(numbers: &[i64], count: usize) -> Option<Vec<i64>> {
    match numbers {
        [one] if count <= MAX_NUMBERS => Some(vec![*one; count]),
        numbers => (numbers.len() == count).then(|| numbers.to_vec()),
    }
}

fn choice(call: &Call) -> Option<Known> {
    let [yes, a, b] = [call.numbers(0)?, call.numbers(1)?, call.numbers(2)?];
    let shape = broadcast::multiary(call)?.pop()?;
    let count = product(&shape)?;
    let (yes, a, b) = (repeated(yes, count)?, repeated(a, count)?, repeated(b, count)?);
    known(shape, (0..count).map(|i| if yes[i] != 0 { a[i] } else { b[i] }).collect())
}

/// Of all numbers to one.
fn whole(call: &Call, of: impl Fn(&[i64]) -> Option<i64>) -> Option<Known> {
    let (shape, numbers) = (call.shape(0)?, call.numbers(0)?);
    let given = call.list(1, "axes")?.unwrap_or_default();
    let all =
        axes(given, shape.len())?.len() == shape.len() || given.is_empty() && !call.flag("noop_with_empty_axes")?;
    let kept = if call.int("keepdims", 1)? != 0 { vec![1; shape.len()] } else { Vec::new() };
    if all { known(kept, vec![of(numbers)?]) } else { None }
}

fn filled(call: &Call) -> Option<Known> {
    let shape = super::call::sizes(call.numbers(0)?)?;
    // Without a value it is the number 0, a float.
    let number = *call.node.tensor("value").ok()??.to_i64()?.first()?;
    let count = product(&shape).filter(|count| *count <= MAX_NUMBERS)?;
    known(shape, vec![number; count])
}

fn expand(call: &Call) -> Option<Known> {
    let shape = layout::expand(call)?.pop()?;
    let numbers = repeated(call.numbers(0)?, product(&shape)?)?;
    known(shape, numbers)
}

fn range(call: &Call) -> Option<Known> {
    let one = |input| call.numbers(input)?.first().copied();
    let (start, limit, step) = (one(0)?, one(1)?, one(2)?);
    let mut numbers = Vec::new();
    let mut next = start;
    while step > 0 && next < limit || step < 0 && next > limit {
        if numbers.len() == MAX_NUMBERS || step == 0 {
            return None;
        }
        numbers.push(next);
        next = next.checked_add(step)?;
    }
    if step == 0 { None } else { vector(numbers) }
}
