//! ISRLU, the inverse square root linear unit: ISRU on the left, the identity on the right.

use super::isru::Isru;
use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Isrlu;

impl Function<1> for Isrlu {
    const CARD: Card = Card {
        name: "isrlu",
        aliases: &["inverse_square_root_linear_unit"],
        title: "Inverse square root linear unit",
        year: 2017,
        source: "Carlile, Delamarter, Kinney, Marti & Whitney 2017, arXiv 1710.09967",
        strengths: "like ELU without an exponential; first and second derivative have no jump",
        limits: "flat on the far left",
        usual: false,
        elsewhere: &[],
        parameters: &[Parameter { name: "alpha", default: 1.0, learnable: false }],
        range: Range::above(-1.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x, Isru::formula(x, [alpha]))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), Isru::formula_slope(x, [alpha]))
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        M::select(x.above(M::default()), x, Isru::value(x, [alpha]))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        M::select(x.above(M::default()), M::constant(1.0), Isru::slope(x, [alpha]))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha]: [M; 1]) -> [M; 1] {
        let [left] = Isru::parameter_slopes(x, [alpha]);
        [M::select(x.above(M::default()), M::default(), left)]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([alpha]: [f64; 1]) -> bool {
        alpha >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [alpha]: [M; 1]) -> M {
        M::select(y.above(M::default()), M::constant(1.0), Isru::slope_from_output(y, [alpha]))
    }
}
