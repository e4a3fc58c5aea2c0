//! Sparsemax: the point of the probability simplex nearest to the row. Martins & Astudillo 2016.

use super::softmax::at_infinity;
use super::{RowFunction, RowLoops, maximum, sum_of, sum_of_two};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// Sparsemax: like softmax, but small shares are exactly 0.
///
/// Exact by sorting, in `f64` throughout; only numbers less than 1 below the maximum are sorted, for no other has a share.
/// Infinities are as in [`Softmax`](super::Softmax).
#[derive(Clone, Copy, Debug)]
pub struct Sparsemax;

/// The numbers of `x` that lie at most `reach` below its maximum `m`, sorted from the largest, at the front of `y`.
#[inline(always)]
pub(super) fn candidates<'a, T: Element>(x: &[T], m: T, reach: f64, y: &'a mut [T]) -> &'a [T] {
    let mut count = 0;
    for &x in x {
        if x.to_f64() - m.to_f64() >= -reach {
            y[count] = x;
            count += 1;
        }
    }
    let candidates = &mut y[..count];
    candidates.sort_unstable_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
    candidates
}

/// The threshold, less the maximum: `(sum_(i <= k) z_i - 1) / k` for the largest `k` with `1 + k z_k > sum_(i <= k) z_i`.
#[inline(always)]
fn threshold<T: Element>(sorted: &[T], m: T) -> f64 {
    let (mut total, mut threshold) = (0.0, -1.0);
    for (i, &z) in sorted.iter().enumerate() {
        let z = z.to_f64() - m.to_f64();
        let k = (i + 1) as f64;
        total += z;
        if k.mul_add(z, 1.0) <= total {
            break;
        }
        threshold = (total - 1.0) / k;
    }
    threshold
}

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let m = maximum(x);
        if m.is_nan() {
            return y.fill(m);
        }
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::from_f64(1.0), T::default());
        }
        let threshold = threshold(candidates(x, m, 1.0, y), m);
        for (y, &x) in y.iter_mut().zip(x) {
            *y = T::from_f64(((x.to_f64() - m.to_f64()) - threshold).max(0.0));
        }
    }
}

/// `dy = dx - mean of dx`, both over the places where `y` is not 0; 0 at the others.
struct Product<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(y, dx, dy) = self;
        let n = y.len().min(dx.len());
        let (y, dx) = (&y[..n], &dx[..n]);
        let (zero, one) = (T::default(), T::from_f64(1.0));
        let support = sum_of(y, |y| T::select(y.above(zero), one, zero));
        let mean = T::from_f64(sum_of_two(y, dx, |y, dx| T::select(y.above(zero), dx, zero)) / support);
        for ((dy, &y), &dx) in dy.iter_mut().zip(y).zip(dx) {
            *dy = T::select(y.above(zero), dx - mean, zero).nan_from(y);
        }
    }
}

impl<T: Element> RowLoops<T> for Sparsemax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dx` less its mean, over the places with a share; the Jacobian is symmetric.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Product(y, dx, dy));
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for Sparsemax {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "sparsemax",
            aliases: &[],
            title: "Sparsemax",
            year: 2016,
            source: "Martins & Astudillo 2016, arXiv 1602.02068",
            strengths: "probabilities of which many are exactly 0: attention that can be read",
            limits: "sorts the row; a class with share 0 has no gradient, so it goes with a loss of its own",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::closed(0.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "max(x_i - tau, 0), tau such that the sum is 1"
    }
}
