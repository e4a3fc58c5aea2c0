//! Softplus: `ln(1 + e^x)`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, exponential::exp_m1_decay};

pub(crate) struct Softplus;

impl Function for Softplus {
    const CARD: Card = Card {
        name: "softplus",
        aliases: &["smooth_relu"],
        title: "Softplus",
        year: 2001,
        source: "Dugas et al. 2001, Incorporating second-order functional knowledge for better option pricing",
        strengths: "smooth, always positive: variances and rates",
        limits: "dearer than ReLU and seldom better in hidden layers; not zero-centred",
        usual: true,
        elsewhere: &[("PyTorch", "x itself above a threshold of 20")],
        parameters: &[],
        range: Range::above(0.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.exp().ln_1p()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        x.sigmoid()
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, []: [R; 0]) -> R {
        x.softplus()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        x.softplus()
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        -exp_m1_decay(-y)
    }
}
