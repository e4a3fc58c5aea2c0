//! Softsign: `x / (1 + |x|)`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct Softsign;

impl Function for Softsign {
    const CARD: Card = Card {
        name: "softsign",
        aliases: &["elliott"],
        title: "Softsign",
        year: 1993,
        source: "Elliott 1993, A better activation function for artificial neural networks",
        strengths: "like tanh without an exponential, with slower saturation",
        limits: "flat on both sides in the end",
        usual: true,
        elsewhere: &[(
            "the surveys of Dubey et al. 2021 and Kunc & Kléma 2024",
            "Elliott is (softsign + 1) / 2, from 0 to 1",
        )],
        parameters: &[],
        range: Range::open(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x / (R::constant(1.0) + x.abs())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let d = R::constant(1.0) + x.abs();
        R::constant(1.0) / (d * d)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // Infinity over infinity is no limit; a large number over itself is.
        let reach = M::constant(1e30);
        let x = x.at_least(-reach).at_most(reach);
        x / (x.abs() + M::constant(1.0))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // Squared after the division: the square of the denominator would overflow where the slope is a number.
        let one = M::constant(1.0);
        let below = Sum::difference(x.abs().at_most(M::LARGEST), -one);
        let root = Sum::exactly(one).over(below);
        let low = root * ((-root).mul_add(below.high, one) - root * below.low);
        root.mul_add(root, (root + root) * low)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        let rest = M::constant(1.0) - y.abs();
        rest * rest
    }
}
