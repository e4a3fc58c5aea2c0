//! GCU, the growing cosine unit: `x cos x`.

use super::{Card, Family, Function};
use crate::accuracy::Reach;
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    gated::nonzero,
    trigonometric::{sine, within_reach},
};

pub(crate) struct Gcu;

impl Function for Gcu {
    const CARD: Card = Card {
        name: "gcu",
        aliases: &["growing_cosine_unit"],
        title: "Growing cosine unit",
        year: 2021,
        source: "Noel, Arunkumar, Trivedi & Dutta 2021, arXiv 2108.12943",
        strengths: "one unit can learn XOR; oscillates instead of going flat",
        limits: "its slope grows with x; NaN where |x| is over 2^22 (f32) or 2^51 (f64)",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::REAL,
        family: Family::Linear,
    };
    const REACH: Reach = Reach::angle(1.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.cos()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        x.cos() - x * x.sin()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let y = sine(Sum::exactly(x), M::constant(1.0)).times(x);
        within_reach(x, M::select(nonzero(x), y, x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let sine_part = sine(Sum::exactly(x), M::default()).scaled(x);
        within_reach(x, sine(Sum::exactly(x), M::constant(1.0)).plus(-sine_part).rounded())
    }
}
