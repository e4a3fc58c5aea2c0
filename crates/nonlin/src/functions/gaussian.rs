//! Gaussian: `e^(-x^2)`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, error_function::bell_curve};

pub(crate) struct Gaussian;

impl Function for Gaussian {
    const CARD: Card = Card {
        name: "gaussian",
        aliases: &["gauss", "gaussian_rbf"],
        title: "Gaussian",
        year: 1988,
        source: "Broomhead & Lowe 1988, Multivariable functional interpolation and adaptive networks",
        strengths: "local: answers to a neighbourhood only, as radial basis functions do",
        limits: "flat on both sides: units far from the data learn nothing",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range { low: 0.0, high: 1.0, low_taken: false, high_taken: true },
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        (-(x * x)).exp()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::constant(-2.0) * x * (-(x * x)).exp()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        bell_curve(Sum::exactly(x)).value().high
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let decay = bell_curve(Sum::exactly(x));
        let reach = M::constant(40.0);
        let x = x.at_least(-reach).at_most(reach);
        decay.rescale(decay.significand().times(x * M::constant(-2.0)))
    }
}
