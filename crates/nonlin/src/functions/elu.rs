//! ELU: exponential on the left, identity on the right.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::exponential::{exp_decay, exp_m1_decay};
use crate::real::{Machine, Real};

pub(crate) struct Elu;

impl Function<1> for Elu {
    const CARD: Card = Card {
        name: "elu",
        aliases: &["exponential_linear_unit"],
        title: "Exponential linear unit",
        year: 2015,
        source: "Clevert, Unterthiner & Hochreiter 2015, arXiv 1511.07289",
        strengths: "smooth (for alpha = 1), mean activations near zero, no dead units",
        limits: "needs an exponential; saturates on the left",
        usual: true,
        elsewhere: &[("PyTorch, JAX, Keras, ONNX, burn", "alpha = 1"), ("candle", "alpha is given")],
        parameters: &[Parameter { name: "alpha", default: 1.0, learnable: false }],
        range: Range::above(-1.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x, alpha * x.exp_m1())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), alpha * x.exp())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        // Zeros go the right-hand way, which keeps their sign.
        M::select(M::default().above(x), alpha * exp_m1_decay(x), x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha]: [M; 1]) -> M {
        M::select(x.above(M::default()), M::constant(1.0), alpha * exp_decay(x))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_]: [M; 1]) -> [M; 1] {
        [M::select(x.above(M::default()), M::default(), x.exp_m1())]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([alpha]: [f64; 1]) -> bool {
        alpha >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [alpha]: [M; 1]) -> M {
        M::select(y.above(M::default()), M::constant(1.0), y + alpha)
    }
}
