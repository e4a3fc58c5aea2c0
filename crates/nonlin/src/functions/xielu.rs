//! xIELU: a parabola on the right, an integrated ELU on the left, their curvatures learnt.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};
use std::ops::Neg;

pub(crate) struct Xielu;

impl Function<3> for Xielu {
    const CARD: Card = Card {
        name: "xielu",
        aliases: &["expanded_integral_elu"],
        title: "Expanded integral of ELU",
        year: 2024,
        source: "Huang & Schlag 2024, Deriving activation functions using integration, arXiv 2411.13010",
        strengths: "its slope is learnt, linear on the right; good in large language models",
        limits: "its slope grows without end",
        usual: false,
        elsewhere: &[(
            "transformers",
            "a_p = softplus(p) and a_n = b + softplus(n), with p and n learnt, both 0.8 at the start",
        )],
        parameters: &[
            Parameter { name: "a_p", default: 0.8, learnable: true },
            Parameter { name: "a_n", default: 0.8, learnable: true },
            Parameter { name: "b", default: 0.5, learnable: false },
        ],
        range: Range::from(-0.2057512240964822),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [a_p, a_n, b]: [R; 3]) -> R {
        R::select(x.above(R::constant(0.0)), a_p * x * x, a_n * (x.exp_m1() - x)) + b * x
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a_p, a_n, b]: [R; 3]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(2.0) * a_p * x, a_n * x.exp_m1()) + b
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, parameters: [M; 3]) -> M {
        // In double precision for both types: on the left the terms cancel next to a zero of the function.
        M::from_f64(doubled(x.to_f64(), parameters.map(M::to_f64)))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [a_p, a_n, b]: [M; 3]) -> M {
        let right = (a_p + a_p).mul_add(x, b);
        let left = fine::exp_m1(Sum::exactly(x.at_most(M::default()))).scaled(a_n).plus(Sum::exactly(b)).rounded();
        M::select(x.above(M::default()), right, left)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_, _, _]: [M; 3]) -> [M; 3] {
        let (right, left) = (x.at_least(M::default()), x.at_most(M::default()));
        [right * right, left.exp_m1() - left, x]
    }
}

/// The value where nothing overflows on the way; beyond the reach, its leading term.
#[inline(always)]
fn doubled(x: f64, [a_p, a_n, b]: [f64; 3]) -> f64 {
    let reach = 1e30;
    let near = x.at_least(-reach).at_most(reach);
    let right = near.product(a_p).plus(Sum::exactly(b)).times(near);
    let minus = Sum::exactly(near.at_most(0.0));
    // e^x - 1 - x: near 0 the polynomial of the exponential itself.
    let rest = fine::exp_m1(minus).plus(minus.neg());
    let small = minus.high.product(minus.high).scaled(minus.high.polynomial(f64::EXP));
    let rest = Sum::select((-0.34).above(near), rest, small);
    let left = rest.scaled(a_n).plus(near.product(b)).rounded();
    let left = f64::select(x.abs().above(0.0), left, b * x);
    let beyond = f64::select(x.above(0.0), a_p * x * x, (b - a_n) * x);
    f64::select(x.abs().above(reach), beyond, f64::select(x.above(0.0), right, left))
}
