//! Quick GELU: `x sigmoid(1.702 x)`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, Wide, sigmoid};

const SCALE: Wide = Wide { high: 1.702, low: 4.263256414560601e-17 };

pub(crate) struct GeluQuick;

impl Function for GeluQuick {
    const CARD: Card = Card {
        name: "gelu_quick",
        aliases: &["quick_gelu", "gelu_sigmoid"],
        title: "GELU, sigmoid form",
        year: 2016,
        source: "Hendrycks & Gimpel 2016, arXiv 1606.08415",
        strengths: "what CLIP was trained with; the cost of SiLU",
        limits: "differs from the exact form by up to 0.02",
        usual: false,
        elsewhere: &[
            ("ONNX Runtime", "QuickGelu with alpha 1.702"),
            ("transformers", "quick_gelu"),
            ("the open-weights GPT", "inside its clamped SwiGLU"),
        ],
        parameters: &[],
        range: Range::from(-0.16361018963635357),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * (R::precise(SCALE) * x).sigmoid()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let u = R::precise(SCALE) * x;
        let s = u.sigmoid();
        s * (R::constant(1.0) + u * (R::constant(1.0) - s))
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let u = R::precise(SCALE) * x;
        u.sigmoid() * (R::constant(1.0) + u * (-u).sigmoid())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        sigmoid::gate(x, argument(x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let t = argument(x);
        sigmoid::gate_slope(t, t)
    }
}

/// `1.702 x` with twice the digits; infinities become large numbers.
#[inline(always)]
fn argument<M: Machine>(x: M) -> Sum<M> {
    let reach = M::constant(1e30);
    Sum::exactly(x.at_least(-reach).at_most(reach)).by(M::wide(SCALE))
}
