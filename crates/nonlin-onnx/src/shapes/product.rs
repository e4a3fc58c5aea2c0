//! Matrix products.

use super::Outputs;
use super::broadcast::stretched;
use super::call::Call;
use std::collections::{BTreeMap, BTreeSet};

/// `alpha A B + beta C`, with A and B of two dimensions.
pub(super) fn gemm(call: &Call) -> Outputs {
    let matrix = |input, transposed| match (call.shape(input)?, call.flag(transposed)?) {
        ([rows, columns], false) | ([columns, rows], true) => Some((*rows, *columns)),
        _ => None,
    };
    let ((rows, inner), (also_inner, columns)) = (matrix(0, "transA")?, matrix(1, "transB")?);
    (inner == also_inner).then(|| vec![vec![rows, columns]])
}

/// The product of the last two dimensions; those before are stretched to each other. A vector is a row on the left, a column
/// on the right, and that dimension is not in the result.
pub(super) fn matmul(call: &Call) -> Outputs {
    let right = if call.node.operator == "QLinearMatMul" { 3 } else { 1 };
    let (a, b) = (call.shape(0)?, call.shape(right)?);
    let (a_outer, rows, inner) = match a {
        [] => return None,
        [inner] => (&[][..], None, inner),
        [outer @ .., rows, inner] => (outer, Some(*rows), inner),
    };
    let (b_outer, also_inner, columns) = match b {
        [] => return None,
        [inner] => (&[][..], inner, None),
        [outer @ .., inner, columns] => (outer, inner, Some(*columns)),
    };
    if inner != also_inner {
        return None;
    }
    let mut shape = stretched(a_outer, b_outer)?;
    shape.extend(rows);
    shape.extend(columns);
    Some(vec![shape])
}

/// A letter per axis; of equal letters the sizes are equal, and those behind the arrow remain. Dots are not followed.
pub(super) fn einsum(call: &Call) -> Outputs {
    let equation: String = call.node.string("equation", "").ok()?.chars().filter(|c| !c.is_whitespace()).collect();
    let (left, right) = equation.split_once("->").map_or((&*equation, None), |(left, right)| (left, Some(right)));
    if left.split(',').count() != call.len() {
        return None;
    }
    let mut sizes = BTreeMap::new();
    let mut repeated = BTreeSet::new();
    for (input, letters) in left.split(',').enumerate() {
        let shape = call.shape(input)?;
        if letters.chars().count() != shape.len() {
            return None;
        }
        for (letter, size) in letters.chars().zip(shape) {
            match sizes.insert(letter, *size) {
                Some(other) if other != *size => return None,
                Some(_) => _ = repeated.insert(letter),
                None => {}
            }
        }
    }
    // Without an arrow the letters that are there once remain, in alphabetical order.
    let once = || sizes.keys().filter(|letter| !repeated.contains(letter)).collect();
    let kept: String = right.map_or_else(once, str::to_owned);
    (kept.chars().all(char::is_alphabetic)).then_some(())?;
    kept.chars().map(|letter| sizes.get(&letter).copied()).collect::<Option<_>>().map(|shape| vec![shape])
}
