//! Bent identity: `(sqrt(x^2 + 1) - 1) / 2 + x`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, root::hypotenuse};

pub(crate) struct BentIdentity;

impl Function for BentIdentity {
    const CARD: Card = Card {
        name: "bent_identity",
        aliases: &[],
        title: "Bent identity",
        year: 2016,
        source: "folklore of about 2016 (lists of activation functions); no paper known",
        strengths: "never flat: its slope goes from 1/2 to 3/2",
        limits: "nearly linear, so of little use for depth",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::REAL,
        family: Family::Linear,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        ((x * x + one).sqrt() - one) / R::constant(2.0) + x
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        x / (R::constant(2.0) * (x * x + one).sqrt()) + one
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // x (1 + x / (2 (sqrt(x^2 + 1) + 1)))
        let h = hypotenuse(M::constant(1.0), x, M::constant(1.0));
        let half = Sum::exactly(h.x * M::constant(0.5)).ratio(h.root.plus(Sum::exactly(h.scale)));
        let factor = Sum::exactly(M::constant(1.0)).plus(half);
        let y = factor.times(x.at_least(-M::LARGEST).at_most(M::LARGEST)).copysign(x);
        M::select(x.abs().above(M::LARGEST), x, y)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let h = hypotenuse(M::constant(1.0), x, M::constant(1.0));
        let half = Sum::exactly(h.x * M::constant(0.5)).ratio(h.root);
        Sum::exactly(M::constant(1.0)).plus(half).rounded()
    }
}
