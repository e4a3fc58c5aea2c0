//! Exponential: `e^x`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Exponential;

impl Function for Exponential {
    const CARD: Card = Card {
        name: "exponential",
        aliases: &["exp"],
        title: "Exponential",
        year: 1972,
        source: "as an inverse link: Nelder & Wedderburn 1972, Generalized linear models",
        strengths: "a positive output: rates and variances",
        limits: "explodes: e^89 is too large for f32; for output layers only",
        usual: false,
        elsewhere: &[("Keras", "exponential"), ("everyone else", "a plain operation exp, no layer")],
        parameters: &[],
        range: Range::above(0.0),
        family: Family::Linear,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.exp()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        x.exp()
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        y
    }
}
