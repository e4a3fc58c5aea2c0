//! Sigmoid (logistic function): `1 / (1 + e^-x)`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, sigmoid::bell_itself};

pub(crate) struct Sigmoid;

impl Function for Sigmoid {
    const CARD: Card = Card {
        name: "sigmoid",
        aliases: &["logistic", "expit"],
        title: "Sigmoid (logistic function)",
        year: 1845,
        source: "Verhulst 1845; as a unit of backpropagation: Rumelhart, Hinton & Williams 1986",
        strengths: "a probability: output of binary and multi-label networks, gates of LSTM and GRU",
        limits: "slope at most 1/4 and flat on both sides: gradients vanish in deep hidden layers; not zero-centred",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::open(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    const DRAFT: Draft = Draft::LEAN;

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        let one = R::constant(1.0);
        one / (one + (-x).exp())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let s = x.sigmoid();
        s * (R::constant(1.0) - s)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        x.sigmoid() * (-x).sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        x.sigmoid()
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        bell_itself(1.0, x)
    }

    const FROM_OUTPUT: bool = true;

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, []: [M; 0]) -> M {
        y * (M::constant(1.0) - y)
    }
}
