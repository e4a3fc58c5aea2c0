//! Logish: `x ln(1 + sigmoid(x))`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Logish;

impl Function for Logish {
    const CARD: Card = Card {
        name: "logish",
        aliases: &[],
        title: "Logish",
        year: 2021,
        source: "Zhu et al. 2021, Logish: a new nonlinear nonmonotonic activation function for convolutional neural network",
        strengths: "smooth and not monotone, like SiLU",
        limits: "on the right its slope tends to ln 2, not 1",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.25276881678944035),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.sigmoid().ln_1p()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (one, s) = (R::constant(1.0), x.sigmoid());
        s.ln_1p() + x * s * (one - s) / (one + s)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let s = x.sigmoid();
        s.ln_1p() + x * s * (-x).sigmoid() / (R::constant(1.0) + s)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let positive = x.above(M::default());
        let decay = fine::decay(Sum::exactly(x));
        let gate = gate(decay, positive);
        let left = decay.rescale(gate.times(x.at_least(M::EXP_FLOOR)));
        M::select(positive, gate.times(x), left).copysign(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // Added to the gate: x e / ((1 + e) (2 + e)) on the right, x e / ((1 + e) (1 + 2e)) on the left.
        let one = M::constant(1.0);
        let x = x.at_least(M::EXP_FLOOR).at_most(-M::EXP_FLOOR);
        let positive = x.above(M::default());
        let decay = fine::decay(Sum::exactly(x));
        let e = decay.value();
        let doubled = Sum { high: e.high + e.high, low: e.low + e.low };
        let outer = Sum::select(positive, Sum::ordered(M::constant(2.0), e), Sum::ordered(one, doubled));
        let numerator = Sum::select(positive, e, decay.significand).scaled(x);
        let slope = gate(decay, positive).plus(numerator.quotient(outer.by(Sum::ordered(one, e)))).rounded();
        M::select(positive, slope, decay.rescale(slope))
    }
}

/// `ln(1 + sigmoid(x))`; on the left without its scale.
#[inline(always)]
fn gate<M: Machine>(decay: fine::Scaled<M>, positive: bool) -> Sum<M> {
    let one = M::constant(1.0);
    let numerator = Sum::select(positive, Sum::exactly(one), decay.significand);
    let unscaled = numerator.quotient(Sum::ordered(one, decay.value()));
    let scaled = Sum { high: decay.rescale(unscaled.high), low: decay.rescale(unscaled.low) };
    fine::ln_1p(Sum::select(positive, unscaled, scaled), unscaled)
}
