//! Walking the rows of an array along one of its axes.

use super::Rows;
use thiserror::Error;

/// An array's shape, axis and length do not fit together.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ShapeError {
    /// The axis is not one of the shape's.
    #[error("axis {axis} is not an axis of shape {shape:?}: use {first} to {last}", first = -i64::try_from(shape.len()).unwrap_or(i64::MAX), last = i64::try_from(shape.len()).unwrap_or(i64::MAX) - 1)]
    Axis {
        /// The axis asked for.
        axis: i64,
        /// The array's shape.
        shape: Vec<usize>,
    },
    /// The number of elements is not the product of the shape.
    #[error("shape {shape:?} does not hold {given} elements")]
    Length {
        /// The array's shape.
        shape: Vec<usize>,
        /// The number of elements given.
        given: usize,
    },
    /// Rows would share numbers.
    #[error(
        "rows of {width} numbers overlap when each begins {stride} after the one before: use a stride of {width} or more"
    )]
    Overlap {
        /// Numbers in a row.
        width: usize,
        /// From one beginning to the next.
        stride: usize,
    },
    /// Rows would end after the end of the array.
    #[error("{} rows of {} numbers, each beginning {} after the one before, do not lie within {given} elements", rows.count, rows.width, rows.stride)]
    Rows {
        /// Where the rows would be.
        rows: Rows,
        /// The number of elements given.
        given: usize,
    },
    /// Rows and results differ in number.
    #[error("{rows} rows cannot have {results} results: give each its own")]
    Count {
        /// How many rows.
        rows: usize,
        /// How many results.
        results: usize,
    },
}

/// Applies `function(row, result)` to every row of `x` along `axis` and writes the results to the same
/// places of `y`. `x` and `y` are C-ordered arrays of shape `shape`; a negative axis counts from the end.
pub fn along_axis<T: Copy + Default>(
    shape: &[usize],
    axis: i64,
    x: &[T],
    y: &mut [T],
    function: impl FnMut(&[T], &mut [T]),
) -> Result<(), ShapeError> {
    let outputs = shape[place_of(shape, axis)?];
    along_axis_to(shape, axis, outputs, x, y, function)
}

/// [`along_axis`] for a function whose result has another length than its row: `y` has the shape of `x`
/// but for `outputs` along `axis` (what [`outputs`](super::RowFunction::outputs) gives).
pub fn along_axis_to<T: Copy + Default>(
    shape: &[usize],
    axis: i64,
    outputs: usize,
    x: &[T],
    y: &mut [T],
    mut function: impl FnMut(&[T], &mut [T]),
) -> Result<(), ShapeError> {
    let place = place_of(shape, axis)?;
    let length = shape[place];
    let mut result_shape = shape.to_vec();
    result_shape[place] = outputs;
    check(shape, x.len())?;
    check(&result_shape, y.len())?;
    let stride: usize = shape[place + 1..].iter().product();
    if x.is_empty() || y.is_empty() {
        return Ok(());
    }
    if stride == 1 {
        for (x, y) in x.chunks_exact(length).zip(y.chunks_exact_mut(outputs)) {
            function(x, y);
        }
        return Ok(());
    }
    let mut row = vec![T::default(); length];
    let mut result = vec![T::default(); outputs];
    for (x, y) in x.chunks_exact(length * stride).zip(y.chunks_exact_mut(outputs * stride)) {
        for offset in 0..stride {
            for (i, value) in row.iter_mut().enumerate() {
                *value = x[offset + i * stride];
            }
            function(&row, &mut result);
            for (i, &value) in result.iter().enumerate() {
                y[offset + i * stride] = value;
            }
        }
    }
    Ok(())
}

/// The place of `axis` in `shape`.
fn place_of(shape: &[usize], axis: i64) -> Result<usize, ShapeError> {
    let rank = i64::try_from(shape.len()).unwrap_or(i64::MAX);
    usize::try_from(if axis < 0 { axis.saturating_add(rank) } else { axis })
        .ok()
        .filter(|&place| place < shape.len())
        .ok_or_else(|| ShapeError::Axis { axis, shape: shape.to_vec() })
}

/// Fails unless an array of this shape has `given` elements.
fn check(shape: &[usize], given: usize) -> Result<(), ShapeError> {
    let elements = shape.iter().try_fold(1_usize, |product, &n| product.checked_mul(n));
    if elements == Some(given) { Ok(()) } else { Err(ShapeError::Length { shape: shape.to_vec(), given }) }
}
