//! Flatten-T Swish: `SiLU` on the right of zero, 0 on its left, shifted by `t`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine, sigmoid::gate_slope};

pub(crate) struct FlattenTSwish;

impl Function<1> for FlattenTSwish {
    const CARD: Card = Card {
        name: "flatten_t_swish",
        aliases: &["fts"],
        title: "Flatten-T Swish",
        year: 2018,
        source: "Chieng, Wahid, Pauline & Perla 2018, Flatten-T Swish, arXiv 1812.06247",
        strengths: "sparse like ReLU, with a mean nearer to zero",
        limits: "dead below zero; jumps in slope there",
        usual: false,
        elsewhere: &[],
        parameters: &[Parameter { name: "t", default: -0.2, learnable: false }],
        range: Range::from(-0.2),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [t]: [R; 1]) -> R {
        let r = x.at_least(R::constant(0.0));
        r * r.sigmoid() + t
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [_]: [R; 1]) -> R {
        let (zero, one, s) = (R::constant(0.0), R::constant(1.0), x.sigmoid());
        R::select(x.above(zero), s * (one + x * (one - s)), zero).nan_from(x)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [_]: [R; 1]) -> R {
        let zero = R::constant(0.0);
        R::select(x.above(zero), x.sigmoid() * (R::constant(1.0) + x * (-x).sigmoid()), zero)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [t]: [M; 1]) -> M {
        // In double precision for both types: t takes most digits away next to the zero of the function.
        let (double, t) = (x.to_f64().at_least(0.0), t.to_f64());
        let decay = fine::decay(Sum::exactly(double)).value();
        let near = Sum::exactly(double.at_most(1e30)).quotient(Sum::ordered(1.0, decay));
        M::from_f64(f64::select(double.above(1e30), double, near.plus(Sum::exactly(t)).rounded())).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [_]: [M; 1]) -> M {
        let slope = gate_slope(Sum::exactly(x), Sum::exactly(x));
        M::select(x.above(M::default()), slope, M::default()).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(_: M, [_]: [M; 1]) -> [M; 1] {
        [M::constant(1.0)]
    }
}
