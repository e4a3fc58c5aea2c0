//! Hard `ELiSH`: `ELiSH` with a hard sigmoid.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct HardElish;

impl Function for HardElish {
    const CARD: Card = Card {
        name: "hard_elish",
        aliases: &[],
        title: "Hard exponential linear squashing",
        year: 2018,
        source: "Basirat & Roth 2018, The quest for the golden activation function, arXiv 1808.00783",
        strengths: "nearly ELiSH, without the sigmoid",
        limits: "kinks at -1 and 1; dead below -1",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.09967315152874262),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        let gate = ((x + one) / R::constant(2.0)).at_least(R::constant(0.0)).at_most(one);
        R::select(x.above(R::constant(0.0)), x, x.exp_m1()) * gate
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (zero, half, one) = (R::constant(0.0), R::constant(0.5), R::constant(1.0));
        let right = R::select(x.above(one), one, x + half);
        let left = half * (x.exp() * (x + one) + x.exp_m1());
        R::select(x.above(zero), right, R::select(x.above(-one), left, zero)).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let (half, one) = (M::constant(0.5), M::constant(1.0));
        let (inner, outer) = (x.at_least(-one).at_most(M::default()), x.at_least(M::default()).at_most(one));
        let left = fine::exp_m1(Sum::exactly(inner)).by(Sum::difference(inner, -one)).rounded() * half;
        let right = M::select(x.above(one), x, outer.mul_add(outer * half, outer * half));
        M::select(x.above(M::default()), right, left.copysign(x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // On the left (e^x (x + 2) - 1) / 2.
        let (half, one) = (M::constant(0.5), M::constant(1.0));
        let inner = x.at_least(-one).at_most(M::default());
        let product = fine::exp(Sum::exactly(inner)).value().by(Sum::difference(inner, M::constant(-2.0)));
        let left = product.plus(Sum::exactly(-one)).rounded() * half;
        let right = M::select(x.above(one), one, x + half);
        M::select(x.above(M::default()), right, M::select(x.above(-one), left, M::default())).nan_from(x)
    }
}
