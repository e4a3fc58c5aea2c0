//! Swish: `x * sigmoid(beta x)`, its `beta` learnt.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    sigmoid::{bell, gate, gate_slope},
};

pub(crate) struct Swish;

impl Function<1> for Swish {
    const CARD: Card = Card {
        name: "swish",
        aliases: &["swish_beta"],
        title: "Swish with learnable beta",
        year: 2017,
        source: "Ramachandran, Zoph & Le 2017, arXiv 1710.05941",
        strengths: "from linear (beta 0) through SiLU (beta 1) towards ReLU (beta large), as training likes",
        limits: "an extra parameter; needs an exponential",
        usual: true,
        elsewhere: &[
            ("JAX, Keras, transformers, candle", "swish is silu, without beta"),
            ("ONNX (opset 24)", "beta, called alpha, is an attribute and not learnt"),
        ],
        parameters: &[Parameter { name: "beta", default: 1.0, learnable: true }],
        range: Range::from(-0.2784645427610738),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN.slope_crosses(128.0 * f64::EPSILON, -2.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, [beta]: [R; 1]) -> R {
        x * (beta * x).sigmoid()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [beta]: [R; 1]) -> R {
        let s = (beta * x).sigmoid();
        s * (R::constant(1.0) + beta * x * (R::constant(1.0) - s))
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [beta]: [R; 1]) -> R {
        let u = beta * x;
        u.sigmoid() * (R::constant(1.0) + u * (-u).sigmoid())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [beta]: [M; 1]) -> M {
        gate(x, argument(x, beta))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [beta]: [M; 1]) -> M {
        let t = argument(x, beta);
        gate_slope(t, t)
    }

    #[inline(always)]
    fn crossing(x: f64, [beta]: [f64; 1]) -> f64 {
        beta * x
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [beta]: [M; 1]) -> [M; 1] {
        [bell(x * x, argument(x, beta))]
    }
}

/// `beta x` exactly; infinities become large numbers, so that `beta = 0` gives 0.
#[inline(always)]
fn argument<M: Machine>(x: M, beta: M) -> Sum<M> {
    let reach = M::constant(1e30);
    x.at_least(-reach).at_most(reach).product(beta)
}
