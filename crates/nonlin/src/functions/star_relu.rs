//! `StarReLU`: a squared `ReLU`, scaled and shifted, both learnt.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct StarRelu;

impl Function<2> for StarRelu {
    const CARD: Card = Card {
        name: "star_relu",
        aliases: &[],
        title: "StarReLU",
        year: 2022,
        source: "Yu et al. 2022, MetaFormer baselines for vision, arXiv 2210.13452",
        strengths: "mean 0 and variance 1 on normal inputs, at the cost of a squared ReLU",
        limits: "its slope grows without end; dead below zero",
        usual: false,
        elsewhere: &[("timm", "one s and b per layer")],
        parameters: &[
            Parameter { name: "s", default: 0.8944, learnable: true },
            Parameter { name: "b", default: -0.4472, learnable: true },
        ],
        range: Range::from(-0.4472),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [s, b]: [R; 2]) -> R {
        let r = x.at_least(R::constant(0.0));
        s * r * r + b
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [s, _]: [R; 2]) -> R {
        R::constant(2.0) * s * x.at_least(R::constant(0.0))
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [s, b]: [M; 2]) -> M {
        // Every digit of s x^2, for b takes most of them away near the function's own zero. Beyond the reach
        // the square overflows, or b is nothing beside it.
        let r = x.at_least(M::default());
        let reach = M::constant(1e15);
        let near = r.at_most(reach);
        let square = near.product(near);
        let scaled = square.scaled(s);
        let sum = Sum::difference(scaled.high, -b);
        M::select(r.above(reach), s * r * r, sum.high + (sum.low + scaled.low)).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_, _]: [M; 2]) -> [M; 2] {
        let r = x.at_least(M::default());
        [r * r, M::constant(1.0)]
    }
}
