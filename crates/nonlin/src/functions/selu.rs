//! SELU: ELU scaled so that mean 0 and variance 1 are a fixed point.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::exponential::{exp_decay, exp_m1_decay};
use crate::real::{Machine, Real, Wide};

/// The scale on the right; the fixed point of equation 14 of the paper.
const LAMBDA: Wide = Wide { high: 1.0507009873554805, low: 3.9874847667154144e-17 };
/// The depth on the left before scaling.
const ALPHA: Wide = Wide { high: 1.6732632423543772, low: 1.0657222547717526e-16 };
/// Their product.
const LAMBDA_ALPHA: Wide = Wide { high: 1.7580993408473768, low: 1.41535193800845e-17 };

pub(crate) struct Selu;

impl Function for Selu {
    const CARD: Card = Card {
        name: "selu",
        aliases: &["scaled_elu"],
        title: "Scaled exponential linear unit",
        year: 2017,
        source: "Klambauer, Unterthiner, Mayr & Hochreiter 2017, arXiv 1706.02515",
        strengths: "keeps activations at mean 0 and variance 1 through many layers without normalisation",
        limits: "only with LeCun-normal weights, standardised inputs and alpha dropout",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::above(-LAMBDA_ALPHA.high),
        family: Family::SelfNormalising,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let left = R::precise(ALPHA) * x.exp_m1();
        R::precise(LAMBDA) * R::select(x.above(R::constant(0.0)), x, left)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let left = R::precise(ALPHA) * x.exp();
        R::precise(LAMBDA) * R::select(x.above(R::constant(0.0)), R::constant(1.0), left)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // The largest number times LAMBDA overflows as infinity would; `times` needs it finite.
        let right = x.at_most(M::LARGEST).times(LAMBDA);
        if M::THRIFTY {
            // Zeros go the right-hand way, which keeps their sign.
            let left = M::constant(LAMBDA_ALPHA.high) * exp_m1_decay(x);
            return M::select(M::default().above(x), left, right);
        }
        M::select(x.above(M::default()), right, exp_m1_decay(x).copysign(x).times(LAMBDA_ALPHA))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        M::select(x.above(M::default()), M::constant(LAMBDA.high), exp_decay(x).times(LAMBDA_ALPHA))
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        M::select(y.above(M::default()), M::constant(LAMBDA.high), y + M::constant(LAMBDA_ALPHA.high))
    }
}
