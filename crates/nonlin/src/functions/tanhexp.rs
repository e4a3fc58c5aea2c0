//! `TanhExp`: `x tanh(e^x)`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Tanhexp;

impl Function for Tanhexp {
    const CARD: Card = Card {
        name: "tanhexp",
        aliases: &["telu"],
        title: "Tanh exponential (TeLU)",
        year: 2020,
        source: "Liu & Di 2020, TanhExp, arXiv 2003.09855; again as TeLU: Fernandez & Mali 2024, arXiv 2412.20269",
        strengths: "smooth like Mish, and nearer to the identity on the right",
        limits: "two exponentials",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.3532857778482113),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.exp().tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let t = x.exp().tanh();
        t + x * x.exp() * (R::constant(1.0) - t * t)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        // 1 - tanh^2 y = 4 sigmoid(2y) sigmoid(-2y), where the difference cancels.
        let y = x.exp();
        y.tanh() + x * y * R::constant(4.0) * (y + y).sigmoid() * (-(y + y)).sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let exponential = fine::exp(Sum::exactly(x.at_most(M::constant(FAR_RIGHT))));
        let right = fine::tanh(exponential.value()).times(x);
        let left = exponential.rescale(exponential.significand.times(x.at_least(M::EXP_FLOOR)));
        M::select(M::constant(FAR_LEFT).above(x), left, right).copysign(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let x = x.at_least(M::EXP_FLOOR).at_most(M::constant(FAR_RIGHT));
        let exponential = fine::exp(Sum::exactly(x));
        let y = exponential.value();
        let right = fine::tanh(y).plus(fine::sech_squared(y).by(y).scaled(x)).rounded();
        let left = exponential.rescale_sum(Sum::difference(x, M::constant(-1.0)).by(exponential.significand));
        M::select(M::constant(FAR_LEFT).above(x), left, right)
    }
}

/// From here on tanh(e^x) is 1 to the last bit; not much further, so that 1 - tanh(e^x) is never subnormal, which is slow.
const FAR_RIGHT: f64 = 3.7;
/// From here on it is e^x to the last bit; then the exponential's scale may be kept apart.
const FAR_LEFT: f64 = -40.0;
