//! Hard shrink: `x`, or 0 where it is not beyond `lambda` on either side.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct HardShrink;

impl Function<1> for HardShrink {
    const CARD: Card = Card {
        name: "hard_shrink",
        aliases: &["hard_thresholding"],
        title: "Hard shrink",
        year: 1994,
        source: "Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage",
        strengths: "sparse codes whose large entries keep their size",
        limits: "jumps at -lambda and lambda; no gradient between them",
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

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [lambda]: [R; 1]) -> R {
        R::select(x.abs().above(lambda), x, R::constant(0.0)).nan_from(x)
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

    const FROM_OUTPUT: bool = true;

    fn output_suffices([lambda]: [f64; 1]) -> bool {
        lambda >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [_]: [M; 1]) -> M {
        M::select(y.abs().above(M::default()), M::constant(1.0), M::default()).nan_from(y)
    }
}
