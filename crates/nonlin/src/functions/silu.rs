//! `SiLU` (swish with beta 1): `x * sigmoid(x)`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum, drafts,
    sigmoid::{gate, gate_slope_itself},
    thrifty,
};

pub(crate) struct Silu;

impl Function for Silu {
    const CARD: Card = Card {
        name: "silu",
        aliases: &["swish_1", "sigmoid_linear_unit", "sil"],
        title: "Sigmoid linear unit (swish)",
        year: 2017,
        source: "Hendrycks & Gimpel 2016; Elfwing, Uchibe & Doya 2017; Ramachandran, Zoph & Le 2017",
        strengths: "smooth, not monotone, does well in deep networks",
        limits: "needs an exponential; not zero-centred",
        usual: true,
        elsewhere: &[("JAX, Keras, transformers, candle", "also called swish")],
        parameters: &[],
        range: Range::from(-0.2784645427610738),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN.slope_crosses(128.0 * f64::EPSILON, -2.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.sigmoid()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let s = x.sigmoid();
        s * (R::constant(1.0) + x * (R::constant(1.0) - s))
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        x.sigmoid() * (R::constant(1.0) + x * (-x).sigmoid())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        if M::LEAN {
            return drafts::silu(x);
        }
        if M::THRIFTY {
            return thrifty::silu(x);
        }
        let x = x.at_least(M::EXP_FLOOR);
        gate(x, Sum::exactly(x))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        gate_slope_itself(x)
    }
}
