//! `SmeLU`: 0, then a parabola from `-b` to `b`, then the identity.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct Smelu;

impl Function<1> for Smelu {
    const CARD: Card = Card {
        name: "smelu",
        aliases: &[],
        title: "Smooth ReLU of quadratic pieces",
        year: 2020,
        source: "Shamir, Lin & Coviello 2020, arXiv 2010.09931; Shamir & Lin 2022, arXiv 2202.06499",
        strengths: "a smooth ReLU of one multiplication; trainings repeat more alike than with ReLU",
        limits: "dead below -b",
        usual: false,
        elsewhere: &[("JAX, Keras", "sparse_plus is b = 1"), ("a common PyTorch port", "b = 2")],
        parameters: &[Parameter { name: "b", default: 1.0, learnable: false }],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [b]: [R; 1]) -> R {
        let parabola = (x + b) * (x + b) / (R::constant(4.0) * b);
        R::select(x.above(b), x, R::select(x.above(-b), parabola, R::constant(0.0))).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [b]: [R; 1]) -> R {
        let (zero, one) = (R::constant(0.0), R::constant(1.0));
        ((x + b) / (R::constant(2.0) * b)).at_least(zero).at_most(one)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [b]: [M; 1]) -> M {
        let within = x.at_least(-b).at_most(b);
        let parabola = Sum::difference(within, -b).squared().over(Sum::exactly(b * M::constant(4.0)));
        M::select(x.above(b), x, parabola).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [b]: [M; 1]) -> [M; 1] {
        // (b^2 - x^2) / (4 b^2)
        let ratio = x.at_least(-b).at_most(b) / b;
        [M::constant(0.25) * (M::constant(1.0) - ratio) * (M::constant(1.0) + ratio)]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([b]: [f64; 1]) -> bool {
        b > 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [b]: [M; 1]) -> M {
        (y / b).at_most(M::constant(1.0)).sqrt()
    }
}
