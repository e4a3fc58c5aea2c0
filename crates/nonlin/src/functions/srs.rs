//! Soft root sign: `x / (x / alpha + e^(-x / beta))`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Srs;

impl Function<2> for Srs {
    const CARD: Card = Card {
        name: "srs",
        aliases: &["soft_root_sign"],
        title: "Soft root sign",
        year: 2020,
        source: "Zhou, Li, Huo & Kung 2020, Soft-root-sign activation function, arXiv 2003.00547",
        strengths: "smooth, bounded on both sides, zero-mean by its learnable parameters",
        limits: "has a pole unless beta is under e times alpha",
        usual: false,
        elsewhere: &[("Dubey et al. 2021 (their code)", "alpha 5, beta 3, with 0.01 added to the denominators")],
        parameters: &[
            Parameter { name: "alpha", default: 2.0, learnable: true },
            Parameter { name: "beta", default: 3.0, learnable: true },
        ],
        range: Range { low: -2.4624844021473891, high: 2.0, low_taken: true, high_taken: false },
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        x / (x / alpha + (-x / beta).exp())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, beta]: [R; 2]) -> R {
        let decay = (-x / beta).exp();
        let below = x / alpha + decay;
        (R::constant(1.0) + x / beta) * decay / (below * below)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, parameters: [M; 2]) -> M {
        let Parts { x: near, decay, below, .. } = parts(x, parameters);
        let left = decay.rescale_sum(decay.significand.scaled(near).quotient(below));
        M::select(x.above(M::default()), Sum::exactly(near).over(below), left).copysign(x).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, parameters: [M; 2]) -> M {
        // (1 + x / beta) e^-(|x| / beta) over the square of what is below: divided twice, for the square may overflow.
        let Parts { decay, below, ratio, .. } = parts(x, parameters);
        let above = Sum::exactly(M::constant(1.0)).plus(ratio).by(decay.significand);
        decay.rescale_sum(above.quotient(below).quotient(below)).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> [M; 2] {
        let Parts { x: near, decay, below, .. } = parts(x, [alpha, beta]);
        let (e, t) = (decay.value().high, near / below.high);
        let value = M::select(x.above(M::default()), t, t * e) / alpha;
        [value * value, -(t / beta) * (t / beta * e)]
    }
}

/// What value and slopes are made of.
struct Parts<M> {
    /// The argument, infinity as a large number.
    x: M,
    /// `e^-|x / beta|`.
    decay: fine::Scaled<M>,
    /// The denominator: on the right as it is, on the left times the decay.
    below: Sum<M>,
    /// `x / beta`.
    ratio: Sum<M>,
}

#[inline(always)]
fn parts<M: Machine>(x: M, [alpha, beta]: [M; 2]) -> Parts<M> {
    let reach = M::constant(1e25);
    let positive = x.above(M::default());
    let x = x.at_least(-reach).at_most(reach);
    let ratio = Sum::exactly(x).quotient(Sum::exactly(beta));
    let decay = fine::decay(ratio);
    let e = decay.value();
    let linear = Sum::exactly(x).quotient(Sum::exactly(alpha));
    let left = linear.by(e).plus(Sum::exactly(M::constant(1.0)));
    Parts { x, decay, below: Sum::select(positive, linear.plus(e), left), ratio }
}
