//! The matrix product, behind one function: scalar code compiled once per instruction-set level, like the activations.
//!
//! The method is the usual one (Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication): a tile
//! of the result is summed up in registers, and the columns of the right-hand matrix that it needs are copied to
//! where they are read one after the other. Nothing is allocated, and every sum is taken in the same order on
//! every processor, so results have the same bits everywhere.

use nonlin::Element;
use nonlin::compute::{Level, Operation};

/// Rows and columns of a tile: as many sums as fit the registers of AVX2, twice its width in AVX-512.
const TILE_ROWS: usize = 6;
const TILE_COLUMNS: usize = 16;
/// Terms that are added up before the sums go to memory: a panel this long stays in the first-level cache.
const DEPTH: usize = 256;

/// A matrix in somebody else's memory: row-major, or the transpose of such.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matrix<'a, T> {
    numbers: &'a [T],
    rows: usize,
    columns: usize,
    /// From the start of one row (of a transpose: column) to that of the next.
    stride: usize,
    transposed: bool,
}

/// What the sums of a product are added to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Onto {
    /// Nothing: they are written over what is there.
    Nothing,
    /// What is there.
    Result,
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
    fn rows_from(self, first: usize, rows: usize) -> Self {
        let start = if self.transposed { first } else { first * self.stride };
        Self { numbers: &self.numbers[start..], rows, ..self }
    }

    /// The transpose: the same memory read the other way.
    pub(crate) fn transposed(self) -> Self {
        Self { rows: self.columns, columns: self.rows, transposed: !self.transposed, ..self }
    }
}

/// Room for some columns of the right-hand matrix, for each thread that may work on a product; belongs to a workspace.
#[derive(Clone, Debug)]
pub(crate) struct Panel<T> {
    panels: Vec<Vec<[T; TILE_COLUMNS]>>,
}

/// Multiplications that a thread must have to do: starting it takes as long as some hundred thousand.
const WORTH_A_THREAD: usize = 1 << 21;

impl<T: Element> Panel<T> {
    /// For the calling thread.
    pub(crate) fn new() -> Self {
        Self::for_threads(1)
    }

    /// For so many threads, the calling one among them.
    pub(crate) fn for_threads(threads: usize) -> Self {
        Self { panels: vec![vec![[T::default(); TILE_COLUMNS]; DEPTH]; threads.clamp(1, MOST_THREADS)] }
    }
}

/// More threads than this share no product.
const MOST_THREADS: usize = 256;

/// `c = a b`, or `c += a b`, with `c` row-major; on several threads if `panel` is for several and there is enough to do.
/// Its bits do not depend on that.
///
/// # Panics
///
/// If the shapes do not fit; the callers' shapes were checked when the network was built.
pub(crate) fn matrix_product<T: Element>(
    level: Level,
    a: Matrix<'_, T>,
    b: Matrix<'_, T>,
    c: &mut [T],
    onto: Onto,
    panel: &mut Panel<T>,
) {
    assert_eq!(a.columns, b.rows, "the inner sides of a matrix product");
    assert_eq!(a.rows.checked_mul(b.columns), Some(c.len()), "the result of a matrix product");
    if c.is_empty() {
        return;
    }
    let work = c.len().saturating_mul(a.columns);
    let threads = panel.panels.len().min(work / WORTH_A_THREAD).min(a.rows.div_ceil(TILE_ROWS)).max(1);
    if threads == 1 {
        return level.run(Product { a, b, c, onto, panel: &mut panel.panels[0] });
    }
    // Whole tiles for each, the calling thread's share last.
    let rows = a.rows.div_ceil(TILE_ROWS).div_ceil(threads) * TILE_ROWS;
    let shares = c.chunks_mut(rows * b.columns).enumerate().zip(&mut panel.panels);
    std::thread::scope(|scope| {
        let mut last = None;
        for ((index, c), panel) in shares {
            let product = Product { a: a.rows_from(index * rows, c.len() / b.columns), b, c, onto, panel };
            if let Some(product) = last.replace(product) {
                scope.spawn(move || level.run(product));
            }
        }
        if let Some(product) = last {
            level.run(product);
        }
    });
}

struct Product<'a, T> {
    a: Matrix<'a, T>,
    b: Matrix<'a, T>,
    c: &'a mut [T],
    onto: Onto,
    panel: &'a mut [[T; TILE_COLUMNS]],
}

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { a, b, c, onto, panel } = self;
        for first in (0..a.columns).step_by(DEPTH) {
            let panel = &mut panel[..(a.columns - first).min(DEPTH)];
            for column in (0..b.columns).step_by(TILE_COLUMNS) {
                copy_columns(b, first, column, panel);
                let mut row = 0;
                while row < a.rows {
                    // Tiles of nearly equal height: a low one at the end would spend its time waiting for its few sums.
                    let rest = a.rows - row;
                    let height = rest.div_ceil(rest.div_ceil(TILE_ROWS));
                    let added = first > 0 || onto == Onto::Result;
                    let place = Place { row, column, columns: b.columns, first, added };
                    if a.transposed {
                        sum_tile::<T, true>(height, a, panel, c, place);
                    } else {
                        sum_tile::<T, false>(height, a, panel, c, place);
                    }
                    row += height;
                }
            }
        }
    }
}

/// Copies the rows of `b` from `first` on, cut to the columns from `column` on; 0 beyond the last.
#[inline(always)]
fn copy_columns<T: Element>(b: Matrix<'_, T>, first: usize, column: usize, panel: &mut [[T; TILE_COLUMNS]]) {
    let width = (b.columns - column).min(TILE_COLUMNS);
    if width < TILE_COLUMNS {
        panel.fill([T::default(); TILE_COLUMNS]);
    }
    if b.transposed {
        for i in 0..width {
            let numbers = &b.numbers[(column + i) * b.stride + first..];
            for (row, &number) in panel.iter_mut().zip(numbers) {
                row[i] = number;
            }
        }
        return;
    }
    for (i, copy) in panel.iter_mut().enumerate() {
        let row = &b.numbers[(first + i) * b.stride + column..];
        if width == TILE_COLUMNS
            && let Some(whole) = row.first_chunk()
        {
            *copy = *whole;
        } else {
            copy[..width].copy_from_slice(&row[..width]);
        }
    }
}

/// Where a tile lies.
#[derive(Clone, Copy)]
struct Place {
    /// Its first row and column in the result.
    row: usize,
    column: usize,
    /// Columns of the result.
    columns: usize,
    /// The first term of its sums.
    first: usize,
    /// Whether they are added to what is there.
    added: bool,
}

/// Sums up a tile with the given number of rows.
#[inline(always)]
fn sum_tile<T: Element, const TRANSPOSED: bool>(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_three_loops_in_every_orientation() {
        // Beyond one panel's depth, with ragged tiles; and a shape smaller than any tile.
        for (m, k, n) in [(13, 300, 37), (64, 5, 16), (5, 7, 3), (1, 1, 1)] {
            check(m, k, n);
        }
    }

    fn check(m: usize, k: usize, n: usize) {
        let numbers = |count: usize, step: f64| (0..count).map(|i| (i as f64 * step).sin()).collect::<Vec<f64>>();
        let (a, b) = (numbers(m * k, 0.7), numbers(k * n, 1.3));
        let turned = |x: &[f64], rows: usize, columns: usize| {
            (0..columns)
                .flat_map(|j| (0..rows).map(move |i| (i, j)))
                .map(|(i, j)| x[i * columns + j])
                .collect::<Vec<_>>()
        };
        let (a_turned, b_turned) = (turned(&a, m, k), turned(&b, k, n));
        let lefts = [Matrix::row_major(&a, m, k), Matrix::row_major(&a_turned, k, m).transposed()];
        let rights = [Matrix::row_major(&b, k, n), Matrix::row_major(&b_turned, n, k).transposed()];
        for left in lefts {
            for right in rights {
                let mut c = vec![f64::NAN; m * n];
                matrix_product(Level::best(), left, right, &mut c, Onto::Nothing, &mut Panel::new());
                for (place, &got) in c.iter().enumerate() {
                    let (i, j) = (place / n, place % n);
                    let want: f64 = (0..k).map(|l| a[i * k + l] * b[l * n + j]).sum();
                    assert!((got - want).abs() < 1e-12, "{i}, {j}: {got} for {want}");
                }
            }
        }
    }

    #[test]
    fn threads_do_not_change_the_bits() {
        let (m, k, n) = (301, 300, 97);
        let numbers: Vec<f32> = (0..k * (m + n)).map(|i| (i as f32 * 0.7).sin()).collect();
        let (a, b) = numbers.split_at(m * k);
        for (a, turned) in [(Matrix::row_major(a, m, k), false), (Matrix::row_major(a, k, m).transposed(), true)] {
            let results = [1, 2, 3].map(|threads| {
                let mut c = vec![1.0; m * n];
                let b = Matrix::row_major(b, k, n);
                matrix_product(Level::best(), a, b, &mut c, Onto::Result, &mut Panel::for_threads(threads));
                c
            });
            assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "transposed: {turned}");
        }
    }

    #[test]
    fn rows_may_overlap_and_sums_be_added() {
        // Windows of 3 numbers, 2 apart.
        let x = [1.0, 2.0, 3.0, 4.0, 5.0_f64];
        let windows = Matrix::strided(&x, 2, 3, 2);
        let w = [1.0, 10.0, 100.0];
        let mut panel = Panel::new();
        let mut c = [0.5; 2];
        matrix_product(Level::best(), windows, Matrix::row_major(&w, 3, 1), &mut c, Onto::Result, &mut panel);
        assert_eq!(c, [321.5, 543.5]);
        let mut c = [0.0; 3];
        let ones = [1.0, 1.0];
        let turned = windows.transposed();
        matrix_product(Level::best(), turned, Matrix::row_major(&ones, 2, 1), &mut c, Onto::Nothing, &mut panel);
        assert_eq!(c, [4.0, 6.0, 8.0]);
        let mut c = [0.0; 3];
        matrix_product(Level::best(), Matrix::row_major(&ones, 1, 2), windows, &mut c, Onto::Nothing, &mut panel);
        assert_eq!(c, [4.0, 6.0, 8.0]);
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let (m, k, n) = (13, 300, 37);
        let numbers: Vec<f32> = (0..k * (m + n)).map(|i| (i as f32 * 0.7).sin()).collect();
        let (a, b) = numbers.split_at(m * k);
        let (a, b) = (Matrix::row_major(a, m, k), Matrix::row_major(b, k, n));
        let results = Level::all().into_iter().map(|level| {
            let mut c = vec![0.0; m * n];
            level.run(Product { a, b, c: &mut c, onto: Onto::Nothing, panel: &mut Panel::new().panels[0] });
            c
        });
        let results: Vec<_> = results.collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
