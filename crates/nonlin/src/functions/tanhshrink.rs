//! Tanhshrink: `x - tanh x`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, Wide, fine};
use std::ops::Neg;

pub(crate) struct Tanhshrink;

impl Function for Tanhshrink {
    const CARD: Card = Card {
        name: "tanhshrink",
        aliases: &[],
        title: "Tanhshrink",
        year: 2011,
        source: "Collobert, Kavukcuoglu & Farabet 2011, Torch7: nn.TanhShrink",
        strengths: "a smooth shrinker: small activations nearly vanish, large ones move by 1",
        limits: "its slope is 0 at 0: small activations hardly learn",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::REAL,
        family: Family::Linear,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x - x.tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let t = x.tanh();
        t * t
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, []: [R; 0]) -> R {
        // Near 0 the difference cancels; there the first terms of its series are enough for 100 bits.
        let w = x * x;
        let series =
            x * w * (R::constant(105.0) - w * (R::constant(42.0) - R::constant(17.0) * w)) / R::constant(315.0);
        let near = R::constant(1.0 / 131_072.0).above(x.abs());
        R::select(near, series, x - x.tanh())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // Up to 1 the series x^3 (1/3 + w q(w)) in w = x^2, for the difference would cancel there.
        let (one, reach) = (M::constant(1.0), M::constant(1e20));
        let near = x.abs().at_most(one);
        let square = near.product(near);
        let rest = fine::polynomial(square.high, &SERIES_SINGLE, &SERIES_DOUBLE);
        let third = M::wide(THIRD);
        let series = Sum::ordered(third.high, Sum { high: square.high * rest, low: third.low });
        let series = square.by(series).times(near);
        let size = x.abs().at_most(reach);
        let difference = Sum::exactly(size).plus(fine::tanh(Sum::exactly(size)).neg()).rounded();
        let inside = M::select(size.above(one), difference, series).copysign(x);
        M::select(x.abs().above(reach), x, inside).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let t = fine::tanh(Sum::exactly(x.abs()));
        t.by(t).rounded()
    }
}

/// 1/3.
const THIRD: Wide = Wide { high: 0.3333333333333333, low: 1.850371707708594e-17 };

/// `((x - tanh x) / x^3 - 1/3) / w` in `w = x^2` on `0 <= w <= 1`, made by `tanhshrink.py` beside this file;
/// its error is 2.1e-9 of `(x - tanh x) / x^3`.
const SERIES_SINGLE: [f64; 8] = [
    -0.13333333261755584,
    0.053968162058640204,
    -0.021867527276670313,
    0.008847048582000729,
    -0.0035250988304430476,
    0.001299668188780383,
    -0.00037428078333911216,
    5.787189883572413e-05,
];

/// The same; its error is 4.9e-19.
const SERIES_DOUBLE: [f64; 17] = [
    -0.13333333333333333,
    0.053968253968253874,
    -0.021869488536146106,
    0.008863235529554257,
    -0.003592128029546407,
    0.0014558343006650383,
    -0.0005900267376247906,
    0.00023912511310237078,
    -9.689889358385351e-05,
    3.922792358861506e-05,
    -1.5802757488685514e-05,
    6.247981829673073e-06,
    -2.3415261248882376e-06,
    7.788346265109757e-07,
    -2.076179324969836e-07,
    3.795144867987693e-08,
    -3.4603866798429147e-09,
];
