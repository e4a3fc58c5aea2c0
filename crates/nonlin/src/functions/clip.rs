//! Clip: the identity, cut off at `low` and at `high`.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Clip;

impl Function<2> for Clip {
    const CARD: Card = Card {
        name: "clip",
        aliases: &["clamp"],
        title: "Clip",
        year: 2004,
        source: "Collobert 2004, Large scale machine learning (thesis), with its ends as parameters",
        strengths: "bounded without an exponential, to any bounds",
        limits: "flat, and so without gradient, beyond both ends",
        usual: false,
        elsewhere: &[("ONNX", "without bounds unless given"), ("PyTorch", "hardtanh, with bounds -1 and 1")],
        parameters: &[
            Parameter { name: "low", default: -1.0, learnable: false },
            Parameter { name: "high", default: 1.0, learnable: false },
        ],
        range: Range::closed(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [low, high]: [R; 2]) -> R {
        x.at_least(low).at_most(high)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [low, high]: [R; 2]) -> R {
        let zero = R::constant(0.0);
        R::select(x.above(low), R::select(x.above(high), zero, R::constant(1.0)), zero).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [low, high]: [M; 2]) -> [M; 2] {
        let (zero, one) = (M::default(), M::constant(1.0));
        let capped = x.at_least(low).above(high);
        [M::select(x.above(low) | capped, zero, one), M::select(capped, one, zero)]
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [low, high]: [M; 2]) -> M {
        let below = M::select(high.above(y), M::constant(1.0), M::default());
        M::select(y.above(low), below, M::default()).nan_from(y)
    }
}
