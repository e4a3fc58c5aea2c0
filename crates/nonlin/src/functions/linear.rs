//! Linear (identity): the pre-activation passes through.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Linear;

impl Function for Linear {
    const CARD: Card = Card {
        name: "linear",
        aliases: &["identity", "none"],
        title: "Linear (identity)",
        year: 1958,
        source: "Rosenblatt 1958, The perceptron (the weighted sum itself)",
        strengths: "the output layer of a regression: any real number",
        limits: "as a hidden activation it leaves the whole network one linear regression",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::REAL,
        family: Family::Linear,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::constant(1.0).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        M::constant(1.0).nan_from(y)
    }
}
