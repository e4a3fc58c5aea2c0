//! Matrices in somebody else's memory.

use super::panel::Packed;

/// Row-major numbers, or the transpose of such.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a, T> {
    pub(super) numbers: &'a [T],
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// From the start of one row (of a transpose: column) to that of the next.
    pub(super) stride: usize,
    pub(super) transposed: bool,
}

impl<'a, T> Matrix<'a, T> {
    /// `rows` x `columns`, row after row.
    ///
    /// # Panics
    ///
    /// If the slice has another length.
    pub(crate) fn row_major(numbers: &'a [T], rows: usize, columns: usize) -> Self {
        assert_eq!(rows.checked_mul(columns), Some(numbers.len()), "a matrix of {rows} x {columns}");
        Self { numbers, rows, columns, stride: columns, transposed: false }
    }

    /// `rows` x `columns`, each row `stride` numbers after the one before: they may lie apart, or overlap.
    ///
    /// # Panics
    ///
    /// If the slice ends before the last row does.
    pub(crate) fn strided(numbers: &'a [T], rows: usize, columns: usize, stride: usize) -> Self {
        let end = if rows == 0 { Some(0) } else { (rows - 1).checked_mul(stride).and_then(|n| n.checked_add(columns)) };
        assert!(end.is_some_and(|end| end <= numbers.len()), "a matrix of {rows} x {columns}, {stride} apart");
        Self { numbers, rows, columns, stride, transposed: false }
    }

    /// `rows` of its rows, from `first` on.
    pub(super) fn rows_from(self, first: usize, rows: usize) -> Self {
        let start = if self.transposed { first } else { first * self.stride };
        Self { numbers: &self.numbers[start..], rows, ..self }
    }

    /// The transpose: the same memory read the other way.
    pub(crate) fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows, transposed: !self.transposed, ..self }
    }
}

/// The right-hand matrix of a product.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Right<'a, T> {
    /// One whose columns are copied together on the way.
    Matrix(Matrix<'a, T>),
    /// One of which that was done before, for several products.
    Packed(Packed<'a, T>),
}

impl<'a, T> From<Matrix<'a, T>> for Right<'a, T> {
    fn from(matrix: Matrix<'a, T>) -> Self {
        Self::Matrix(matrix)
    }
}

impl<'a, T> From<Packed<'a, T>> for Right<'a, T> {
    fn from(packed: Packed<'a, T>) -> Self {
        Self::Packed(packed)
    }
}

impl<T> Right<'_, T> {
    pub(super) fn shape(&self) -> (usize, usize) {
        match self {
            Self::Matrix(matrix) => (matrix.rows, matrix.columns),
            Self::Packed(packed) => (packed.rows, packed.columns),
        }
    }
}
