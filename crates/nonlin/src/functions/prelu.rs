//! Parametric `ReLU`: leaky `ReLU` whose left slope `a` is learnt.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Prelu;

impl Function<1> for Prelu {
    const CARD: Card = Card {
        name: "prelu",
        aliases: &["parametric_relu"],
        title: "Parametric ReLU",
        year: 2015,
        source: "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers",
        strengths: "the network chooses the left slope itself",
        limits: "extra parameters; keep weight decay off them",
        usual: true,
        elsewhere: &[
            ("PyTorch, burn, candle", "a starts at 0.25, one per layer or channel"),
            ("Keras", "a starts at 0, one per element"),
        ],
        parameters: &[Parameter { name: "a", default: 0.25, learnable: true }],
        range: Range::REAL,
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [a]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x, a * x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), a).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_]: [M; 1]) -> [M; 1] {
        [M::select(x.above(M::default()), M::default(), x)]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([a]: [f64; 1]) -> bool {
        a >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [a]: [M; 1]) -> M {
        Self::formula_slope(y, [a])
    }
}
