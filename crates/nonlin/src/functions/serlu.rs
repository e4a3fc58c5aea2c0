//! SERLU: a scaled identity on the right, a scaled `x e^x` on the left.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, Wide, fine};

pub(crate) struct Serlu;

impl Function for Serlu {
    const CARD: Card = Card {
        name: "serlu",
        aliases: &[],
        title: "Scaled exponentially regularised linear unit",
        year: 2018,
        source: "Zhang & Li 2018, Effectiveness of scaled exponentially-regularized linear units, arXiv 1807.10117",
        strengths: "self-normalising like SELU, with a bump on the left that lets large negative inputs go",
        limits: "only with the conditions that SELU needs; kink at 0",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-1.1524205012899004),
        family: Family::SelfNormalising,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        R::precise(LAMBDA) * R::select(x.above(R::constant(0.0)), x, R::precise(ALPHA) * x * x.exp())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        R::precise(LAMBDA) * R::select(x.above(R::constant(0.0)), one, R::precise(ALPHA) * (one + x) * x.exp())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // The largest number times LAMBDA overflows as infinity would; `times` needs it finite.
        let right = x.at_most(M::LARGEST).times(LAMBDA);
        let inner = x.at_least(M::EXP_FLOOR).at_most(M::default());
        let left = fine::exp(Sum::exactly(inner));
        let left = left.rescale(left.significand.by(M::wide(LAMBDA_ALPHA)).times(inner)).copysign(x);
        M::select(x.above(M::default()), right, left)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let inner = x.at_least(M::EXP_FLOOR).at_most(M::default());
        let decay = fine::exp(Sum::exactly(inner));
        let factor = Sum::difference(inner, M::constant(-1.0)).by(M::wide(LAMBDA_ALPHA));
        M::select(x.above(M::default()), M::constant(LAMBDA.high), decay.rescale_sum(decay.significand.by(factor)))
    }
}

/// The scale on the right, as the paper has it.
const LAMBDA: Wide = Wide { high: 1.07862, low: 8.782308213994838e-17 };
/// The depth on the left before scaling, as the paper has it.
const ALPHA: Wide = Wide { high: 2.90427, low: 9.279688129026909e-17 };
/// Their product.
const LAMBDA_ALPHA: Wide = Wide { high: 3.1326037074, low: 6.283348739088979e-17 };
