//! Sparse plus: 0, then a parabola from -1 to 1, then the identity.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct SparsePlus;

impl Function for SparsePlus {
    const CARD: Card = Card {
        name: "sparse_plus",
        aliases: &[],
        title: "Sparse plus",
        year: 2020,
        source: "Blondel, Martins & Niculae 2020, Learning with Fenchel-Young losses; as an activation: JAX",
        strengths: "a softplus without exponential or logarithm, exactly zero below -1",
        limits: "dead below -1",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        let parabola = (x + one) * (x + one) / R::constant(4.0);
        let right = R::select(x.above(one), x, parabola);
        R::select(x.above(-one), right, R::constant(0.0)).nan_from(x)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        ((x + one) / R::constant(2.0)).at_least(R::constant(0.0)).at_most(one)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let one = M::constant(1.0);
        let square = Sum::difference(x, -one).squared();
        let right = M::select(x.above(one), x, (square.high + square.low) * M::constant(0.25));
        M::select(x.above(-one), right, M::default()).nan_from(x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        y.at_most(M::constant(1.0)).sqrt()
    }
}
