//! Hard sigmoid with slope 1/5, as ONNX has it: `clip(alpha x + beta, 0, 1)`.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct HardSigmoidOnnx;

impl Function<2> for HardSigmoidOnnx {
    const CARD: Card = Card {
        name: "hard_sigmoid_onnx",
        aliases: &["hard_sigmoid_0_2", "hard_sigmoid_keras_2"],
        title: "Hard sigmoid (slope 0.2)",
        year: 2015,
        source: "Courbariaux, Bengio & David 2015, BinaryConnect, arXiv 1511.00363 (with slope 1/2); slope 0.2: Theano",
        strengths: "a sigmoid without an exponential",
        limits: "flat beyond 2.5 on both sides; PyTorch, JAX and Keras 3 mean another one (slope 1/6) by hard sigmoid",
        usual: false,
        elsewhere: &[
            ("ONNX, burn, Keras 2", "this is hard sigmoid"),
            ("PyTorch, JAX, Keras 3, candle", "hard sigmoid has slope 1/6 (hard_sigmoid)"),
        ],
        parameters: &[
            Parameter { name: "alpha", default: 0.2, learnable: false },
            Parameter { name: "beta", default: 0.5, learnable: false },
        ],
        range: Range::closed(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        (alpha * x + beta).at_least(R::constant(0.0)).at_most(R::constant(1.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        let (zero, one) = (R::constant(0.0), R::constant(1.0));
        let t = alpha * x + beta;
        R::select(t.above(zero), R::select(t.above(one), zero, alpha), zero).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> M {
        alpha.mul_add(x, beta).at_least(M::default()).at_most(M::constant(1.0))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> M {
        M::select(inside(x, alpha, beta), alpha, M::default()).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> [M; 2] {
        let inside = inside(x, alpha, beta);
        [M::select(inside, x, M::default()), M::select(inside, M::constant(1.0), M::default())]
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [alpha, _]: [M; 2]) -> M {
        let below = M::select(M::constant(1.0).above(y), alpha, M::default());
        M::select(y.above(M::default()), below, M::default()).nan_from(y)
    }
}

/// Whether `alpha x + beta` lies between 0 and 1. (At the ends: the left side's, for `alpha` above 0.)
#[inline(always)]
fn inside<M: Machine>(x: M, alpha: M, beta: M) -> bool {
    // Against 1 without rounding first: 0.2 in `f32` is a little more, and so is the sum at 2.5.
    let less = Sum::difference(beta, M::constant(1.0));
    let past_one = (alpha.mul_add(x, less.high) + less.low).above(M::default());
    alpha.mul_add(x, beta).above(M::default()) & !past_one
}
