//! `SoLU`, the softmax linear unit: `x softmax(x)`. Elhage et al. 2022.

use super::exponentials::Exponentials;
use super::softmax::{no_limit, wide};
use super::{RowFunction, RowLoops, Softmax, maximum_but_nan, sum};
use crate::compute::{Element, Level, Operation};
use crate::facts::Range;
use crate::functions::{Card, Family};
use crate::real::{Sum, exponential::exp_scaled};

/// `SoLU`: each number times its share in the softmax of the row.
///
/// `-inf` gives -0. A row with one `inf` gives that there and signed zeros elsewhere; with several, or with
/// nothing but `-inf`, there is no limit and the result is NaN.
#[derive(Clone, Copy, Debug)]
pub struct Solu;

/// `x e^(x - m) / total`, all its digits kept where the exponential alone would be subnormal.
#[inline(always)]
fn weighted<T: Element>(x: T, m: T, total: Sum<T>) -> T {
    let shifted = Sum::difference(x, m);
    // Where the exponential is cut off the product is a signed zero, infinity included.
    let factor = T::select(shifted.high.above(T::EXP_FLOOR), x, T::from_f64(1.0).copysign(x)).nan_from(x);
    let exponential = exp_scaled(shifted);
    exponential.rescale(factor * exponential.significand().over(total))
}

struct Forward<'a, T>(&'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, y) = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let m = maximum_but_nan(x);
        if m.abs() == T::from_f64(f64::INFINITY) {
            let several = no_limit(x, m);
            for (y, &x) in y.iter_mut().zip(x) {
                let limit = if x == m { x } else { T::default().copysign(x) };
                *y = if several { T::from_f64(f64::NAN) } else { limit };
            }
            return;
        }
        let exponentials = Exponentials::below(m);
        let others = exponentials.sum(x) - exponentials.of(m).to_f64();
        let total = wide(1.0 + others / exponentials.of_maximum());
        for (y, &x) in y.iter_mut().zip(x) {
            *y = weighted(x, m, total);
        }
    }
}

/// The Jacobian, or its transpose, times `v`; the formulas are at the two methods.
struct Product<'a, T> {
    x: &'a [T],
    v: &'a [T],
    /// The softmax of `x`, and where the result goes.
    out: &'a mut [T],
    transposed: bool,
}

impl<T: Element> Operation for Product<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { x, v, out, transposed } = self;
        let n = x.len().min(v.len()).min(out.len());
        let (x, v, out) = (&x[..n], &v[..n], &mut out[..n]);
        let zero = T::default();
        // Where the share is 0 so is everything, infinite x included.
        let share = |s: T, number: T| T::select(s.above(zero), s * number, zero).nan_from(s);
        if transposed {
            let projection = T::from_f64(sum(n, |i| share(out[i], x[i] * v[i])));
            for ((out, &x), &v) in out.iter_mut().zip(x).zip(v) {
                *out = share(*out, x.mul_add(v, v) - projection);
            }
        } else {
            let projection = T::from_f64(sum(n, |i| share(out[i], v[i])));
            for ((out, &x), &v) in out.iter_mut().zip(x).zip(v) {
                *out = share(*out, x.mul_add(v - projection, v));
            }
        }
    }
}

impl<T: Element> RowLoops<T> for Solu {
    fn forward(&self, x: &[T], y: &mut [T]) {
        Level::best().run(Forward(x, y));
    }

    /// With `s = softmax(x)`: `dy = s (dx + x (dx - s . dx))`. The shares are made again from `x`, for they
    /// cannot be had from `y` where `x` is 0.
    fn jacobian_vector(&self, x: &[T], _y: &[T], dx: &[T], dy: &mut [T]) {
        Softmax.forward(x, dy);
        Level::best().run(Product { x, v: dx, out: dy, transposed: false });
    }

    /// `dx = s (dy + x dy - (x s) . dy)`.
    fn vector_jacobian(&self, x: &[T], _y: &[T], dy: &[T], dx: &mut [T]) {
        Softmax.forward(x, dx);
        Level::best().run(Product { x, v: dy, out: dx, transposed: true });
    }

    fn reads_input(&self) -> bool {
        true
    }
}

impl RowFunction for Solu {
    fn card(&self) -> &'static Card {
        const CARD: Card = Card {
            name: "solu",
            aliases: &["softmax_linear_unit"],
            title: "Softmax linear unit",
            year: 2022,
            source: "Elhage et al. 2022, Softmax linear units, transformer-circuits.pub",
            strengths: "units of a layer compete, which makes what each stands for easier to read",
            limits: "shrinks its input: the paper puts a layer normalisation behind it",
            usual: false,
            elsewhere: &[],
            parameters: &[],
            range: Range::REAL,
            family: Family::Vector,
        };
        &CARD
    }

    fn formula(&self) -> &'static str {
        "x_i * exp(x_i) / sum_j exp(x_j)"
    }
}
