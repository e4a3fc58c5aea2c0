//! Squared `ReLU`: `max(0, x)^2`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct ReluSquared;

impl Function for ReluSquared {
    const CARD: Card = Card {
        name: "relu_squared",
        aliases: &["squared_relu", "relu2", "sqrrelu"],
        title: "Squared ReLU",
        year: 2021,
        source: "So et al. 2021, Primer: searching for efficient transformers for language modeling, arXiv 2109.08668",
        strengths: "smooth at zero and sparse; good in feed-forward blocks of transformers",
        limits: "its slope grows without end; dead below zero",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let r = x.at_least(R::constant(0.0));
        r * r
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::constant(2.0) * x.at_least(R::constant(0.0))
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        let root = y.sqrt();
        root + root
    }
}
