//! Randomised leaky `ReLU` in its inference form: the left slope is the mean of `lower` and `upper`.
//!
//! In training the slope is drawn anew for each number, uniformly between the two: [`RandomRelu`](super::RandomRelu).

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct Rrelu;

impl Function<2> for Rrelu {
    const CARD: Card = Card {
        name: "rrelu",
        aliases: &["randomized_relu", "randomised_relu", "randomized_leaky_relu"],
        title: "Randomised leaky ReLU (inference form)",
        year: 2015,
        source: "Xu, Wang, Chen & Li 2015, Empirical evaluation of rectified activations, arXiv 1505.00853",
        strengths: "with slopes drawn at random in training it regularises; no dead units",
        limits: "this is the form for inference; that for training is random (RandomRelu)",
        usual: false,
        elsewhere: &[("PyTorch, TensorFlow Addons", "this form in inference, a random slope in training")],
        parameters: &[
            Parameter { name: "lower", default: 1.0 / 8.0, learnable: false },
            Parameter { name: "upper", default: 1.0 / 3.0, learnable: false },
        ],
        range: Range::REAL,
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [lower, upper]: [R; 2]) -> R {
        R::select(x.above(R::constant(0.0)), x, (lower + upper) / R::constant(2.0) * x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [lower, upper]: [R; 2]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), (lower + upper) / R::constant(2.0)).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [lower, upper]: [M; 2]) -> M {
        let half = x * M::constant(0.5);
        let twice = Sum::difference(lower, -upper);
        let left = half.mul_add(twice.high, half.at_least(-M::LARGEST) * twice.low).copysign(half * twice.high);
        M::select(x.above(M::default()), x, left)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_, _]: [M; 2]) -> [M; 2] {
        let half = M::select(x.above(M::default()), M::default(), x * M::constant(0.5));
        [half, half]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([lower, upper]: [f64; 2]) -> bool {
        lower + upper >= 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, parameters: [M; 2]) -> M {
        Self::formula_slope(y, parameters)
    }
}
