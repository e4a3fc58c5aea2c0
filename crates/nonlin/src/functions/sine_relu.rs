//! `SineReLU`: the identity on the right, a small wave on the left.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Reach;
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum, Wide,
    trigonometric::{sine, within_reach},
};

pub(crate) struct SineRelu;

const SQRT_2: Wide = Wide { high: std::f64::consts::SQRT_2, low: -9.667293313452913e-17 };

impl Function<1> for SineRelu {
    const CARD: Card = Card {
        name: "sine_relu",
        aliases: &[],
        title: "SineReLU",
        year: 2018,
        source: "Rodrigues 2018, SineReLU: an alternative to the ReLU activation function (an article, no paper)",
        strengths: "a gradient on the left that does not fade; no dead units",
        limits: "jumps by epsilon at 0; on the left infinitely many x have one value",
        usual: false,
        elsewhere: &[
            ("Keras contrib", "the larger of x and the wave, so without the jump at 0; epsilon 0.0025"),
            ("Echo", "epsilon 0.01"),
        ],
        parameters: &[Parameter { name: "epsilon", default: 0.0025, learnable: false }],
        range: Range::from(-0.0025 * std::f64::consts::SQRT_2),
        family: Family::Rectifier,
    };
    const REACH: Reach = Reach::angle(1.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, [epsilon]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), x, epsilon * (x.sin() - x.cos()))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [epsilon]: [R; 1]) -> R {
        R::select(x.above(R::constant(0.0)), R::constant(1.0), epsilon * (x.cos() + x.sin()))
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [epsilon]: [M; 1]) -> M {
        M::select(x.above(M::default()), x, wave(x, -0.5).times(epsilon))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [epsilon]: [M; 1]) -> M {
        M::select(x.above(M::default()), M::constant(1.0), wave(x, 0.5).times(epsilon))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [_]: [M; 1]) -> [M; 1] {
        [M::select(x.above(M::default()), M::default(), wave(x, -0.5).rounded())]
    }
}

/// `sqrt(2) sin(x + shift pi / 2)`, which is `sin x - cos x` for a shift of -1/2 and `sin x + cos x` for 1/2, without
/// the cancellation; NaN out of reach.
#[inline(always)]
fn wave<M: Machine>(x: M, shift: f64) -> Sum<M> {
    let wave = sine(Sum::exactly(x), M::constant(shift)).by(M::wide(SQRT_2));
    Sum { high: within_reach(x, wave.high), low: wave.low }
}
