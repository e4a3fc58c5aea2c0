//! `ReLU6`: `ReLU` capped at 6.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Relu6;

impl Function for Relu6 {
    const CARD: Card = Card {
        name: "relu6",
        aliases: &[],
        title: "ReLU capped at 6",
        year: 2010,
        source: "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10",
        strengths: "bounded, so it survives low-precision arithmetic",
        limits: "flat on both sides; dead units as with ReLU",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::closed(0.0, 6.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.at_least(R::constant(0.0)).at_most(R::constant(6.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let zero = R::constant(0.0);
        let below_cap = R::select(x.above(R::constant(6.0)), zero, R::constant(1.0));
        R::select(x.above(zero), below_cap, zero).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        let below = M::select(M::constant(6.0).above(y), M::constant(1.0), M::default());
        M::select(y.above(M::default()), below, M::default()).nan_from(y)
    }
}
