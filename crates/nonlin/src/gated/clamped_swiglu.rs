//! The clamped `SwiGLU` of the open-weights GPT models (gpt-oss, 2025).

use super::kernel::Kernel;
use crate::facts::Range;
use crate::functions::{Card, Family, Parameter};
use crate::real::sigmoid::{gate, gate_slope};
use crate::real::{Machine, Sum};

/// `(clip(a, -limit, limit) + 1) g sigmoid(alpha g)` with `g = min(b, limit)`.
pub(crate) struct ClampedSwiglu;

/// `alpha g` exactly; minus infinity becomes a large number, so that no digit of nothing is NaN.
#[inline(always)]
fn argument<M: Machine>(g: M, alpha: M) -> Sum<M> {
    let reach = M::constant(1e30);
    g.at_least(-reach).at_most(reach).product(alpha)
}

impl Kernel<2> for ClampedSwiglu {
    const CARD: Card = Card {
        name: "swiglu_clamped",
        aliases: &["clamped_swiglu", "swiglu_oai", "gpt_oss_swiglu"],
        title: "Clamped SwiGLU of the open-weights GPT models",
        year: 2025,
        source: "OpenAI 2025, gpt-oss, as Hugging Face transformers has it",
        strengths: "SwiGLU whose values cannot run away: made for low precision",
        limits: "no slope beyond the limit",
        usual: false,
        elsewhere: &[("transformers", "gate and value interleaved in the row, not in halves; the gate first")],
        parameters: &[
            Parameter { name: "limit", default: 7.0, learnable: false },
            Parameter { name: "alpha", default: 1.702, learnable: false },
        ],
        // From 1 - 7 to 1 + 7 times 7 sigmoid(1.702 * 7).
        range: Range::closed(-41.999718769819905, 55.99962502642654),
        family: Family::Vector,
    };
    const FORMULA: &'static str = "(clip(a, -limit, limit) + 1) * min(b, limit) * sigmoid(alpha * min(b, limit))";

    #[inline(always)]
    fn value<M: Machine>(a: M, b: M, [limit, alpha]: [M; 2]) -> M {
        let factor = a.at_least(-limit).at_most(limit) + M::constant(1.0);
        let g = b.at_most(limit);
        factor * gate(g, argument(g, alpha))
    }

    /// At its kinks the slope from the left, as everywhere.
    #[inline(always)]
    fn gradient<M: Machine>(a: M, b: M, dy: M, [limit, alpha]: [M; 2]) -> (M, M) {
        let zero = M::default();
        let factor = a.at_least(-limit).at_most(limit) + M::constant(1.0);
        let g = b.at_most(limit);
        let t = argument(g, alpha);
        let (gated, slope) = (gate(g, t), gate_slope(t, t));
        let inside = M::select(a.above(limit), zero, M::select(a.above(-limit), gated, zero)).nan_from(a);
        (dy * inside, dy * (factor * M::select(b.above(limit), zero, slope)))
    }
}
