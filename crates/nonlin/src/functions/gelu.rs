//! GELU, exact: `x Phi(x)`, with `Phi` the distribution function of the normal.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{
    Machine, Real,
    normal::{self, DENSITY_AT_0},
    thrifty,
};

pub(crate) struct Gelu;

impl Function for Gelu {
    const CARD: Card = Card {
        name: "gelu",
        aliases: &["gelu_erf", "gelu_exact", "gelu_none", "gelu_python"],
        title: "Gaussian error linear unit",
        year: 2016,
        source: "Hendrycks & Gimpel 2016, arXiv 1606.08415",
        strengths: "smooth; the usual choice in transformers",
        limits: "costlier than SiLU; two forms are about under one name",
        usual: true,
        elsewhere: &[
            ("PyTorch, Keras, ONNX, burn", "this form by default"),
            ("candle", "Activation::Gelu is this form; Tensor::gelu is the tanh form (gelu_tanh)"),
            ("transformers", "gelu is this form; gelu_new, gelu_fast and gelu_pytorch_tanh are the tanh form"),
            ("JAX", "the tanh form by default (gelu_tanh)"),
        ],
        parameters: &[],
        range: Range::from(-0.16997120747990366),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN.slope_crosses(128.0 * f64::EPSILON, -1.5);

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.normal_cdf()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let half = R::constant(0.5);
        x.normal_cdf() + x * R::precise(DENSITY_AT_0) * (-(half * x * x)).exp()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        normal::gate(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        if M::THRIFTY && !M::LEAN {
            return thrifty::gelu_slope(x);
        }
        normal::gate_slope(x)
    }
}
