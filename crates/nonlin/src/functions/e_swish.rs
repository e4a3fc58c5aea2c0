//! E-swish: `beta x sigmoid(x)`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, gated};

pub(crate) struct ESwish;

impl Function<1> for ESwish {
    const CARD: Card = Card {
        name: "e_swish",
        aliases: &[],
        title: "E-swish",
        year: 2018,
        source: "Alcaide 2018, E-swish: Adjusting Activations to Different Network Depths, arXiv 1801.07145",
        strengths: "SiLU made steeper, for deeper networks",
        limits: "beta above 1 makes activations grow from layer to layer",
        usual: false,
        elsewhere: &[("the paper", "beta from 1 to 2"), ("Echo", "beta 1 (its class) or 1.75 (its function)")],
        parameters: &[Parameter { name: "beta", default: 1.5, learnable: false }],
        range: Range::from(-0.4176968141416107),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [beta]: [R; 1]) -> R {
        beta * x * x.sigmoid()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [beta]: [R; 1]) -> R {
        let s = x.sigmoid();
        beta * s * (R::constant(1.0) + x * (R::constant(1.0) - s))
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [beta]: [R; 1]) -> R {
        beta * x.sigmoid() * (R::constant(1.0) + x * (-x).sigmoid())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [beta]: [M; 1]) -> M {
        gated::gate(x.product(beta), Sum::exactly(x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [beta]: [M; 1]) -> M {
        gated::gate_slope(beta, Sum::exactly(x))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_]: [M; 1]) -> [M; 1] {
        [gated::gate(Sum::exactly(x), Sum::exactly(x))]
    }
}
