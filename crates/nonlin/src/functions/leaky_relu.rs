//! Leaky `ReLU`: a small slope `a` on the left.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct LeakyRelu;

impl Function<1> for LeakyRelu {
    const CARD: Card = Card {
        name: "leaky_relu",
        aliases: &["lrelu"],
        title: "Leaky ReLU",
        year: 2013,
        source: "Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models",
        strengths: "like ReLU, but no unit can die",
        limits: "one more number to choose; frameworks differ in its default (0.01, 0.2, 0.3)",
        usual: true,
        elsewhere: &[
            ("PyTorch, JAX, ONNX, burn", "a = 0.01"),
            ("Keras function, TensorFlow", "a = 0.2"),
            ("Keras layer", "a = 0.3"),
            ("candle", "a is given"),
        ],
        parameters: &[Parameter { name: "a", default: 0.01, learnable: false }],
        range: Range::REAL,
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [a]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x, a * x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), a).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_]: [M; 1]) -> [M; 1] {
        [M::select(x.above(M::default()), M::default(), x)]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([a]: [f64; 1]) -> bool {
        a >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [a]: [M; 1]) -> M {
        Self::formula_slope(y, [a])
    }
}
