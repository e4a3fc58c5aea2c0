//! `ARiA2`: `x (1 + e^(-beta x))^(-alpha)`, a `SiLU` with Richards' curve for its gate.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    exponential::{Scaled, exp_scaled},
    gated::{damped, log_decay},
};

pub(crate) struct Aria2;

impl Function<2> for Aria2 {
    const CARD: Card = Card {
        name: "aria2",
        aliases: &[],
        title: "ARiA2 (adaptive Richards' curve)",
        year: 2018,
        source: "Patwardhan, Ingalhalikar & Walambe 2018, ARiA, arXiv 1805.08878",
        strengths: "two numbers shape the dip on the left",
        limits: "needs two exponentials and a logarithm",
        usual: false,
        elsewhere: &[("Echo", "without the factor x; alpha 1.5, beta 1")],
        parameters: &[
            Parameter { name: "alpha", default: 1.5, learnable: false },
            Parameter { name: "beta", default: 2.0, learnable: false },
        ],
        range: Range::from(-0.06997764131970143),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        x * (-(alpha * (-(beta * x)).softplus())).exp()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        let g = (-(alpha * (-(beta * x)).softplus())).exp();
        g * (R::constant(1.0) + alpha * beta * x * (-(beta * x)).sigmoid())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> M {
        let p = parts(x, alpha, beta);
        damped(Sum::exactly(x), p.gate.significand(), p.gate, p.exponent)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> M {
        let p = parts(x, alpha, beta);
        let bracket = Sum::exactly(M::constant(1.0)).plus(p.t.scaled(alpha).by(p.fall));
        damped(bracket, p.gate.significand(), p.gate, p.exponent)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> [M; 2] {
        let p = parts(x, alpha, beta);
        let y = p.gate.times(x);
        [-(p.logarithm * y), alpha * x * y * p.fall.rounded()]
    }
}

/// What values and slopes are made of.
struct Parts<M> {
    /// `beta x`; those far out are cut off.
    t: Sum<M>,
    /// `ln(1 + e^-t)`.
    logarithm: M,
    /// That times `-alpha`.
    exponent: M,
    /// `e` to that power.
    gate: Scaled<M>,
    /// `sigmoid(-t)`.
    fall: Sum<M>,
}

#[inline(always)]
fn parts<M: Machine>(x: M, alpha: M, beta: M) -> Parts<M> {
    let (zero, one) = (M::default(), M::constant(1.0));
    let reach = M::constant(1e15);
    let t = x.at_least(-reach).at_most(reach).product(beta);
    let (decay, log) = log_decay(t);
    let positive = t.high.above(zero);
    let near = Sum { high: decay.rescale(log.high), low: decay.rescale(log.low) };
    let logarithm = Sum::select(positive, Sum::exactly(zero), -t).plus(near);
    let exponent = -logarithm.scaled(alpha);
    let share = Sum::select(positive, decay.value(), Sum::exactly(one));
    let fall = share.ratio(Sum::ordered(one, decay.value()));
    Parts { t, logarithm: logarithm.high, exponent: exponent.high, gate: exp_scaled(exponent), fall }
}
