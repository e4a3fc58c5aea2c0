//! The exponentials of a row, out of reach of overflow, and their sum: what softmax and its kin are made of.

use super::{LANES, add_up};
use crate::compute::Element;
use crate::real::{Machine, Sum, exponential::decay_scaled, exponential::shifted_exp};

/// `e^x` of a row, each divided by the same number: one near `e^m DROP`, with `m` the row's maximum.
///
/// With [`DROP`](crate::real::Machine::DROP) as a factor none is subnormal, so nothing is lost before the quotient that
/// everyone here takes.
#[derive(Clone, Copy)]
pub(super) struct Exponentials<T> {
    /// The row's maximum.
    maximum: T,
    /// From here down the exponentials are nothing beside that of the maximum.
    floor: T,
    /// `ROUNDER - n`, where `2^n` is what all are divided by.
    shift: T,
    /// Whether the numbers are too large for `shift`.
    far: bool,
}

impl<T: Element> Exponentials<T> {
    /// For a row with this maximum, which must be finite, or NaN.
    #[inline(always)]
    pub(super) fn below(maximum: T) -> Self {
        // Further out the multiple of ln 2 nearest to a number is not found with one multiplication.
        let far = maximum.abs().to_f64() > 65_536.0;
        let n = maximum.mul_add(T::LOG2_E, T::ROUNDER) - T::ROUNDER;
        Self { maximum, floor: maximum + T::EXP_FLOOR, shift: T::ROUNDER - n, far }
    }

    /// That of one number.
    #[inline(always)]
    pub(super) fn of(self, x: T) -> T {
        if self.far { self.of_far(x) } else { self.of_near(x) }
    }

    #[inline(always)]
    fn of_near(self, x: T) -> T {
        shifted_exp(x.at_least(self.floor), self.shift)
    }

    /// Shifted by the maximum itself, the subtraction's rounding error made good.
    #[inline(always)]
    fn of_far(self, x: T) -> T {
        decay_scaled(Sum::difference(x, self.maximum)).lifted_times(T::from_f64(1.0))
    }

    /// That of the maximum, with more digits than its type may have.
    #[inline(always)]
    pub(super) fn of_maximum(self) -> f64 {
        if self.far {
            return 1.0 / T::DROP.to_f64();
        }
        let n = T::ROUNDER.to_f64() - self.shift.to_f64();
        shifted_exp(self.maximum.to_f64(), f64::ROUNDER - n) * f64::DROP / T::DROP.to_f64()
    }

    /// `y` gets those of `x`; the result is their sum.
    #[inline(always)]
    pub(super) fn write(self, x: &[T], y: &mut [T]) -> f64 {
        if self.far { write(x, y, |x| self.of_far(x)) } else { write(x, y, |x| self.of_near(x)) }
    }

    /// `y` becomes its exponentials; the result is their sum.
    #[inline(always)]
    pub(super) fn replace(self, y: &mut [T]) -> f64 {
        if self.far { replace(y, |y| self.of_far(y)) } else { replace(y, |y| self.of_near(y)) }
    }

    /// Their sum.
    #[inline(always)]
    pub(super) fn sum(self, x: &[T]) -> f64 {
        if self.far { sum_of(x, |x| self.of_far(x)) } else { sum_of(x, |x| self.of_near(x)) }
    }
}

#[inline(always)]
fn write<T: Element>(x: &[T], y: &mut [T], term: impl Fn(T) -> T) -> f64 {
    let mut sums = [0.0; HALF];
    let ((x, x_rest), (y, y_rest)) = (x.as_chunks::<LANES>(), y.as_chunks_mut::<LANES>());
    for (x, y) in x.iter().zip(y) {
        *y = block(x, &mut sums, &term);
    }
    for (i, (y, &x)) in y_rest.iter_mut().zip(x_rest).enumerate() {
        *y = term(x);
        sums[i % HALF] += y.to_f64();
    }
    add_up(&sums.map(|sum| sum))
}

#[inline(always)]
fn replace<T: Element>(y: &mut [T], term: impl Fn(T) -> T) -> f64 {
    let mut sums = [0.0; HALF];
    let (y, y_rest) = y.as_chunks_mut::<LANES>();
    for y in y {
        *y = block(y, &mut sums, &term);
    }
    for (i, y) in y_rest.iter_mut().enumerate() {
        *y = term(*y);
        sums[i % HALF] += y.to_f64();
    }
    add_up(&sums.map(|sum| sum))
}

#[inline(always)]
fn sum_of<T: Element>(x: &[T], term: impl Fn(T) -> T) -> f64 {
    let mut sums = [0.0; HALF];
    let (x, x_rest) = x.as_chunks::<LANES>();
    for x in x {
        block(x, &mut sums, &term);
    }
    for (i, &x) in x_rest.iter().enumerate() {
        sums[i % HALF] += term(x).to_f64();
    }
    add_up(&sums.map(|sum| sum))
}

/// The running sums: half as many as there are terms in a block.
const HALF: usize = LANES / 2;

/// The terms of one block, added to the running sums: two by two first in their own type, for what that rounds is half a unit of a
/// sum of two, and it halves the conversions.
#[inline(always)]
fn block<T: Element>(x: &[T; LANES], sums: &mut [f64; HALF], term: impl Fn(T) -> T) -> [T; LANES] {
    let mut terms = [T::default(); LANES];
    for (term_of, &x) in terms.iter_mut().zip(x) {
        *term_of = term(x);
    }
    for (i, sum) in sums.iter_mut().enumerate() {
        *sum += (terms[i] + terms[i + HALF]).to_f64();
    }
    terms
}
