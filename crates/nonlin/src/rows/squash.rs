//! Squash: a vector shortened to a length below 1, its direction kept. Sabour, Frosst & Hinton 2017.

use super::{RowFunction, RowLoops, maximum_of, sum};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// Squash: `n^2 / (1 + n^2)` times `x / n`, with `n` the Euclidean norm of the row.
///
/// In `f64` throughout, the norm apart from its scale, so nothing over- or underflows; the zero row gives
/// itself. A row with one infinite number gives 1 with its sign there and 0 elsewhere; with several there is
/// no limit and the result is NaN.
#[derive(Clone, Copy, Debug)]
pub struct Squash;

/// The Euclidean norm of a row as `scale * root`: its largest magnitude, and the norm of the row divided by that.
#[derive(Clone, Copy)]
struct Norm {
    scale: f64,
    root: f64,
}

impl Norm {
    #[inline(always)]
    fn of<T: Element>(x: &[T]) -> Self {
        let scale = maximum_of(x, T::abs).to_f64();
        // NaN and infinity pass on; the zero row and the empty one have nothing to divide.
        if !(scale > 0.0 && scale < f64::INFINITY) {
            return Self { scale, root: 1.0 };
        }
        let square = sum(x.len(), |i| {
            let part = x[i].to_f64() / scale;
            part * part
        });
        Self { scale, root: square.sqrt() }
    }

    /// `n / (1 + n^2)` and `(1 - n^2) / (1 + n^2)`, without overflow.
    #[inline(always)]
    fn shrinkage(self) -> (f64, f64) {
        let n = self.scale * self.root;
        let small = if n > 1.0 { (1.0 / self.scale) / self.root } else { n };
        let whole = small.mul_add(small, 1.0);
        let sign = if n > 1.0 { -1.0 } else { 1.0 };
        (small / whole, sign * (1.0 - small) * (1.0 + small) / whole)
    }
}

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let norm = Norm::of(x);
        let infinity = f64::INFINITY;
        if norm.scale == infinity {
            let several = x.iter().filter(|x| x.to_f64().abs() == infinity).count() > 1;
            for (y, &x) in y.iter_mut().zip(x) {
                let size = if x.to_f64().abs() == infinity { 1.0 } else { 0.0 };
                *y = T::from_f64(if several { f64::NAN } else { size }).copysign(x);
            }
        } else if norm.scale * norm.root > 1.0 {
            // x / n, a little shortened.
            let small = (1.0 / norm.scale) / norm.root;
            let divisor = norm.root * small.mul_add(small, 1.0);
            for (y, &x) in y.iter_mut().zip(x) {
                *y = T::from_f64(x.to_f64() / norm.scale / divisor);
            }
        } else {
            let (factor, _) = norm.shrinkage();
            for (y, &x) in y.iter_mut().zip(x) {
                *y = T::from_f64(x.to_f64() * factor);
            }
        }
    }
}

/// With `e = x / n`: `dy = n / (1 + n^2) (dx + (1 - n^2) / (1 + n^2) (e . dx) e)`.
struct Product<'a, T>(&'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, dx, dy) = self;
        let n = x.len().min(dx.len());
        let (x, dx) = (&x[..n], &dx[..n]);
        let norm = Norm::of(x);
        // At 0 squash is flat, and at infinity too.
        if norm.scale <= 0.0 || norm.scale == f64::INFINITY {
            return dy.fill(T::default());
        }
        let (factor, bend) = norm.shrinkage();
        let projection = sum(n, |i| x[i].to_f64() / norm.scale * dx[i].to_f64()) / norm.root;
        let along = bend * projection / norm.root;
        for ((dy, &x), &dx) in dy.iter_mut().zip(x).zip(dx) {
            *dy = T::from_f64(factor * (x.to_f64() / norm.scale).mul_add(along, dx.to_f64()));
        }
    }
}

impl<T: Element> RowLoops<T> for Squash {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// From the row itself, for the result of a long row has no digits of its length left. The Jacobian is symmetric.
    fn jacobian_vector(&self, x: &[T], _y: &[T], dx: &[T], dy: &mut [T]) {
        Level::best().run(Product(x, dx, dy));
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }

    fn reads_input(&self) -> bool {
        true
    }
}

impl RowFunction for Squash {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "squash",
            aliases: &["squashing"],
            title: "Squash",
            year: 2017,
            source: "Sabour, Frosst & Hinton 2017, Dynamic routing between capsules, arXiv 1710.09829",
            strengths: "the length of a vector becomes a probability, its direction stays: capsule networks",
            limits: "its slope is zero at the zero vector, and small for long ones",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::open(-1.0, 1.0),
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "x_i * n / (1 + n^2), n = sqrt(sum_j x_j^2)"
    }
}
