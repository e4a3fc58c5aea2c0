//! Biases of rows, and the sums of columns that are their gradient.
//!
//! Rows may be short, so both work on arrays of numbers side by side: of a loop over a row LLVM makes one that is at its best from
//! some hundred numbers on.

use nonlin::Element;
use nonlin::compute::Operation;

/// Numbers that are worked on side by side.
const LANES: usize = 16;

/// Adds `bias` to every row of as many numbers.
pub(super) struct AddBias<'a, T> {
    pub(super) bias: &'a [T],
    pub(super) numbers: &'a mut [T],
}

impl<T: Element> Operation for AddBias<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let (bias, bias_rest) = self.bias.as_chunks::<LANES>();
        for row in self.numbers.chunks_exact_mut(self.bias.len().max(1)) {
            let (row, rest) = row.as_chunks_mut::<LANES>();
            for (x, bias) in row.iter_mut().zip(bias) {
                *x = std::array::from_fn(|i| x[i] + bias[i]);
            }
            for (x, &bias) in rest.iter_mut().zip(bias_rest) {
                *x = *x + bias;
            }
        }
    }
}

/// Adds the rows of a matrix to `sums`, row after row.
pub(super) struct ColumnSums<'a, T> {
    pub(super) numbers: &'a [T],
    pub(super) sums: &'a mut [T],
}

impl<T: Element> Operation for ColumnSums<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { numbers, sums } = self;
        let done = sum_columns::<T, { 4 * LANES }>(numbers, sums, 0);
        let done = sum_columns::<T, LANES>(numbers, sums, done);
        sum_columns::<T, 1>(numbers, sums, done);
    }
}

/// Sums the columns from `first` on, so many at a time and in registers; gives the first that is left.
#[inline(always)]
fn sum_columns<T: Element, const N: usize>(numbers: &[T], sums: &mut [T], first: usize) -> usize {
    let columns = sums.len().max(1);
    let mut start = first;
    for sums in sums[first..].as_chunks_mut::<N>().0 {
        let mut running = *sums;
        for row in numbers.chunks_exact(columns) {
            if let Some(row) = row[start..].first_chunk::<N>() {
                running = std::array::from_fn(|i| running[i] + row[i]);
            }
        }
        *sums = running;
        start += N;
    }
    start
}
