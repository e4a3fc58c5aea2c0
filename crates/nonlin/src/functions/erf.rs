//! Error function.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    error_function::{SLOPE_AT_0, bell_curve},
};

pub(crate) struct Erf;

impl Function for Erf {
    const CARD: Card = Card {
        name: "erf",
        aliases: &["error_function"],
        title: "Error function",
        year: 1871,
        source: "Glaisher 1871, On a class of definite integrals; ONNX operator Erf",
        strengths: "zero-centred like tanh, with thinner tails; the core of GELU",
        limits: "flat on both sides, and sooner than tanh",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::open(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.erf()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::precise(SLOPE_AT_0) * (-(x * x)).exp()
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let decay = bell_curve(Sum::exactly(x));
        decay.rescale(decay.significand().by(M::wide(SLOPE_AT_0)).rounded())
    }
}
