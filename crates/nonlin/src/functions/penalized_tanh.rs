//! Penalized tanh: tanh, scaled by `a` on the left.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct PenalizedTanh;

impl Function<1> for PenalizedTanh {
    const CARD: Card = Card {
        name: "penalized_tanh",
        aliases: &["penalised_tanh", "leaky_tanh"],
        title: "Penalized tanh",
        year: 2016,
        source: "Xu, Huang & Li 2016, Revise saturated activation functions, arXiv 1602.05980",
        strengths: "a bounded function that trains as deep as leaky ReLU; did well on text (Eger et al. 2018)",
        limits: "flat on both sides",
        usual: false,
        elsewhere: &[],
        parameters: &[Parameter { name: "a", default: 0.25, learnable: false }],
        range: Range::open(-0.25, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [a]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x.tanh(), a * x.tanh())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        let t = x.tanh();
        let slope = R::constant(1.0) - t * t;
        R::select(x.above(R::constant(0.0)), slope, a * slope)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        let slope = R::constant(4.0) * (x + x).sigmoid() * (-(x + x)).sigmoid();
        R::select(x.above(R::constant(0.0)), slope, a * slope)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [a]: [M; 1]) -> M {
        let t = fine::tanh(Sum::exactly(x.abs()));
        M::select(M::default().above(x), -t.times(a), t.rounded().copysign(x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [a]: [M; 1]) -> M {
        let factor = M::select(x.above(M::default()), M::constant(1.0), a);
        fine::sech_squared(Sum::exactly(x)).times(factor)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_]: [M; 1]) -> [M; 1] {
        [x.at_most(M::default()).tanh()]
    }
}
