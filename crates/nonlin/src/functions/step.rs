//! Binary step: the node fires or it does not.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Step;

impl Function for Step {
    const CARD: Card = Card {
        name: "step",
        aliases: &["binary_step", "heaviside", "threshold_unit"],
        title: "Binary step",
        year: 1943,
        source: "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity",
        strengths: "a clear 0-or-1 decision",
        limits: "its slope is zero everywhere, so no layer before it can learn by gradients",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::closed(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), R::constant(0.0)).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::constant(0.0).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        M::default().nan_from(y)
    }
}
