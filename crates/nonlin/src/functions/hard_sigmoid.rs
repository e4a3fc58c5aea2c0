//! Hard sigmoid with slope 1/6, as in `MobileNetV3`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct HardSigmoid;

impl Function for HardSigmoid {
    const CARD: Card = Card {
        name: "hard_sigmoid",
        aliases: &[],
        title: "Hard sigmoid (slope 1/6)",
        year: 2019,
        source: "Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244",
        strengths: "a sigmoid without an exponential",
        limits: "flat beyond 3 on both sides; ONNX and Keras 2 mean another one (slope 0.2) by this name",
        usual: true,
        elsewhere: &[
            ("PyTorch, JAX, Keras 3, candle", "slope 1/6, this form"),
            ("ONNX, burn, Keras 2", "slope 0.2 (hard_sigmoid_onnx)"),
        ],
        parameters: &[],
        range: Range::closed(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        (x + R::constant(3.0)).at_least(R::constant(0.0)).at_most(R::constant(6.0)) / R::constant(6.0)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let zero = R::constant(0.0);
        let below_cap = R::select(x.above(R::constant(3.0)), zero, R::constant(1.0 / 6.0));
        R::select(x.above(R::constant(-3.0)), below_cap, zero).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        (x + M::constant(3.0)).at_least(M::default()).at_most(M::constant(6.0)).sixth()
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        let below = M::select(M::constant(1.0).above(y), M::constant(1.0 / 6.0), M::default());
        M::select(y.above(M::default()), below, M::default()).nan_from(y)
    }
}
