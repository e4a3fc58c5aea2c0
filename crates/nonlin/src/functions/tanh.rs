//! Hyperbolic tangent.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, sigmoid::bell_itself};

pub(crate) struct Tanh;

impl Function for Tanh {
    const CARD: Card = Card {
        name: "tanh",
        aliases: &["hyperbolic_tangent"],
        title: "Hyperbolic tangent",
        year: 1986,
        source: "as a hidden unit: LeCun et al. 1998, Efficient BackProp",
        strengths: "zero-centred; the state of recurrent networks",
        limits: "flat on both sides: gradients vanish in deep networks",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::open(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        (x.exp() - (-x).exp()) / (x.exp() + (-x).exp())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let t = x.tanh();
        R::constant(1.0) - t * t
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, []: [R; 0]) -> R {
        x.tanh()
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        R::constant(4.0) * (x + x).sigmoid() * (-(x + x)).sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        x.tanh()
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        // 1 - tanh^2 x = 4 sigmoid(2x) sigmoid(-2x), without the cancellation.
        bell_itself(4.0, x + x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        (-y).mul_add(y, M::constant(1.0))
    }
}
