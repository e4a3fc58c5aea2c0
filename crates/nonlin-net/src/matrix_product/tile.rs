//! A tile of the result, summed up in registers.

use super::{Matrix, TILE_COLUMNS, TILE_ROWS};
use nonlin::Element;

/// Where a tile lies.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Its first row and column in the result.
    pub(super) row: usize,
    pub(super) column: usize,
    /// Columns of the result.
    pub(super) columns: usize,
    /// The first term of its sums.
    pub(super) first: usize,
    /// Whether they are added to what is there.
    pub(super) added: bool,
}

/// Sums up a tile with the given number of rows.
#[inline(always)]
pub(super) fn sum_tile<T: Element, const TRANSPOSED: bool>(
    height: usize,
    a: Matrix<'_, T>,
    panel: &[[T; TILE_COLUMNS]],
    c: &mut [T],
    place: Place,
) {
    match height {
        1 => sum_rows::<T, TRANSPOSED, 1>(a, panel, c, place),
        2 => sum_rows::<T, TRANSPOSED, 2>(a, panel, c, place),
        3 => sum_rows::<T, TRANSPOSED, 3>(a, panel, c, place),
        4 => sum_rows::<T, TRANSPOSED, 4>(a, panel, c, place),
        5 => sum_rows::<T, TRANSPOSED, 5>(a, panel, c, place),
        _ => sum_rows::<T, TRANSPOSED, TILE_ROWS>(a, panel, c, place),
    }
}

#[inline(always)]
fn sum_rows<T: Element, const TRANSPOSED: bool, const R: usize>(
    a: Matrix<'_, T>,
    panel: &[[T; TILE_COLUMNS]],
    c: &mut [T],
    Place { row, column, columns, first, added }: Place,
) {
    let (row_stride, term_stride) = if TRANSPOSED { (1, a.stride) } else { (a.stride, 1) };
    let numbers = &a.numbers[row * row_stride + first * term_stride..];
    let last = (R - 1) * row_stride + (panel.len() - 1) * term_stride;
    assert!(last < numbers.len(), "a tile lies inside its matrix");
    let mut sums = [[T::default(); TILE_COLUMNS]; R];
    for (k, b) in panel.iter().enumerate() {
        for (i, sums) in sums.iter_mut().enumerate() {
            // SAFETY: i < R and k < panel.len(), so the place is at most `last`, which was checked above. Checked here
            // instead, the whole product takes twice as long.
            #[allow(unsafe_code, reason = "measured: the checks cost as much as the arithmetic")]
            let a = unsafe { *numbers.get_unchecked(i * row_stride + k * term_stride) };
            *sums = std::array::from_fn(|j| a.mul_add(b[j], sums[j]));
        }
    }
    for (c, sums) in c[row * columns..].chunks_exact_mut(columns).zip(sums) {
        let c = &mut c[column..];
        if let Some(c) = c.first_chunk_mut::<TILE_COLUMNS>() {
            *c = if added { std::array::from_fn(|j| c[j] + sums[j]) } else { sums };
        } else {
            for (c, sum) in c.iter_mut().zip(sums) {
                *c = if added { *c + sum } else { sum };
            }
        }
    }
}
