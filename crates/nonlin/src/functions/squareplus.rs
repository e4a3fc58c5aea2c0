//! Squareplus: `(x + sqrt(x^2 + b)) / 2`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    root::{Hypotenuse, hypotenuse},
};

pub(crate) struct Squareplus;

impl Function<1> for Squareplus {
    const CARD: Card = Card {
        name: "squareplus",
        aliases: &[],
        title: "Squareplus",
        year: 2021,
        source: "Barron 2021, arXiv 2112.11687",
        strengths: "like softplus without exponential and logarithm",
        limits: "positive everywhere; decays slowly on the left",
        usual: false,
        elsewhere: &[],
        parameters: &[Parameter { name: "b", default: 4.0, learnable: false }],
        range: Range::above(0.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [b]: [R; 1]) -> R {
        (x + (x * x + b).sqrt()) / R::constant(2.0)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [b]: [R; 1]) -> R {
        (R::constant(1.0) + x / (x * x + b).sqrt()) / R::constant(2.0)
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, [b]: [R; 1]) -> R {
        // On the left the sum cancels: (root + x) / 2 = b / (2 (root - x)).
        let root = (x * x + b).sqrt();
        let sum = (root + x.abs()) / R::constant(2.0);
        R::select(x.above(R::constant(0.0)), sum, b / (R::constant(4.0) * sum))
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [b]: [R; 1]) -> R {
        let root = (x * x + b).sqrt();
        let sum = (root + x.abs()) / R::constant(2.0);
        R::select(x.above(R::constant(0.0)), sum, b / (R::constant(4.0) * sum)) / root
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [b]: [M; 1]) -> M {
        // On the left (b/4) / ((|x| + root) / 2), which does not cancel.
        let (h, half) = half_sum(x, b);
        let left = Sum::exactly(b * M::constant(0.25) * h.scale).ratio(half).rounded();
        let infinite = x.abs().above(M::LARGEST);
        let y = M::select(x.above(M::default()), half.rounded() * h.unscale, left);
        M::select(infinite, x.at_least(M::default()), y)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [b]: [M; 1]) -> M {
        let (h, half) = half_sum(x, b);
        let left = Sum::exactly(b * M::constant(0.25) * h.scale).ratio(half);
        let positive = x.above(M::default());
        let slope = Sum::select(positive, half, left).ratio(h.root).rounded();
        M::select(positive, slope, slope * h.scale)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [b]: [M; 1]) -> [M; 1] {
        let h = hypotenuse(M::constant(1.0), x, b);
        [M::constant(0.25) * h.scale / h.root.rounded()]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([b]: [f64; 1]) -> bool {
        b > 0.0 && b < 1e10
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [b]: [M; 1]) -> M {
        // Further out it is 1 to the last bit.
        let y = y.at_most(M::constant(1e15));
        let square = y * y;
        square / b.mul_add(M::constant(0.25), square)
    }
}

/// The hypotenuse, and half the sum of it and `|x|`.
#[inline(always)]
fn half_sum<M: Machine>(x: M, b: M) -> (Hypotenuse<M>, Sum<M>) {
    let h = hypotenuse(M::constant(1.0), x, b);
    (h, h.root.plus(Sum::exactly(h.x.abs())).shifted(M::constant(0.5)))
}
