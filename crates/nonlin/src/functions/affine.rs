//! Affine: `alpha x + beta`.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Affine;

impl Function<2> for Affine {
    const CARD: Card = Card {
        name: "affine",
        aliases: &[],
        title: "Affine",
        year: 2017,
        source: "ONNX, a function of its recurrent operators",
        strengths: "a scale and a shift; gates of recurrent networks that are not to saturate",
        limits: "no nonlinearity: layers of it are one layer",
        usual: false,
        elsewhere: &[("ONNX (RNN, LSTM, GRU)", "Affine, with alpha and beta given")],
        parameters: &[
            Parameter { name: "alpha", default: 1.0, learnable: false },
            Parameter { name: "beta", default: 0.0, learnable: false },
        ],
        range: Range::REAL,
        family: Family::Linear,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        alpha * x + beta
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, _]: [R; 2]) -> R {
        alpha.nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> M {
        // -0 stays -0 where nothing is added.
        M::select(beta.abs().above(M::default()), alpha.mul_add(x, beta), alpha * x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_, _]: [M; 2]) -> [M; 2] {
        [x, M::constant(1.0)]
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [alpha, _]: [M; 2]) -> M {
        alpha.nan_from(y)
    }
}
