//! ISRU, the inverse square root unit: `x / sqrt(1 + alpha x^2)`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, root::hypotenuse};

pub(crate) struct Isru;

impl Function<1> for Isru {
    const CARD: Card = Card {
        name: "isru",
        aliases: &["inverse_square_root_unit"],
        title: "Inverse square root unit",
        year: 2017,
        source: "Carlile, Delamarter, Kinney, Marti & Whitney 2017, arXiv 1710.09967",
        strengths: "like tanh without an exponential",
        limits: "flat on both sides in the end",
        usual: false,
        elsewhere: &[],
        parameters: &[Parameter { name: "alpha", default: 1.0, learnable: false }],
        range: Range::open(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        x / (R::constant(1.0) + alpha * x * x).sqrt()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        let square = R::constant(1.0) + alpha * x * x;
        R::constant(1.0) / (square * square.sqrt())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        let h = hypotenuse(alpha, x, M::constant(1.0));
        Sum::exactly(h.x).ratio(h.root).rounded().copysign(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        let h = hypotenuse(alpha, x, M::constant(1.0));
        let inverse = Sum::exactly(h.scale).ratio(h.root);
        inverse.squared().by(inverse).rounded()
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha]: [M; 1]) -> [M; 1] {
        let y = Self::value(x, [alpha]);
        [M::constant(-0.5) * y * y * y]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([alpha]: [f64; 1]) -> bool {
        alpha >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [alpha]: [M; 1]) -> M {
        let square = (-alpha * y).mul_add(y, M::constant(1.0)).at_least(M::default());
        square * square.sqrt()
    }
}
