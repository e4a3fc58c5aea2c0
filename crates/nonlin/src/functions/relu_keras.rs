//! `ReLU` in the full form of Keras: a slope on the left, a threshold, a cap.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct ReluKeras;

impl Function<3> for ReluKeras {
    const CARD: Card = Card {
        name: "relu_keras",
        aliases: &[],
        title: "ReLU with slope, cap and threshold (Keras)",
        year: 2015,
        source: "Keras, activations.relu (Chollet et al. 2015)",
        strengths: "one function for leaky, capped and thresholded ReLU and what lies between",
        limits: "jumps at a threshold other than 0, by as much as that",
        usual: false,
        elsewhere: &[("Keras", "relu, with negative_slope, max_value (none) and threshold")],
        parameters: &[
            Parameter { name: "slope", default: 0.0, learnable: false },
            Parameter { name: "cap", default: f64::INFINITY, learnable: false },
            Parameter { name: "threshold", default: 0.0, learnable: false },
        ],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [slope, cap, threshold]: [R; 3]) -> R {
        R::select(x.above(threshold), x.at_most(cap), slope * (x - threshold)).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [slope, cap, threshold]: [R; 3]) -> R {
        let right = R::select(x.above(cap), R::constant(0.0), R::constant(1.0));
        R::select(x.above(threshold), right, slope).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [slope, cap, threshold]: [M; 3]) -> M {
        let slanted = M::select(threshold.abs().above(M::default()), x - threshold, x);
        // Without a slope 0, for minus infinity too; zero keeps its sign.
        let flat = M::select(x.abs().above(M::default()), M::default(), x);
        let left = M::select(slope.abs().above(M::default()), slope * slanted, flat);
        M::select(x.above(threshold), x.at_most(cap), left).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [slope, cap, threshold]: [M; 3]) -> [M; 3] {
        let (zero, one) = (M::default(), M::constant(1.0));
        let left = !x.above(threshold);
        [
            M::select(left, x - threshold, zero),
            M::select(left, zero, M::select(x.above(cap), one, zero)),
            M::select(left, -slope, zero),
        ]
    }
}
