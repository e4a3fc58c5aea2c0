//! Complementary log-log: `1 - e^(-e^x)`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};
use std::ops::Neg;

pub(crate) struct Cloglog;

impl Function for Cloglog {
    const CARD: Card = Card {
        name: "cloglog",
        aliases: &["complementary_log_log"],
        title: "Complementary log-log",
        year: 1922,
        source: "Fisher 1922, On the mathematical foundations of theoretical statistics; as a unit: Gomes & Ludermir 2008",
        strengths: "a probability whose two ends differ: rare events, times to an event",
        limits: "flat on both sides, on the right very soon",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::open(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        -(-x.exp()).exp_m1()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        (x - x.exp()).exp()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let y = fine::exp(Sum::exactly(x.at_most(M::constant(FAR_RIGHT)))).value();
        fine::exp_m1(y.neg()).rounded().abs()
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // The outer exponential makes the error of its argument relative: the inner one needs more digits than usual.
        let x = x.at_least(M::EXP_FLOOR).at_most(M::constant(FAR_RIGHT));
        let y = fine::exp_long(x);
        fine::exp(Sum::exactly(x).plus(y.neg())).value().high
    }
}

/// From here on the value is 1 and the slope 0 in every type.
const FAR_RIGHT: f64 = 8.0;
