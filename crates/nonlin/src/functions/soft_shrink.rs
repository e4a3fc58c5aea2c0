//! Soft shrink: `x` drawn towards zero by `lambda`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct SoftShrink;

impl Function<1> for SoftShrink {
    const CARD: Card = Card {
        name: "soft_shrink",
        aliases: &["soft_thresholding"],
        title: "Soft shrink",
        year: 1994,
        source: "Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage",
        strengths: "sparse codes: small activations become zero, without a jump",
        limits: "no gradient between -lambda and lambda",
        usual: false,
        elsewhere: &[
            ("PyTorch, Keras, burn", "lambda = 0.5"),
            ("ONNX", "Shrink, of both kinds (shrink)"),
            ("TensorFlow Addons", "lower and upper, -0.5 and 0.5"),
        ],
        parameters: &[Parameter { name: "lambda", default: 0.5, learnable: false }],
        range: Range::REAL,
        family: Family::Linear,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [lambda]: [R; 1]) -> R {
        let left = R::select((-lambda).above(x), x + lambda, R::constant(0.0));
        R::select(x.above(lambda), x - lambda, left).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [lambda]: [R; 1]) -> R {
        let (zero, one) = (R::constant(0.0), R::constant(1.0));
        R::select(x.above(lambda), one, R::select(x.above(-lambda), zero, one)).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, parameters: [M; 1]) -> M {
        // Odd: its zeros have the sign of x.
        Self::formula(x, parameters).copysign(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [lambda]: [M; 1]) -> [M; 1] {
        [M::select(x.abs().above(lambda), M::constant(-1.0).copysign(-x), M::default())]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([lambda]: [f64; 1]) -> bool {
        lambda >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [_]: [M; 1]) -> M {
        M::select(y.abs().above(M::default()), M::constant(1.0), M::default()).nan_from(y)
    }
}
