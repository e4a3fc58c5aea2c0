//! Entmax with alpha 1.5, half way between softmax and sparsemax. Peters, Niculae & Martins 2019.

use super::softmax::at_infinity;
use super::sparsemax::candidates;
use super::{RowFunction, RowLoops, maximum, sum, sum_of, sum_of_two};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// 1.5-entmax: smooth where it is not 0, and exactly 0 for small shares.
///
/// Exact by sorting, in `f64` throughout; only numbers less than 2 below the maximum are sorted, for no other has a share.
/// Infinities are as in [`Softmax`](super::Softmax).
#[derive(Clone, Copy, Debug)]
pub struct Entmax15;

/// The threshold of `z = (x - m) / 2` over the `k` largest: `mean z - sqrt((1 - sum (z - mean z)^2) / k)`, for the largest `k` such that
/// all `k` lie above it.
#[inline(always)]
fn threshold<T: Element>(sorted: &[T], m: T) -> f64 {
    // Mean and sum of squared deviations, updated number by number (Welford).
    let (mut mean, mut deviations, mut support) = (0.0, 0.0, 0);
    for (i, &x) in sorted.iter().enumerate() {
        let (z, k) = (z_of(x, m), (i + 1) as f64);
        let step = z - mean;
        mean += step / k;
        deviations += step * (z - mean);
        // Beyond the support the root may be that of a negative number.
        if mean - ((1.0 - deviations).max(0.0) / k).sqrt() > z {
            break;
        }
        support = i + 1;
    }
    let sorted = &sorted[..support];
    let k = support as f64;
    let mean = sum(support, |i| z_of(sorted[i], m)) / k;
    let deviations = sum(support, |i| (z_of(sorted[i], m) - mean) * (z_of(sorted[i], m) - mean));
    mean - ((1.0 - deviations).max(0.0) / k).sqrt()
}

/// `(x - m) / 2`.
#[inline(always)]
fn z_of<T: Element>(x: T, m: T) -> f64 {
    (x.to_f64() - m.to_f64()) * 0.5
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
        let threshold = threshold(candidates(x, m, 2.0, y), m);
        for (y, &x) in y.iter_mut().zip(x) {
            let root = (z_of(x, m) - threshold).max(0.0);
            *y = T::from_f64(root * root);
        }
    }
}

/// With `s = sqrt y`: `dy = s (dx - (s . dx) / sum s)`.
struct Product<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(y, dx, dy) = self;
        let n = y.len().min(dx.len());
        let (y, dx) = (&y[..n], &dx[..n]);
        let total = sum_of(y, T::sqrt);
        let projection = T::from_f64(sum_of_two(y, dx, |y, dx| y.sqrt() * dx) / total);
        for ((dy, &y), &dx) in dy.iter_mut().zip(y).zip(dx) {
            *dy = y.sqrt() * (dx - projection);
        }
    }
}

impl<T: Element> RowLoops<T> for Entmax15 {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// `dx` less its mean weighted with `sqrt y`, times `sqrt y`; the Jacobian is symmetric.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Product(y, dx, dy));
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for Entmax15 {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "entmax15",
            aliases: &["entmax_1.5"],
            title: "Entmax with alpha 1.5",
            year: 2019,
            source: "Peters, Niculae & Martins 2019, arXiv 1905.05702",
            strengths: "between softmax and sparsemax: exact zeros, yet smooth",
            limits: "sorts the row; a class with share 0 has no gradient",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::closed(0.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "max(x_i / 2 - tau, 0)^2, tau such that the sum is 1"
    }
}
