//! Functions of a whole row of numbers: softmax and its kin, sparse projections, squash, maxout; along any axis of an array.

mod axis;
mod crelu;
mod entmax;
mod entmax15;
mod exponentials;
mod gumbel_softmax;
mod hardmax;
mod log_softmax;
mod masked_softmax;
mod maxout;
mod quiet_softmax;
mod shared;
mod softmax;
mod softmin;
mod solu;
mod sparsemax;
mod squash;
mod view;

pub use axis::{ShapeError, along_axis, along_axis_to};
pub use crelu::Crelu;
pub use entmax::Entmax;
pub use entmax15::Entmax15;
pub use gumbel_softmax::{GumbelSoftmax, gumbel_noise};
pub use hardmax::{Hardmax, argmax};
pub use log_softmax::LogSoftmax;
pub use masked_softmax::{masked_softmax, masked_softmax_product};
pub use maxout::Maxout;
pub use quiet_softmax::QuietSoftmax;
pub use shared::{Widths, rows_shared};
pub use softmax::Softmax;
pub use softmin::Softmin;
pub use solu::Solu;
pub use sparsemax::Sparsemax;
pub use squash::Squash;
pub use view::{Rows, along_rows};

use crate::compute::{ComputeError, Element};
use crate::functions::Card;

/// A function of a row, for one element type.
///
/// A row `x` and its gradient `dx` have one length; the result `y` and its gradient `dy` have the length that
/// [`RowFunction::outputs`] gives for it, which is that of `x` for all but a few. Slices are worked through
/// up to the shortest.
///
/// Both products take the row and its saved result. Where [`reads_input`](RowLoops::reads_input) is false
/// the result is enough, and the row need not be kept: an empty slice will do for `x`.
pub trait RowLoops<T>: Send + Sync {
    /// `y = f(x)` for one row.
    fn forward(&self, x: &[T], y: &mut [T]);

    /// The Jacobian at `x` times the vector `dx`: how `y` moves when `x` moves along `dx`.
    fn jacobian_vector(&self, x: &[T], y: &[T], dx: &[T], dy: &mut [T]);

    /// The transposed Jacobian at `x` times `dy`: the gradient with respect to `x`.
    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]);

    /// Whether the two products read `x`, or do with `y` alone.
    fn reads_input(&self) -> bool {
        false
    }
}

/// A row function of the registry.
pub trait RowFunction: RowLoops<f32> + RowLoops<f64> {
    /// Names, source, range.
    fn card(&self) -> &'static Card;
    /// The textbook formula.
    fn formula(&self) -> &'static str;

    /// The length of the result for a row of `inputs` numbers: the same, unless the function says otherwise.
    ///
    /// Fails if the function cannot take a row of that length.
    fn outputs(&self, inputs: usize) -> Result<usize, ComputeError> {
        Ok(inputs)
    }

    /// The same function with one parameter of its card set.
    ///
    /// Fails if there is no such parameter, or it cannot have this value. (The default serves functions without any.)
    fn with(&self, parameter: &str, _value: f64) -> Result<Box<dyn RowFunction>, ComputeError> {
        Err(ComputeError::no_parameter(self.card(), parameter))
    }
}

/// Running results side by side, so that a loop over a row becomes SIMD.
const LANES: usize = 16;

/// The largest number of a row, NaN if there is any, minus infinity for an empty row.
#[inline(always)]
fn maximum<T: Element>(row: &[T]) -> T {
    maximum_of(row, |x| x)
}

/// The largest `term(x)` of a row, NaN if there is any, minus infinity for an empty row.
#[inline(always)]
fn maximum_of<T: Element>(row: &[T], term: impl Fn(T) -> T) -> T {
    largest(row, |a, x| larger(a, term(x)))
}

/// The largest number of a row, minus infinity for one that has none; NaN is passed over.
#[inline(always)]
fn maximum_but_nan<T: Element>(row: &[T]) -> T {
    largest(row, |a, x| if x > a { x } else { a })
}

#[inline(always)]
fn largest<T: Element>(row: &[T], larger: impl Fn(T, T) -> T) -> T {
    let lowest = T::from_f64(f64::NEG_INFINITY);
    let mut lanes = [lowest; 2 * LANES];
    let (blocks, rest) = row.as_chunks::<{ 2 * LANES }>();
    for block in blocks {
        for (lane, &x) in lanes.iter_mut().zip(block) {
            *lane = larger(*lane, x);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = larger(*lane, x);
    }
    largest_of(&lanes.map(|lane| lane))
}

/// The largest of them, NaN if there is any.
///
/// A call, as is [`add_up`]: inlined, LLVM groups the lanes of the loop before it in the order in which they are
/// needed here, not side by side, and that takes twice the time. Callers give it a copy: an array whose address is
/// taken stays in memory throughout the loop.
#[inline(never)]
fn largest_of<T: Element>(lanes: &[T; 2 * LANES]) -> T {
    let mut lanes = *lanes;
    let mut width = LANES;
    while width > 0 {
        for j in 0..width {
            let (a, b) = (lanes[j], lanes[j + width]);
            lanes[j] = if b > a || b.is_nan() { b } else { a };
        }
        width /= 2;
    }
    lanes[0]
}

#[inline(always)]
fn larger<T: Element>(a: T, b: T) -> T {
    T::select(b.above(a), b, a).nan_from(b)
}

/// The sum of `term(i)` for `i` below `n`, in `f64`.
#[inline(always)]
fn sum<T: Element>(n: usize, term: impl Fn(usize) -> T) -> f64 {
    let mut lanes = [0.0; LANES];
    let whole = n - n % LANES;
    for start in (0..whole).step_by(LANES) {
        for (j, lane) in lanes.iter_mut().enumerate() {
            *lane += term(start + j).to_f64();
        }
    }
    for i in whole..n {
        lanes[i - whole] += term(i).to_f64();
    }
    add_up(&lanes.map(|lane| lane))
}

/// The sum of `term(x)` over a row, in `f64`, as [`sum`] adds up.
#[inline(always)]
fn sum_of<T: Element>(x: &[T], term: impl Fn(T) -> T) -> f64 {
    sum_of_two(x, x, |x, _| term(x))
}

/// The sum of `term(x, y)` over two rows, in `f64`, as [`sum`] adds up. (Indices into rows that LLVM cannot tell to be within them would
/// keep the loop from becoming SIMD.)
#[inline(always)]
fn sum_of_two<T: Element>(x: &[T], y: &[T], term: impl Fn(T, T) -> T) -> f64 {
    let mut lanes = [0.0; LANES];
    let n = x.len().min(y.len());
    let ((x, x_rest), (y, y_rest)) = (x[..n].as_chunks::<LANES>(), y[..n].as_chunks::<LANES>());
    for (x, y) in x.iter().zip(y) {
        for (lane, (&x, &y)) in lanes.iter_mut().zip(x.iter().zip(y)) {
            *lane += term(x, y).to_f64();
        }
    }
    for (lane, (&x, &y)) in lanes.iter_mut().zip(x_rest.iter().zip(y_rest)) {
        *lane += term(x, y).to_f64();
    }
    add_up(&lanes.map(|lane| lane))
}

/// Their sum, pairwise; [not inlined](largest_of).
#[inline(never)]
fn add_up<const N: usize>(lanes: &[f64; N]) -> f64 {
    let mut lanes = *lanes;
    let mut width = N / 2;
    while width > 0 {
        for j in 0..width {
            lanes[j] += lanes[j + width];
        }
        width /= 2;
    }
    lanes[0]
}
