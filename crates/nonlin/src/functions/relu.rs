//! `ReLU`: `max(0, x)`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Relu;

impl Function for Relu {
    const CARD: Card = Card {
        name: "relu",
        aliases: &["rectified_linear", "rectifier"],
        title: "Rectified linear unit",
        year: 1969,
        source: "Fukushima 1969; Nair & Hinton 2010",
        strengths: "cheap, does not saturate on the right; the first thing to try in hidden layers",
        limits: "units pushed below zero for every input stop learning (dead units); not zero-centred",
        usual: true,
        elsewhere: &[("Keras", "relu takes a slope, a cap and a threshold too (relu_keras)")],
        parameters: &[],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.at_least(R::constant(0.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), R::constant(0.0)).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        Self::formula_slope(y, [])
    }
}
