//! Many rows one after the other, shared among threads.

use super::ShapeError;
use crate::threads::together;
use std::sync::{Mutex, PoisonError};

/// Numbers that are worth a thread: a row function takes about twice as long for each as an element-wise one.
const PIECE: usize = 1 << 18;

/// Where rows and their results begin and end: one after the other, without gaps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Widths {
    /// Numbers in a row.
    pub row: usize,
    /// Numbers in its result.
    pub result: usize,
}

/// Applies `function(place, row, result)` to every row of `x`, which follow one another, and writes the results one after the other to
/// `y`, on so many threads at most. The bits do not depend on their number.
///
/// Fails if `x` or `y` is no whole number of rows, or they have not equally many.
///
/// ```
/// use nonlin::rows::{RowLoops, Softmax, Widths, rows_shared};
///
/// let mut y = [0.0; 4];
/// let widths = Widths { row: 2, result: 2 };
/// rows_shared(2, widths, &[1.0, 1.0, 2.0, 2.0], &mut y, |_, row, shares| Softmax.forward(row, shares))?;
/// assert_eq!(y, [0.5; 4]);
/// # Ok::<(), nonlin::rows::ShapeError>(())
/// ```
pub fn rows_shared<T: Sync, U: Send>(
    threads: usize,
    widths: Widths,
    x: &[T],
    y: &mut [U],
    function: impl Fn(usize, &[T], &mut [U]) + Sync,
) -> Result<(), ShapeError> {
    let Widths { row, result } = widths;
    if row == 0 || result == 0 {
        return Ok(());
    }
    let rows = x.len() / row;
    if rows * row != x.len() {
        return Err(ShapeError::Length { shape: vec![rows, row], given: x.len() });
    }
    if rows.checked_mul(result) != Some(y.len()) {
        return Err(ShapeError::Length { shape: vec![rows, result], given: y.len() });
    }
    let threads = threads.min(x.len() / PIECE).max(1);
    let piece = rows.div_ceil(threads).max(1);
    let pieces = x.chunks(piece * row).zip(y.chunks_mut(piece * result)).enumerate();
    let left = Mutex::new(pieces);
    together(threads, || {
        loop {
            let taken = left.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, (x, y))) = taken else { return };
            for (i, (x, y)) in x.chunks_exact(row).zip(y.chunks_exact_mut(result)).enumerate() {
                function(number * piece + i, x, y);
            }
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{RowLoops, Softmax};

    #[test]
    fn the_bits_do_not_depend_on_the_threads() {
        let (rows, width) = (1027, 1024);
        let x: Vec<f32> = (0..rows * width).map(|i| ((i * 7919) % 1009) as f32 / 100.0).collect();
        let softmax = |threads| {
            let mut y = vec![0.0; x.len()];
            let widths = Widths { row: width, result: width };
            rows_shared(threads, widths, &x, &mut y, |_, x, y| Softmax.forward(x, y)).unwrap();
            y
        };
        let alone = softmax(1);
        assert!(alone.chunks(width).all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-5));
        assert!([2, 3, 5].into_iter().all(|threads| softmax(threads) == alone));
    }

    #[test]
    fn what_is_no_whole_number_of_rows_is_refused() {
        let widths = Widths { row: 2, result: 1 };
        let of = |x: &[f32], y: &mut [f32]| rows_shared(1, widths, x, y, |_, _, _| ()).is_ok();
        assert!(of(&[0.0; 4], &mut [0.0; 2]) && !of(&[0.0; 3], &mut [0.0; 1]) && !of(&[0.0; 4], &mut [0.0; 4]));
    }
}
