//! Arctan: the inverse tangent.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct Arctan;

impl Function for Arctan {
    const CARD: Card = Card {
        name: "arctan",
        aliases: &["atan", "arctangent", "inverse_tangent"],
        title: "Inverse tangent",
        year: 2002,
        source: "Kamruzzaman & Aziz 2002, A note on activation function in multilayer feedforward learning",
        strengths: "S-shaped with heavy tails: its slope dies slowly",
        limits: "not bounded by 1 but by pi/2",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::open(-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x.atan()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::constant(1.0) / (R::constant(1.0) + x * x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // From 2^30 on the 1 is nothing beside the square, which would overflow.
        let one = M::constant(1.0);
        let reach = M::constant(1_073_741_824.0);
        let z = x.abs().at_most(reach);
        let near = Sum::exactly(one).over(z.product(z).plus(Sum::exactly(one)));
        let root = Sum::exactly(one).ratio(Sum::exactly(x.abs().at_most(M::LARGEST)));
        M::select(x.abs().above(reach), root.squared().rounded(), near)
    }
}
