//! Columns of the right-hand matrix, copied to where they are read one after the other.

use super::{DEPTH, MOST_THREADS, Matrix, TILE_COLUMNS};
use nonlin::Element;
use nonlin::compute::{Level, Operation};

/// Room for some columns of the right-hand matrix, for each thread that may work on a product; belongs to a workspace.
#[derive(Clone, Debug)]
pub(crate) struct Panel<T> {
    panels: Vec<Vec<T>>,
}

/// Bytes that the widest registers hold, and that the first-level cache gives at once if they lie side by side in it.
const LINE: usize = 64;
/// Numbers that are left out at the most so that the rest begins at such a line.
const SLACK: usize = TILE_COLUMNS;

/// Rows of a panel that begin at a line of the cache.
fn rows_at_lines<T>(numbers: &mut [T]) -> &mut [[T; TILE_COLUMNS]] {
    let start = numbers.as_ptr().align_offset(LINE).min(SLACK);
    numbers[start..].as_chunks_mut().0
}

impl<T: Element> Panel<T> {
    /// For the calling thread.
    pub(crate) fn new() -> Self {
        Self::for_threads(1)
    }

    /// For so many threads, the calling one among them.
    pub(crate) fn for_threads(threads: usize) -> Self {
        Self { panels: vec![vec![T::default(); DEPTH * TILE_COLUMNS + SLACK]; threads.clamp(1, MOST_THREADS)] }
    }

    /// How many threads it is for.
    pub(super) fn threads(&self) -> usize {
        self.panels.len()
    }

    /// Each thread's.
    pub(super) fn of_threads(&mut self) -> impl Iterator<Item = &mut [[T; TILE_COLUMNS]]> {
        self.panels.iter_mut().map(|panel| rows_at_lines(panel))
    }
}

/// All columns of a matrix, copied once for several products.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Packed<'a, T> {
    panels: &'a [[T; TILE_COLUMNS]],
    pub(super) rows: usize,
    pub(super) columns: usize,
}

impl<T> Default for Packed<'_, T> {
    /// A matrix of nothing.
    fn default() -> Self {
        Self { panels: &[], rows: 0, columns: 0 }
    }
}

impl<'a, T: Element> Packed<'a, T> {
    /// Numbers that a matrix of this shape takes. One that overflows is the largest there is.
    pub(crate) fn len(rows: usize, columns: usize) -> usize {
        rows.saturating_mul(columns.div_ceil(TILE_COLUMNS).saturating_mul(TILE_COLUMNS)).saturating_add(SLACK)
    }

    /// Packs `matrix` into the first [`len`](Self::len) of `numbers`.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    pub(crate) fn new(level: Level, matrix: Matrix<'_, T>, numbers: &'a mut [T]) -> Self {
        let (rows, columns) = (matrix.rows, matrix.columns);
        let panels = rows_at_lines(&mut numbers[..Self::len(rows, columns)]);
        level.run(Pack { matrix, panels: &mut *panels });
        Self { panels, rows, columns }
    }
}

impl<T> Packed<'_, T> {
    /// The columns from `column` on, in the rows from `first` on.
    #[inline(always)]
    pub(super) fn panel(&self, first: usize, column: usize) -> &[[T; TILE_COLUMNS]] {
        let depth = (self.rows - first).min(DEPTH);
        let start = first * self.columns.div_ceil(TILE_COLUMNS) + column / TILE_COLUMNS * depth;
        &self.panels[start..start + depth]
    }
}

struct Pack<'a, T> {
    matrix: Matrix<'a, T>,
    panels: &'a mut [[T; TILE_COLUMNS]],
}

impl<T: Element> Operation for Pack<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { matrix, panels } = self;
        let mut rest = panels;
        for first in (0..matrix.rows).step_by(DEPTH) {
            for column in (0..matrix.columns).step_by(TILE_COLUMNS) {
                let (panel, after) = rest.split_at_mut((matrix.rows - first).min(DEPTH));
                copy_columns(matrix, first, column, panel);
                rest = after;
            }
        }
    }
}

/// Copies the rows of `b` from `first` on, cut to the columns from `column` on. What stands beyond the last column does not matter:
/// nobody reads its sums.
#[inline(always)]
pub(super) fn copy_columns<T: Element>(b: Matrix<'_, T>, first: usize, column: usize, panel: &mut [[T; TILE_COLUMNS]]) {
    let width = (b.columns - column).min(TILE_COLUMNS);
    if b.transposed {
        let numbers = &b.numbers[column * b.stride + first..];
        if width == TILE_COLUMNS {
            turn(numbers, b.stride, panel);
        } else {
            turn_few(numbers, b.stride, width, panel);
        }
        return;
    }
    for (i, copy) in panel.iter_mut().enumerate() {
        let row = &b.numbers[(first + i) * b.stride + column..];
        if let Some(whole) = row.first_chunk() {
            *copy = *whole;
        } else {
            copy[..width].copy_from_slice(&row[..width]);
        }
    }
}

/// Makes columns of as many rows as a panel is wide.
#[inline(always)]
fn turn<T: Element>(numbers: &[T], stride: usize, panel: &mut [[T; TILE_COLUMNS]]) {
    const SIDE: usize = TILE_COLUMNS;
    const SQUARE: usize = SIDE * SIDE;
    let (squares, rest) = panel.as_chunks_mut::<SIDE>();
    let done = squares.len() * SIDE;
    let (mut a, mut b) = ([T::default(); SQUARE], [T::default(); SQUARE]);
    for (square, start) in squares.iter_mut().zip((0..).step_by(SIDE)) {
        for (i, row) in a.as_chunks_mut::<SIDE>().0.iter_mut().enumerate() {
            row.copy_from_slice(&numbers[i * stride + start..][..SIDE]);
        }
        // Each riffle moves the place of a number, written in bits, round by one; four change row and column about.
        riffle(&a, &mut b);
        riffle(&b, &mut a);
        riffle(&a, &mut b);
        riffle(&b, square.as_flattened_mut());
    }
    turn_few(&numbers[done..], stride, if rest.is_empty() { 0 } else { SIDE }, rest);
}

/// Brings the two halves together, one from here, one from there. LLVM knows a loop that stores pairs, not one that stores columns.
#[inline(always)]
fn riffle<T: Element>(from: &[T], to: &mut [T]) {
    let (low, high) = from.split_at(from.len() / 2);
    for ((pair, &a), &b) in to.as_chunks_mut::<2>().0.iter_mut().zip(low).zip(high) {
        *pair = [a, b];
    }
}

/// Makes columns of so many rows, number by number.
#[inline(always)]
fn turn_few<T: Element>(numbers: &[T], stride: usize, rows: usize, panel: &mut [[T; TILE_COLUMNS]]) {
    for i in 0..rows {
        for (row, &number) in panel.iter_mut().zip(&numbers[i * stride..]) {
            row[i] = number;
        }
    }
}
