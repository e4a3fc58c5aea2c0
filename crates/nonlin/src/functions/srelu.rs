//! S-shaped `ReLU`: three lines; both joints and both outer slopes are learnt.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct Srelu;

impl Function<4> for Srelu {
    const CARD: Card = Card {
        name: "srelu",
        aliases: &["s_shaped_relu"],
        title: "S-shaped ReLU",
        year: 2015,
        source: "Jin et al. 2015, Deep learning with S-shaped rectified linear activation units, arXiv 1512.07030",
        strengths: "learns convex and concave shapes alike",
        limits: "four parameters per unit; starts as a leaky ReLU",
        usual: false,
        elsewhere: &[("Keras contrib", "a_l and t_r start at random")],
        parameters: &[
            Parameter { name: "t_l", default: 0.0, learnable: true },
            Parameter { name: "a_l", default: 0.2, learnable: true },
            Parameter { name: "t_r", default: 1.0, learnable: true },
            Parameter { name: "a_r", default: 1.0, learnable: true },
        ],
        range: Range::REAL,
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [t_l, a_l, t_r, a_r]: [R; 4]) -> R {
        let left = R::select(x.above(t_l), x, t_l + a_l * (x - t_l));
        R::select(x.above(t_r), t_r + a_r * (x - t_r), left)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [t_l, a_l, t_r, a_r]: [R; 4]) -> R {
        R::select(x.above(t_r), a_r, R::select(x.above(t_l), R::constant(1.0), a_l)).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [t_l, a_l, t_r, a_r]: [M; 4]) -> M {
        let left = M::select(x.above(t_l), x, line(x, t_l, a_l));
        M::select(x.above(t_r), line(x, t_r, a_r), left)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [t_l, a_l, t_r, a_r]: [M; 4]) -> [M; 4] {
        let (zero, one) = (M::default(), M::constant(1.0));
        let right = x.above(t_r);
        let left = !right & !x.above(t_l);
        [
            M::select(left, one - a_l, zero),
            M::select(left, x - t_l, zero),
            M::select(right, one - a_r, zero),
            M::select(right, x - t_r, zero),
        ]
    }
}

/// `t + a (x - t)`, with every digit where the two nearly cancel.
#[inline(always)]
fn line<M: Machine>(x: M, t: M, a: M) -> M {
    let beyond = Sum::difference(x, t);
    let term = beyond.high.product(a);
    let sum = Sum::difference(term.high, -t);
    let fine = sum.high + (sum.low + beyond.low.mul_add(a, term.low));
    // With t = 0 it is a x, sign of zero included; beyond the reach, where a product may overflow, t is nothing beside it.
    let refined = t.abs().above(M::default()) & M::constant(1e30).above(x.abs());
    M::select(refined, fine, a * x)
}
