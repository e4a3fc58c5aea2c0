//! Sparse sigmoid: `(x + 1) / 2` cut off at 0 and 1.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct SparseSigmoid;

impl Function for SparseSigmoid {
    const CARD: Card = Card {
        name: "sparse_sigmoid",
        aliases: &[],
        title: "Sparse sigmoid",
        year: 2020,
        source: "Blondel, Martins & Niculae 2020, Learning with Fenchel-Young losses (the two-class sparsemax)",
        strengths: "a probability that can be exactly 0 or 1; the slope of sparse plus",
        limits: "flat beyond 1 on both sides",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::closed(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        ((x + R::constant(1.0)) / R::constant(2.0)).at_least(R::constant(0.0)).at_most(R::constant(1.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let zero = R::constant(0.0);
        let below_cap = R::select(x.above(R::constant(1.0)), zero, R::constant(0.5));
        R::select(x.above(R::constant(-1.0)), below_cap, zero).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        let below = M::select(M::constant(1.0).above(y), M::constant(0.5), M::default());
        M::select(y.above(M::default()), below, M::default()).nan_from(y)
    }
}
