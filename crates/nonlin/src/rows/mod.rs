//! Functions of a whole row of numbers: softmax, log-softmax, hardmax, along any axis of an array.

mod axis;
mod hardmax;
mod log_softmax;
mod softmax;

pub use axis::{ShapeError, along_axis};
pub use hardmax::{Hardmax, argmax};
pub use log_softmax::LogSoftmax;
pub use softmax::Softmax;

use crate::compute::Element;
use crate::functions::Card;

/// A function of a row, for one element type. Row, result and gradients have one length.
pub trait RowLoops<T>: Send + Sync {
    /// `y = f(x)` for one row.
    fn forward(&self, x: &[T], y: &mut [T]);

    /// The Jacobian times the vector `dx`, from the saved result `y`: how `y` moves when `x` moves along `dx`.
    fn jacobian_vector(&self, y: &[T], dx: &[T], dy: &mut [T]);

    /// The transposed Jacobian times `dy`, from the saved result `y`: the gradient with respect to `x`.
    fn vector_jacobian(&self, y: &[T], dy: &[T], dx: &mut [T]);
}

/// A row function of the registry.
pub trait RowFunction: RowLoops<f32> + RowLoops<f64> {
    /// Names, source, range.
    fn card(&self) -> &'static Card;
    /// The textbook formula.
    fn formula(&self) -> &'static str;
}

/// The largest number of a row, NaN if there is any, minus infinity for an empty row.
#[inline(always)]
fn maximum<T: Element>(row: &[T]) -> T {
    let lowest = T::from_f64(f64::NEG_INFINITY);
    // Independent running maxima, so that the loop becomes SIMD.
    let mut lanes = [lowest; 16];
    let (blocks, rest) = row.as_chunks::<16>();
    for block in blocks {
        for (lane, &x) in lanes.iter_mut().zip(block) {
            *lane = larger(*lane, x);
        }
    }
    lanes.iter().chain(rest).fold(lowest, |a, &b| larger(a, b))
}

#[inline(always)]
fn larger<T: Element>(a: T, b: T) -> T {
    T::select(b.above(a), b, a).nan_from(b)
}

/// The sum of `term(i)` for `i` below `n`, in `f64`: sixteen running sums that are then added pairwise.
#[inline(always)]
fn sum<T: Element>(n: usize, term: impl Fn(usize) -> T) -> f64 {
    let mut lanes = [0.0; 16];
    let whole = n - n % 16;
    for start in (0..whole).step_by(16) {
        for (j, lane) in lanes.iter_mut().enumerate() {
            *lane += term(start + j).to_f64();
        }
    }
    for i in whole..n {
        lanes[i - whole] += term(i).to_f64();
    }
    let mut width = 8;
    while width > 0 {
        for j in 0..width {
            lanes[j] += lanes[j + width];
        }
        width /= 2;
    }
    lanes[0]
}
