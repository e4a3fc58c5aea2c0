//! Snake: `x + sin^2(a x) / a`.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Reach;
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    gated::nonzero,
    trigonometric::{sine, within_reach},
};

pub(crate) struct Snake;

impl Function<1> for Snake {
    const CARD: Card = Card {
        name: "snake",
        aliases: &["snake_activation"],
        title: "Snake",
        year: 2020,
        source: "Ziyin, Hartwig & Ueda 2020, arXiv 2006.08195",
        strengths: "learns periodic functions and extrapolates them; waveforms (BigVGAN, audio codecs)",
        limits: "flat at infinitely many points; its slope is NaN where |a x| is over 2^22 (f32) or 2^51 (f64)",
        usual: false,
        elsewhere: &[
            ("the paper's code", "a learnable, one per channel"),
            ("TensorFlow Addons", "a fixed frequency of 1"),
        ],
        parameters: &[Parameter { name: "a", default: 1.0, learnable: true }],
        range: Range::REAL,
        family: Family::Linear,
    };
    const REACH: Reach = Reach::angle(1.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, [a]: [R; 1]) -> R {
        let s = (a * x).sin();
        x + s * s / a
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        let one = R::constant(1.0);
        let t = a * x;
        one + R::constant(2.0) * t.sin() * t.cos()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [a]: [M; 1]) -> M {
        // Out of reach the square is lost in the rounding of x, or nearly: its mean serves.
        let t = x.product(a);
        let s = sine(t, M::default());
        let wave = Sum::exactly(x).plus(s.squared().ratio(Sum::exactly(a))).rounded();
        let y = M::select(M::ANGLE_REACH.above(t.high.abs()), wave, x + M::constant(0.5) / a);
        M::select(nonzero(x) & M::LARGEST.above(x.abs()), y, x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [a]: [M; 1]) -> M {
        // 1 + sin(2 a x) = 2 sin^2(a x + pi/4): its zeros are squares.
        let t = x.product(a);
        let slope = sine(t, M::constant(0.5)).squared().shifted(M::constant(2.0)).rounded();
        within_reach(t.high, slope)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [a]: [M; 1]) -> [M; 1] {
        let t = x.product(a);
        let s = sine(t, M::default()).rounded();
        let c = sine(t, M::constant(1.0)).rounded();
        [within_reach(t.high, ((x + x) * c - s / a) * s / a)]
    }
}
