//! Hard mish: `x / 2` times `x + 2` cut off at 0 and 2.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct HardMish;

impl Function for HardMish {
    const CARD: Card = Card {
        name: "hard_mish",
        aliases: &[],
        title: "Hard mish",
        year: 2020,
        source: "Wightman 2020, PyTorch image models (timm); after Misra 2019, arXiv 1908.08681",
        strengths: "nearly Mish at the cost of ReLU",
        limits: "kinks at -2 and 0; dead below -2",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.5),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let two = R::constant(2.0);
        x / two * (x + two).at_least(R::constant(0.0)).at_most(two)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        let left = R::select(x.above(R::constant(-2.0)), x + one, R::constant(0.0));
        R::select(x.above(R::constant(0.0)), one, left).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let t = x.at_least(M::constant(-2.0)).at_most(M::default());
        let left = t.mul_add(t * M::constant(0.5), t).copysign(x);
        M::select(x.above(M::default()), x, left)
    }
}
