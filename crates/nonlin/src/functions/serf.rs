//! Serf: `x erf(softplus(x))`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    error_function::{SLOPE_AT_0, bell_curve, erf_sum, ratio},
    exponential::Scaled,
    gated::{damped, log_decay},
};

pub(crate) struct Serf;

impl Function for Serf {
    const CARD: Card = Card {
        name: "serf",
        aliases: &["log_softplus_error_function"],
        title: "Serf (log-softplus error function)",
        year: 2021,
        source: "Nag & Bhattacharyya 2021, SERF, arXiv 2108.09598",
        strengths: "smooth and not monotone, like Mish",
        limits: "dearer still than Mish",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.3484374587596064),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.softplus().erf()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let s = x.softplus();
        s.erf() + x * R::precise(SLOPE_AT_0) * (-(s * s)).exp() * x.sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let p = parts(x);
        let right = p.gate.times(x.at_most(M::LARGEST));
        let right = M::select(x.above(M::LARGEST), x, right);
        M::select(p.positive, right, damped(Sum::exactly(x), p.gate, p.decay, x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // erf(s) + x erf'(s) sigmoid(x); on the left without the scale of e^x, which sigmoid has too.
        let p = parts(x);
        let reach = M::constant(1e4);
        let one = Sum::exactly(M::constant(1.0));
        let share = Sum::select(p.positive, one, p.decay.significand()).ratio(Sum::ordered(one.high, p.decay.value()));
        let bell = bell_curve(p.softplus).value().by(M::wide(SLOPE_AT_0));
        let term = bell.by(share).scaled(x.at_least(-reach).at_most(reach));
        let slope = p.gate.plus(term).rounded();
        M::select(p.positive, slope, p.decay.rescale(slope))
    }
}

/// What value and slope are made of.
struct Parts<M> {
    positive: bool,
    /// `e^-|x|`.
    decay: Scaled<M>,
    softplus: Sum<M>,
    /// `erf(softplus(x))`; on the left without the scale of the exponential.
    gate: Sum<M>,
}

#[inline(always)]
fn parts<M: Machine>(x: M) -> Parts<M> {
    let positive = x.above(M::default());
    let (decay, log) = log_decay(Sum::exactly(x));
    let near = Sum { high: decay.rescale(log.high), low: decay.rescale(log.low) };
    let linear = x.at_least(M::default()).at_most(M::constant(1e4));
    let softplus = Sum::exactly(linear).plus(near);
    let gate = Sum::select(positive, erf_sum(softplus), ratio(softplus).by(log));
    Parts { positive, decay, softplus, gate }
}
