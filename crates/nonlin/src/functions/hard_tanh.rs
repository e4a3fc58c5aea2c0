//! Hard tanh: the identity cut off at -1 and 1.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct HardTanh;

impl Function for HardTanh {
    const CARD: Card = Card {
        name: "hard_tanh",
        aliases: &[],
        title: "Hard tanh",
        year: 2004,
        source: "Collobert 2004, Large scale machine learning (thesis)",
        strengths: "a tanh without an exponential",
        limits: "flat, and so without gradient, beyond 1 on both sides",
        usual: true,
        elsewhere: &[("PyTorch", "with ends that may be set: clip")],
        parameters: &[],
        range: Range::closed(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.at_least(R::constant(-1.0)).at_most(R::constant(1.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let zero = R::constant(0.0);
        let below_cap = R::select(x.above(R::constant(1.0)), zero, R::constant(1.0));
        R::select(x.above(R::constant(-1.0)), below_cap, zero).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        let below = M::select(M::constant(1.0).above(y), M::constant(1.0), M::default());
        M::select(y.above(M::constant(-1.0)), below, M::default()).nan_from(y)
    }
}
