//! SQNL: two parabolas that meet in 0 and end in -1 and 1.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real};

pub(crate) struct Sqnl;

impl Function for Sqnl {
    const CARD: Card = Card {
        name: "sqnl",
        aliases: &["square_nonlinearity"],
        title: "Square nonlinearity",
        year: 2018,
        source: "Wuraola & Patel 2018, SQNL: a new computationally efficient activation function",
        strengths: "like tanh, of one multiplication",
        limits: "flat, and so without gradient, beyond 2 on both sides",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::closed(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let t = x.at_least(R::constant(-2.0)).at_most(R::constant(2.0));
        t - t * t.abs() / R::constant(4.0)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        (R::constant(1.0) - x.abs() / R::constant(2.0)).at_least(R::constant(0.0))
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let t = x.at_least(M::constant(-2.0)).at_most(M::constant(2.0));
        (t * M::constant(-0.25)).mul_add(t.abs(), t).copysign(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        (M::constant(1.0) - y.abs()).sqrt()
    }
}
