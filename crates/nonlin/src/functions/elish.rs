//! `ELiSH`: `SiLU` on the right, ELU times the sigmoid on the left.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum, fine,
    sigmoid::{gate, gate_slope},
};

pub(crate) struct Elish;

impl Function for Elish {
    const CARD: Card = Card {
        name: "elish",
        aliases: &["exponential_linear_squashing"],
        title: "Exponential linear squashing",
        year: 2018,
        source: "Basirat & Roth 2018, The quest for the golden activation function, arXiv 1808.00783",
        strengths: "smooth; found by an evolutionary search",
        limits: "two exponentials; flat far on the left",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.1715728752538099),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        R::select(x.above(R::constant(0.0)), x, x.exp_m1()) * x.sigmoid()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (one, s) = (R::constant(1.0), x.sigmoid());
        let right = s * (one + x * (one - s));
        R::select(x.above(R::constant(0.0)), right, s * (x.exp() + x.exp_m1() * (one - s)))
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (s, rest) = (x.sigmoid(), (-x).sigmoid());
        let right = s * (R::constant(1.0) + x * rest);
        R::select(x.above(R::constant(0.0)), right, s * (x.exp() + x.exp_m1() * rest))
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let t = Sum::exactly(x.at_most(M::default()));
        let decay = fine::exp(t);
        let ratio = decay.significand.quotient(Sum::ordered(M::constant(1.0), decay.value()));
        let left = decay.rescale_sum(fine::exp_m1(t).by(ratio)).copysign(x);
        M::select(x.above(M::default()), gate(x, Sum::exactly(x)), left)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // With y = e^x the left is y (y^2 + 2y - 1) / (y + 1)^2 = y ((y + 1)^2 - 2) / (y + 1)^2.
        let decay = fine::exp(Sum::exactly(x.at_most(M::default())));
        let square = Sum::ordered(M::constant(1.0), decay.value()).squared();
        let ratio = square.plus(Sum::exactly(M::constant(-2.0))).quotient(square);
        let left = decay.rescale_sum(ratio.by(decay.significand));
        M::select(x.above(M::default()), gate_slope(Sum::exactly(x), Sum::exactly(x)), left)
    }
}
