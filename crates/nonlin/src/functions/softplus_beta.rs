//! Softplus with a sharpness `beta`: `ln(1 + e^(beta x)) / beta`, and `x` itself where `beta x` is above a threshold.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine, sigmoid::gate};

pub(crate) struct SoftplusBeta;

impl Function<2> for SoftplusBeta {
    const CARD: Card = Card {
        name: "softplus_beta",
        aliases: &["softplus_torch"],
        title: "Softplus with beta",
        year: 2001,
        source: "Dugas et al. 2001; with beta and threshold: Torch7",
        strengths: "from softplus (beta 1) towards ReLU (beta large)",
        limits: "a tiny jump at the threshold",
        usual: false,
        elsewhere: &[
            ("PyTorch", "this form is softplus"),
            ("JAX, Keras, ONNX", "softplus has neither beta nor threshold"),
            ("burn", "with beta, without threshold"),
        ],
        parameters: &[
            Parameter { name: "beta", default: 1.0, learnable: false },
            Parameter { name: "threshold", default: 20.0, learnable: false },
        ],
        range: Range::above(0.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [beta, threshold]: [R; 2]) -> R {
        let t = beta * x;
        R::select(t.above(threshold), x, t.exp().ln_1p() / beta)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [beta, threshold]: [R; 2]) -> R {
        let t = beta * x;
        R::select(t.above(threshold), R::constant(1.0), t.sigmoid())
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, [beta, threshold]: [R; 2]) -> R {
        let t = beta * x;
        R::select(t.above(threshold), x, t.softplus() / beta)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [beta, threshold]: [M; 2]) -> M {
        let t = argument(x, beta);
        let decay = fine::decay(t).value();
        let soft = fine::ln_1p(decay, decay).quotient(Sum::exactly(beta));
        let soft = Sum::exactly(x.at_least(M::default())).plus(soft).rounded();
        M::select(t.high.above(threshold), x, soft).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [beta, threshold]: [M; 2]) -> M {
        let t = argument(x, beta);
        M::select(t.high.above(threshold), M::constant(1.0), gate(M::constant(1.0), t))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [beta, threshold]: [M; 2]) -> [M; 2] {
        let t = argument(x, beta);
        let slope = (gate(x, t) - t.high.softplus() / beta) / beta;
        [M::select(t.high.above(threshold), M::default(), slope), M::default()]
    }
}

/// `beta x` exactly; infinities become large numbers.
#[inline(always)]
fn argument<M: Machine>(x: M, beta: M) -> Sum<M> {
    let reach = M::constant(1e30);
    x.at_least(-reach).at_most(reach).product(beta)
}
