//! Hard swish: `x` times the hard sigmoid.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct HardSwish;

impl Function for HardSwish {
    const CARD: Card = Card {
        name: "hard_swish",
        aliases: &["hard_silu"],
        title: "Hard swish",
        year: 2019,
        source: "Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244",
        strengths: "nearly SiLU at the cost of ReLU",
        limits: "kinks at -3 and 3; dead below -3",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.375),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * ((x + R::constant(3.0)).at_least(R::constant(0.0)).at_most(R::constant(6.0)) / R::constant(6.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let zero = R::constant(0.0);
        let middle = x / R::constant(3.0) + R::constant(0.5);
        let below_cap = R::select(x.above(R::constant(3.0)), R::constant(1.0), middle);
        R::select(x.above(R::constant(-3.0)), below_cap, zero).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // Below -3 the gate is zero: cutting the factor there keeps infinity times zero away.
        let gate = (x + M::constant(3.0)).at_least(M::default()).at_most(M::constant(6.0));
        x.at_least(M::constant(-3.0)) * gate.sixth()
    }
}
