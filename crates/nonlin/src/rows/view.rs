//! Rows that lie apart in a larger array: some columns of a matrix, the heads of an attention, padded rows.

use super::ShapeError;

/// Where the rows of an array are: `count` of them, `width` numbers each, the first at the beginning of the slice
/// and each `stride` places after the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rows {
    /// How many rows.
    pub count: usize,
    /// Numbers in a row.
    pub width: usize,
    /// From the beginning of a row to that of the next: `width` where they follow one another.
    pub stride: usize,
}

impl Rows {
    /// Fails if rows overlap, or end after the `given` elements.
    fn check(self, given: usize) -> Result<(), ShapeError> {
        let Self { count, width, stride } = self;
        if count > 1 && stride < width {
            return Err(ShapeError::Overlap { width, stride });
        }
        let end = count.saturating_sub(1).checked_mul(stride).and_then(|start| start.checked_add(width));
        if count == 0 || end.is_some_and(|end| end <= given) {
            Ok(())
        } else {
            Err(ShapeError::Rows { rows: self, given })
        }
    }

    /// Where a row is.
    fn place(self, row: usize) -> std::ops::Range<usize> {
        let start = row * self.stride;
        start..start + self.width
    }
}

/// Applies `function(row, result)` to every row of `x` and writes the results to the rows of `y`; what lies
/// between the rows of `y` stays as it is.
///
/// Fails unless there are as many rows in `y` as in `x`, none overlap and all lie within their slices. The width of a result
/// may differ from that of a row: see [`outputs`](super::RowFunction::outputs).
///
/// ```
/// use nonlin::rows::{RowLoops, Rows, Softmax, along_rows};
///
/// // The two columns in the middle of a matrix of four.
/// let x = [9.0_f64, 1.0, 1.0, 9.0, 9.0, 2.0, 2.0, 9.0];
/// let mut y = [0.0; 4];
/// let columns = Rows { count: 2, width: 2, stride: 4 };
/// along_rows(columns, &x[1..], Rows { stride: 2, ..columns }, &mut y, |row, shares| Softmax.forward(row, shares))?;
/// assert_eq!(y, [0.5; 4]);
/// # Ok::<(), nonlin::rows::ShapeError>(())
/// ```
pub fn along_rows<T>(
    x_rows: Rows,
    x: &[T],
    y_rows: Rows,
    y: &mut [T],
    mut function: impl FnMut(&[T], &mut [T]),
) -> Result<(), ShapeError> {
    x_rows.check(x.len())?;
    y_rows.check(y.len())?;
    if x_rows.count != y_rows.count {
        return Err(ShapeError::Count { rows: x_rows.count, results: y_rows.count });
    }
    for row in 0..x_rows.count {
        function(&x[x_rows.place(row)], &mut y[y_rows.place(row)]);
    }
    Ok(())
}
