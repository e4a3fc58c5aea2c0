//! The matrix product, behind one function: scalar code compiled once per instruction-set level, like the activations.
//!
//! The method is the usual one (Goto & van de Geijn 2008, Anatomy of high-performance matrix multiplication): a tile
//! of the result is summed up in registers, and the columns of the right-hand matrix that it needs are copied to
//! where they are read one after the other. Nothing is allocated, and every sum is taken in the same order on
//! every processor, so results have the same bits everywhere.

mod matrix;
mod panel;
#[cfg(test)]
mod tests;
mod tile;

pub(crate) use matrix::{Matrix, Right};
use nonlin::Element;
use nonlin::compute::{Level, Operation};
use panel::copy_columns;
pub(crate) use panel::{Packed, Panel};
use tile::{Place, sum_tile};

/// Rows and columns of a tile: as many sums as fit the registers of AVX2, twice its width in AVX-512.
const TILE_ROWS: usize = 6;
const TILE_COLUMNS: usize = 16;
/// Terms that are added up before the sums go to memory: a panel this long stays in the first-level cache.
const DEPTH: usize = 256;
/// Multiplications that a thread must have to do: starting it takes as long as some hundred thousand.
const WORTH_A_THREAD: usize = 1 << 21;
/// More threads than this share no product.
const MOST_THREADS: usize = 256;

/// What the sums of a product are added to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Onto {
    /// Nothing: they are written over what is there.
    Nothing,
    /// What is there.
    Result,
}

/// `c = a b`, or `c += a b`, with `c` row-major; on several threads if `panel` is for several and there is enough to do.
/// Its bits do not depend on that, nor on whether `b` was packed before.
///
/// # Panics
///
/// If the shapes do not fit; the callers' shapes were checked when the network was built.
pub(crate) fn matrix_product<'a, T: Element>(
    level: Level,
    a: Matrix<'a, T>,
    b: impl Into<Right<'a, T>>,
    c: &mut [T],
    onto: Onto,
    panel: &mut Panel<T>,
) {
    let b = b.into();
    let (terms, columns) = b.shape();
    assert_eq!(a.columns, terms, "the inner sides of a matrix product");
    assert_eq!(a.rows.checked_mul(columns), Some(c.len()), "the result of a matrix product");
    if c.is_empty() {
        return;
    }
    let work = c.len().saturating_mul(terms);
    let threads = panel.threads().min(work / WORTH_A_THREAD).min(a.rows.div_ceil(TILE_ROWS)).max(1);
    if threads == 1 {
        for panel in panel.of_threads().take(1) {
            level.run(Product { a, b, c: &mut *c, onto, panel });
        }
        return;
    }
    // Whole tiles for each, the calling thread's share last.
    let rows = a.rows.div_ceil(TILE_ROWS).div_ceil(threads) * TILE_ROWS;
    let shares = c.chunks_mut(rows * columns).enumerate().zip(panel.of_threads());
    std::thread::scope(|scope| {
        let mut last = None;
        for ((index, c), panel) in shares {
            let product = Product { a: a.rows_from(index * rows, c.len() / columns), b, c, onto, panel };
            if let Some(product) = last.replace(product) {
                scope.spawn(move || level.run(product));
            }
        }
        if let Some(product) = last {
            level.run(product);
        }
    });
}

struct Product<'a, 'c, T> {
    a: Matrix<'a, T>,
    b: Right<'a, T>,
    c: &'c mut [T],
    onto: Onto,
    panel: &'c mut [[T; TILE_COLUMNS]],
}

impl<T: Element> Operation for Product<'_, '_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { a, b, c, onto, panel } = self;
        let columns = b.shape().1;
        // Tiles of nearly equal height: a low one at the end would spend its time waiting for its few sums.
        let tiles = a.rows.div_ceil(TILE_ROWS);
        let (height, higher) = (a.rows / tiles, a.rows % tiles);
        for first in (0..a.columns).step_by(DEPTH) {
            let added = first > 0 || onto == Onto::Result;
            for column in (0..columns).step_by(TILE_COLUMNS) {
                let panel = match &b {
                    Right::Packed(packed) => packed.panel(first, column),
                    Right::Matrix(b) => {
                        let panel = &mut panel[..(a.columns - first).min(DEPTH)];
                        copy_columns(*b, first, column, panel);
                        panel
                    }
                };
                let mut row = 0;
                for tile in 0..tiles {
                    let height = height + usize::from(tile < higher);
                    let place = Place { row, column, columns, first, added };
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
