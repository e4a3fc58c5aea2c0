//! Shrink, as ONNX has it: 0 between `-lambd` and `lambd`, beyond them `x` drawn towards zero by `bias`.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Shrink;

impl Function<2> for Shrink {
    const CARD: Card = Card {
        name: "shrink",
        aliases: &[],
        title: "Shrink (ONNX)",
        year: 2018,
        source: "ONNX operator set 9; Donoho & Johnstone 1994, Ideal spatial adaptation by wavelet shrinkage",
        strengths: "hard shrink (bias 0) and soft shrink (bias = lambd) in one",
        limits: "no gradient between -lambd and lambd; jumps there unless bias = lambd",
        usual: false,
        elsewhere: &[("PyTorch, Keras", "hard_shrink and soft_shrink apart")],
        parameters: &[
            Parameter { name: "lambd", default: 0.5, learnable: false },
            Parameter { name: "bias", default: 0.0, learnable: false },
        ],
        range: Range::REAL,
        family: Family::Linear,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [lambd, bias]: [R; 2]) -> R {
        let left = R::select((-lambd).above(x), x + bias, R::constant(0.0));
        R::select(x.above(lambd), x - bias, left).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [lambd, _]: [R; 2]) -> R {
        let (zero, one) = (R::constant(0.0), R::constant(1.0));
        R::select(x.above(lambd), one, R::select(x.above(-lambd), zero, one)).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [lambd, bias]: [M; 2]) -> M {
        // Odd, so computed for |x|: its zeros have the sign of x.
        let size = M::select(x.abs().above(lambd), x.abs() - bias, M::default());
        (size * M::constant(1.0).copysign(x)).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [lambd, _]: [M; 2]) -> [M; 2] {
        [M::default(), M::select(x.abs().above(lambd), M::constant(1.0).copysign(-x), M::default())]
    }
}
