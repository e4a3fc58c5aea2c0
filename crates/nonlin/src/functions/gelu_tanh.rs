//! GELU in its tanh form, as GPT-2 and JAX have it.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum, Wide, drafts,
    sigmoid::{gate, gate_slope},
    thrifty::{self, Cubic, CubicSlope},
};

const SQRT_2_OVER_PI: Wide = Wide { high: 0.7978845608028654, low: -4.98465440455546e-17 };
const CUBIC: Wide = Wide { high: 0.044715, low: 2.1960211427085595e-18 };
/// `3 CUBIC`.
const CUBIC_THRICE: Wide = Wide { high: 0.134145, low: 1.3526957332032908e-17 };
/// `(1 + tanh u) / 2 = sigmoid(2u)`.
const SCALE: Wide = Wide { high: 1.5957691216057308, low: -9.96930880911092e-17 };
/// `SCALE * CUBIC`.
const SCALE_CUBIC: Wide = Wide { high: 0.07135481627260025, low: -6.175149918155315e-19 };
/// From here on the sigmoid of `f64` is 0 or 1, and the argument has not yet reached the cut-off of the exponential.
const REACH: f64 = 23.0;

/// Where the value rounds to zero in `f32`.
const FLOOR: f64 = -10.8;
/// A little under 8: beyond it the sigmoid is 1. (Not 8, for the reason given at the ceiling of `SiLU`.)
const CEILING: f64 = 7.999999523162842;
/// `2u / ln 2`.
const BINARY: Cubic = Cubic {
    a: 2.3022079467773438,
    a_low: 2.513669811391339e-07,
    b: Wide { high: 0.1029432395800235, low: -5.978177400718744e-18 },
};

const SLOPE: CubicSlope = CubicSlope {
    argument: BINARY,
    derivative: Cubic {
        a: 1.595773696899414,
        a_low: -4.575293683251047e-06,
        b: Wide { high: 0.21406444881780073, low: 0.0 },
    },
    floor: -10.9,
    ceiling: CEILING,
};

pub(crate) struct GeluTanh;

impl Function for GeluTanh {
    const CARD: Card = Card {
        name: "gelu_tanh",
        aliases: &[
            "gelu_new",
            "new_gelu",
            "gelu_fast",
            "fast_gelu",
            "gelu_accurate",
            "gelu_approximate",
            "gelu_python_tanh",
            "gelu_pytorch_tanh",
        ],
        title: "GELU, tanh form",
        year: 2016,
        source: "Hendrycks & Gimpel 2016, arXiv 1606.08415",
        strengths: "what GPT-2 and its kin were trained with",
        limits: "differs from the exact form by up to 0.0005",
        usual: true,
        elsewhere: &[
            ("JAX", "this form by default"),
            ("PyTorch, Keras, ONNX, burn", "the exact form by default (gelu)"),
            ("candle", "Tensor::gelu and Activation::NewGelu; Activation::Gelu is the exact form"),
            ("transformers", "gelu_new, gelu_fast, gelu_pytorch_tanh; gelu is the exact form"),
        ],
        parameters: &[],
        range: Range::from(-0.17004075057125406),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN.slope_crosses(128.0 * f64::EPSILON, -1.5);

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let u = R::precise(SQRT_2_OVER_PI) * (x + R::precise(CUBIC) * x * x * x);
        R::constant(0.5) * x * (R::constant(1.0) + u.tanh())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        let half = R::constant(0.5);
        let u = R::precise(SQRT_2_OVER_PI) * (x + R::precise(CUBIC) * x * x * x);
        let du = R::precise(SQRT_2_OVER_PI) * (one + R::precise(CUBIC_THRICE) * x * x);
        let t = u.tanh();
        half * (one + t) + half * x * (one - t * t) * du
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, []: [R; 0]) -> R {
        // (1 + tanh u) / 2 = sigmoid(2u)
        let u = R::precise(SQRT_2_OVER_PI) * (x + R::precise(CUBIC) * x * x * x);
        x * (u + u).sigmoid()
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let u = R::precise(SQRT_2_OVER_PI) * (x + R::precise(CUBIC) * x * x * x);
        let du = R::precise(SQRT_2_OVER_PI) * (R::constant(1.0) + R::precise(CUBIC_THRICE) * x * x);
        let s = (u + u).sigmoid();
        s + (x + x) * s * (-(u + u)).sigmoid() * du
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        if M::LEAN {
            return drafts::gate_of_cubic(x, SCALE, SCALE_CUBIC);
        }
        if M::THRIFTY {
            return thrifty::gate_of_cubic(x, FLOOR, CEILING, BINARY);
        }
        gate(x.at_least(M::EXP_FLOOR), argument(near(x)))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        if M::LEAN {
            return drafts::gate_of_cubic_slope(x, SCALE, SCALE_CUBIC);
        }
        if M::THRIFTY {
            return thrifty::gate_of_cubic_slope(x, SLOPE);
        }
        let x = near(x);
        let t = argument(x);
        // x t' = SCALE (x + 3 CUBIC x^3) = 3t - 2 SCALE x
        let scale = M::wide(SCALE);
        let thrice = t.high.product(M::constant(3.0));
        let twice = (x + x).product(scale.high);
        let difference = Sum::difference(thrice.high, twice.high);
        let low = t.low.mul_add(M::constant(3.0), (x + x).mul_add(-scale.low, thrice.low - twice.low));
        let drift = Sum { high: difference.high, low: difference.low + low };
        gate_slope(drift, t)
    }
}

/// `x`, cut off where the sigmoid does not change any more.
#[inline(always)]
fn near<M: Machine>(x: M) -> M {
    let reach = M::constant(REACH);
    x.at_least(-reach).at_most(reach)
}

/// `2u = SCALE (x + CUBIC x^3)` as an unevaluated sum: in the tail the sigmoid turns an error of the
/// argument into a relative error of the result a hundred times as large.
#[inline(always)]
fn argument<M: Machine>(x: M) -> Sum<M> {
    let linear = M::wide(SCALE);
    let cubic = M::wide(SCALE_CUBIC);
    let square = x.product(x);
    let term = square.high.product(cubic.high);
    let factor = Sum::difference(term.high, -linear.high);
    let rest = square.low.mul_add(cubic.high, square.high.mul_add(cubic.low, linear.low));
    let low = factor.low + (term.low + rest);
    let product = x.product(factor.high);
    Sum { high: product.high, low: x.mul_add(low, product.low) }
}
