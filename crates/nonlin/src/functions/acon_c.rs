//! ACON-C, a smooth maximum of two lines: `(p1 - p2) x sigmoid(beta (p1 - p2) x) + p2 x`.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, gated};

pub(crate) struct AconC;

impl Function<3> for AconC {
    const CARD: Card = Card {
        name: "acon_c",
        aliases: &["acon"],
        title: "ACON-C (activate or not)",
        year: 2020,
        source: "Ma, Zhang, Liu & Sun 2020, Activate or Not, arXiv 2009.04759",
        strengths: "learns per channel how far to activate: SiLU, a smooth leaky ReLU and linear are all within it",
        limits: "three more parameters; starts as SiLU here",
        usual: false,
        elsewhere: &[("the paper's code", "p1 and p2 start as random normal numbers, one per channel, beta as 1")],
        parameters: &[
            Parameter { name: "p1", default: 1.0, learnable: true },
            Parameter { name: "p2", default: 0.0, learnable: true },
            Parameter { name: "beta", default: 1.0, learnable: true },
        ],
        range: Range::from(-0.2784645427610738),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [p1, p2, beta]: [R; 3]) -> R {
        let d = (p1 - p2) * x;
        d * (beta * d).sigmoid() + p2 * x
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [p1, p2, beta]: [R; 3]) -> R {
        let one = R::constant(1.0);
        let u = beta * (p1 - p2) * x;
        let s = u.sigmoid();
        (p1 - p2) * s * (one + u * (one - s)) + p2
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [p1, p2, beta]: [R; 3]) -> R {
        let u = beta * (p1 - p2) * x;
        (p1 - p2) * u.sigmoid() * (R::constant(1.0) + u * (-u).sigmoid()) + p2
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [p1, p2, beta]: [M; 3]) -> M {
        // Where p2 is 0 its term is none, at infinity too; elsewhere infinity has the slope of its side.
        let (d, t) = arguments(x, p1, p2, beta);
        let y = p2.mul_add(x.at_least(-M::LARGEST).at_most(M::LARGEST), gated::gate(d, t));
        let end = M::select(t.high.above(M::default()), p1, p2);
        let y = M::select(gated::nonzero(p2), y, gated::gate(d, t));
        M::select(x.abs().above(M::LARGEST) & gated::nonzero(end), end * x, y)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [p1, p2, beta]: [M; 3]) -> M {
        let (_, t) = arguments(x, p1, p2, beta);
        // A p2 of 0 is not added: it would take the sign of a slope that fades away on the left.
        let slope = gated::gate_slope(p1 - p2, t);
        M::select(gated::nonzero(p2), Sum::exactly(slope).plus(Sum::exactly(p2)).rounded(), slope)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [p1, p2, beta]: [M; 3]) -> [M; 3] {
        // With d = (p1 - p2) x: the slope of d sigmoid(beta d) by d, times x; less that, plus x, for p2.
        let (d, t) = arguments(x, p1, p2, beta);
        let by_p1 = x * gated::gate_slope(M::constant(1.0), t);
        [by_p1, x - by_p1, gated::bell(d.squared(), t)]
    }
}

/// `(p1 - p2) x`, and `beta` times that; infinities become large numbers.
#[inline(always)]
fn arguments<M: Machine>(x: M, p1: M, p2: M, beta: M) -> (Sum<M>, Sum<M>) {
    let reach = M::constant(1e18);
    let width = Sum::difference(p1, p2);
    let near = width.scaled(x.at_least(-reach).at_most(reach));
    (width.scaled(x.at_least(-M::LARGEST).at_most(M::LARGEST)), near.scaled(beta))
}
