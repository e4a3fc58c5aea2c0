//! Walking the rows of an array along one of its axes.

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
}

/// Applies `function(row, result)` to every row of `x` along `axis` and writes the results to the same
/// places of `y`. `x` and `y` are C-ordered arrays of shape `shape`; a negative axis counts from the end.
pub fn along_axis<T: Copy + Default>(
    shape: &[usize],
    axis: i64,
    x: &[T],
    y: &mut [T],
    mut function: impl FnMut(&[T], &mut [T]),
) -> Result<(), ShapeError> {
    let rank = i64::try_from(shape.len()).unwrap_or(i64::MAX);
    let place = usize::try_from(if axis < 0 { axis.saturating_add(rank) } else { axis })
        .ok()
        .filter(|&place| place < shape.len())
        .ok_or_else(|| ShapeError::Axis { axis, shape: shape.to_vec() })?;
    let elements = shape.iter().try_fold(1_usize, |product, &n| product.checked_mul(n));
    for given in [x.len(), y.len()] {
        if elements != Some(given) {
            return Err(ShapeError::Length { shape: shape.to_vec(), given });
        }
    }
    let length = shape[place];
    let stride: usize = shape[place + 1..].iter().product();
    if x.is_empty() {
        return Ok(());
    }
    if stride == 1 {
        for (x, y) in x.chunks_exact(length).zip(y.chunks_exact_mut(length)) {
            function(x, y);
        }
        return Ok(());
    }
    let mut row = vec![T::default(); length];
    let mut result = vec![T::default(); length];
    for start in (0..x.len()).step_by(length * stride) {
        for offset in start..start + stride {
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
