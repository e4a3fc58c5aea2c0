//! CELU: ELU with a slope of 1 at zero whatever its `alpha`.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::exponential::{exp_decay, exp_m1_decay};
use crate::real::{Machine, Real};

pub(crate) struct Celu;

impl Function<1> for Celu {
    const CARD: Card = Card {
        name: "celu",
        aliases: &["continuously_differentiable_elu"],
        title: "Continuously differentiable ELU",
        year: 2017,
        source: "Barron 2017, arXiv 1704.07483",
        strengths: "smooth for every alpha",
        limits: "needs an exponential and a division",
        usual: true,
        elsewhere: &[],
        parameters: &[Parameter { name: "alpha", default: 1.0, learnable: false }],
        range: Range::above(-1.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x, alpha * (x / alpha).exp_m1())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), (x / alpha).exp())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        M::select(M::default().above(x), alpha * exp_m1_decay(x / alpha), x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        M::select(x.above(M::default()), M::constant(1.0), exp_decay(x / alpha))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha]: [M; 1]) -> [M; 1] {
        let t = x / alpha;
        [M::select(x.above(M::default()), M::default(), t.exp_m1() - t.at_least(M::EXP_FLOOR) * t.exp())]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([alpha]: [f64; 1]) -> bool {
        alpha > 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [alpha]: [M; 1]) -> M {
        M::select(y.above(M::default()), M::constant(1.0), (y + alpha) / alpha)
    }
}
