//! Log-sigmoid: `ln sigmoid(x) = -softplus(-x)`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, exponential::exp_m1_decay};

pub(crate) struct LogSigmoid;

impl Function for LogSigmoid {
    const CARD: Card = Card {
        name: "log_sigmoid",
        aliases: &[],
        title: "Logarithm of the sigmoid",
        year: 2001,
        source: "the negated, mirrored softplus of Dugas et al. 2001",
        strengths: "a log-probability without overflow: inside binary cross-entropy",
        limits: "seldom a hidden activation; always negative",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::open(f64::NEG_INFINITY, 0.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        -(-x).exp().ln_1p()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        (-x).sigmoid()
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, []: [R; 0]) -> R {
        -(-x).softplus()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        -(-x).softplus()
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        -exp_m1_decay(y)
    }
}
