//! Smish: `x tanh(ln(1 + sigmoid(x)))`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Smish;

impl Function for Smish {
    const CARD: Card = Card {
        name: "smish",
        aliases: &[],
        title: "Smish",
        year: 2022,
        source: "Wang, Ren & Wang 2022, Smish: a novel activation function for deep learning methods",
        strengths: "smooth and not monotone, like Mish",
        limits: "on the right its slope tends to 3/5, not 1",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.2499936636601295),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.sigmoid().ln_1p().tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (one, s) = (R::constant(1.0), x.sigmoid());
        let t = s.ln_1p().tanh();
        t + x * (one - t * t) * s * (one - s) / (one + s)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (one, s) = (R::constant(1.0), x.sigmoid());
        let t = s.ln_1p().tanh();
        t + x * (one - t * t) * s * (-x).sigmoid() / (one + s)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // tanh(ln(1 + s)) = y (3y + 2) / (5y^2 + 6y + 2) with y = e^x; on the right both sides over y^2, so that only e^-|x| is needed.
        let positive = x.above(M::default());
        let decay = fine::decay(Sum::exactly(x));
        let gate = above(decay.value(), positive).quotient(below(decay.value(), positive));
        let left = decay.rescale(gate.by(decay.significand).times(x.at_least(M::EXP_FLOOR)));
        M::select(positive, gate.times(x), left).copysign(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // With A and B for the two polynomials it is y (A B + 4x (2y + 1) (y + 1)) / B^2, on the right (A B + 4x e (2 + e) (1 + e)) / B^2 with e = 1/y.
        let one = M::constant(1.0);
        let x = x.at_least(M::EXP_FLOOR).at_most(-M::EXP_FLOOR);
        let positive = x.above(M::default());
        let decay = fine::decay(Sum::exactly(x));
        let e = decay.value();
        let outer = Sum::select(positive, Sum::ordered(M::constant(2.0), e), Sum::ordered(one, times(e, 2.0)));
        let drift = outer.by(Sum::ordered(one, e)).scaled(x * M::constant(4.0));
        let drift = Sum::select(positive, drift.by(e), drift);
        let below = below(e, positive);
        let slope = above(e, positive).by(below).plus(drift).quotient(below.squared());
        M::select(positive, slope.rounded(), decay.rescale_sum(slope.by(decay.significand)))
    }
}

/// `sum * factor` for a factor that costs no digit, or whose rounding is small beside what it is added to.
#[inline(always)]
fn times<M: Machine>(sum: Sum<M>, factor: f64) -> Sum<M> {
    sum.scaled(M::constant(factor))
}

/// `2e + 3` on the right, `3e + 2` on the left.
#[inline(always)]
fn above<M: Machine>(e: Sum<M>, positive: bool) -> Sum<M> {
    let (two, three) = (M::constant(2.0), M::constant(3.0));
    let factor = M::select(positive, two, three);
    e.scaled(factor).plus(Sum::exactly(M::select(positive, three, two)))
}

/// `2e^2 + 6e + 5` on the right, `5e^2 + 6e + 2` on the left.
#[inline(always)]
fn below<M: Machine>(e: Sum<M>, positive: bool) -> Sum<M> {
    let (two, five) = (M::constant(2.0), M::constant(5.0));
    let inner = e.scaled(M::select(positive, two, five)).plus(Sum::exactly(M::constant(6.0)));
    inner.by(e).plus(Sum::exactly(M::select(positive, five, two)))
}
