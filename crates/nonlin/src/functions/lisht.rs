//! `LiSHT`: `x tanh x`.

use super::{Card, Family, Function};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Lisht;

impl Function for Lisht {
    const CARD: Card = Card {
        name: "lisht",
        aliases: &["linearly_scaled_hyperbolic_tangent"],
        title: "Linearly scaled hyperbolic tangent",
        year: 2019,
        source: "Roy et al. 2019, LiSHT: non-parametric linearly scaled hyperbolic tangent, arXiv 1901.05894",
        strengths: "unbounded on both sides: no vanishing gradient far out",
        limits: "even: it cannot tell x from -x",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let t = x.tanh();
        t + x * (R::constant(1.0) - t * t)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        // 1 - tanh^2 x = 4 sigmoid(2x) sigmoid(-2x), where the difference cancels.
        x.tanh() + x * R::constant(4.0) * (x + x).sigmoid() * (-(x + x)).sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        fine::tanh(Sum::exactly(x.abs())).times(x.abs())
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // Odd. Beyond the reach the second term is zero, and infinity times zero would not be.
        let size = x.abs().at_most(M::constant(1e4));
        let term = fine::sech_squared(Sum::exactly(size)).scaled(size);
        fine::tanh(Sum::exactly(size)).plus(term).rounded().copysign(x).nan_from(x)
    }
}
