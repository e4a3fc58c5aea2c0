//! Threshold: the identity above `t`, the constant `v` up to it.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Threshold;

impl Function<2> for Threshold {
    const CARD: Card = Card {
        name: "threshold",
        aliases: &[],
        title: "Threshold",
        year: 2011,
        source: "Collobert, Kavukcuoglu & Farabet 2011, Torch7, nn.Threshold",
        strengths: "any cut with any floor",
        limits: "jumps at t unless v = t; dead below it",
        usual: false,
        elsewhere: &[("PyTorch, Keras", "t and v have no defaults")],
        parameters: &[
            Parameter { name: "t", default: 0.0, learnable: false },
            Parameter { name: "v", default: 0.0, learnable: false },
        ],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [t, v]: [R; 2]) -> R {
        R::select(x.above(t), x, v).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [t, _]: [R; 2]) -> R {
        R::select(x.above(t), R::constant(1.0), R::constant(0.0)).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [t, _]: [M; 2]) -> [M; 2] {
        [M::default(), M::select(x.above(t), M::default(), M::constant(1.0))]
    }
}
