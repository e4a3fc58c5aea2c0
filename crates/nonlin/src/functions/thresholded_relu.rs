//! Thresholded `ReLU`: the identity above `theta`, 0 up to it.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct ThresholdedRelu;

impl Function<1> for ThresholdedRelu {
    const CARD: Card = Card {
        name: "thresholded_relu",
        aliases: &["trec"],
        title: "Thresholded ReLU",
        year: 2014,
        source: "Konda, Memisevic & Krueger 2014, Zero-bias autoencoders and the benefits of co-adapting features, arXiv 1402.3337",
        strengths: "sparse: small activations are cut to exactly zero",
        limits: "jumps at theta; dead below it",
        usual: false,
        elsewhere: &[("ONNX, burn", "theta is called alpha")],
        parameters: &[Parameter { name: "theta", default: 1.0, learnable: false }],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::NONE;

    #[inline(always)]
    fn formula<R: Real>(x: R, [theta]: [R; 1]) -> R {
        R::select(x.above(theta), x, R::constant(0.0)).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [theta]: [R; 1]) -> R {
        R::select(x.above(theta), R::constant(1.0), R::constant(0.0)).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([theta]: [f64; 1]) -> bool {
        theta >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [_]: [M; 1]) -> M {
        M::select(y.above(M::default()), M::constant(1.0), M::default()).nan_from(y)
    }
}
