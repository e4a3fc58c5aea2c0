//! GLU, the gated linear unit: `a sigmoid(b)`. Dauphin, Fan, Auli & Grangier 2016.

use super::kernel::Kernel;
use crate::facts::Range;
use crate::functions::{Card, Family};
use crate::real::sigmoid::{bell, gate};
use crate::real::{Machine, Sum};

/// The factor meets the sigmoid before its scale, so the product keeps its digits where the sigmoid alone is subnormal.
pub(crate) struct Glu;

impl Kernel<0> for Glu {
    const CARD: Card = Card {
        name: "glu",
        aliases: &["gated_linear_unit"],
        title: "Gated linear unit",
        year: 2016,
        source: "Dauphin, Fan, Auli & Grangier 2016, arXiv 1612.08083",
        strengths: "passes its value on as a gate of its own decides; the gradient has a linear way through",
        limits: "needs a row of twice the length",
        usual: false,
        elsewhere: &[("PyTorch, JAX", "the second half is the gate")],
        parameters: &[],
        range: Range::REAL,
        family: Family::Vector,
    };
    const FORMULA: &'static str = "a * sigmoid(b)";

    #[inline(always)]
    fn value<M: Machine>(a: M, b: M, []: [M; 0]) -> M {
        gate(a, Sum::exactly(b)).nan_from(a)
    }

    #[inline(always)]
    fn gradient<M: Machine>(a: M, b: M, dy: M, []: [M; 0]) -> (M, M) {
        (gate(dy, Sum::exactly(b)).nan_from(dy), bell(dy * a, Sum::exactly(b)).nan_from(dy * a))
    }
}
