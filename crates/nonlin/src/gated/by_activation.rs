//! Gated units whose gate is an activation of the registry: bilinear, `ReGLU`, GEGLU, `SwiGLU`. Shazeer 2020.

use super::{GatedLoops, GatedUnit, Gradients, Halves};
use crate::compute::{Element, Elementwise, Level};
use crate::facts::Range;
use crate::functions::{Card, Family};

/// `a f(b)` with an element-wise `f`.
pub(crate) struct ByActivation {
    pub(crate) card: &'static Card,
    pub(crate) function: &'static dyn Elementwise,
    pub(crate) formula: &'static str,
}

const fn card(
    name: &'static str,
    aliases: &'static [&'static str],
    title: &'static str,
    strengths: &'static str,
    elsewhere: &'static [(&'static str, &'static str)],
) -> Card {
    Card {
        name,
        aliases,
        title,
        year: 2020,
        source: "Shazeer 2020, GLU variants improve transformer, arXiv 2002.05202",
        strengths,
        limits: "needs a row of twice the length: the paper makes the layer a third narrower for it",
        usual: false,
        elsewhere,
        parameters: &[],
        range: Range::REAL,
        family: Family::Vector,
    }
}

/// `a b`.
pub(crate) const BILINEAR: Card = Card {
    source: "Mnih & Hinton 2007; Dauphin et al. 2016, arXiv 1612.08083; Shazeer 2020, arXiv 2002.05202",
    ..card("bilinear", &["bilinear_glu"], "Bilinear gated unit", "the simplest product of two linear maps", &[])
};

/// `a relu(b)`.
pub(crate) const REGLU: Card =
    card("reglu", &["relu_glu"], "ReLU gated linear unit", "cheap; gates that are exactly shut", &[]);

/// `a gelu(b)`.
pub(crate) const GEGLU: Card = card(
    "geglu",
    &["gelu_glu"],
    "GELU gated linear unit",
    "among the best feed-forward layers of transformers",
    &[("T5 v1.1", "with the tanh form of GELU (gelu_tanh)")],
);

/// `a silu(b)`.
pub(crate) const SWIGLU: Card = card(
    "swiglu",
    &["silu_glu", "swish_glu"],
    "SiLU gated linear unit",
    "the feed-forward layer of most large language models",
    &[("Llama and others", "gate and value from two matrices; which half is the gate differs by model")],
);

impl<T: Element> GatedLoops<T> for ByActivation {
    fn forward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]) {
        T::loops(self.function).gated_forward(level, parameters, halves, y);
    }

    fn backward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>) {
        T::loops(self.function).gated_backward(level, parameters, halves, gradients);
    }
}

impl GatedUnit for ByActivation {
    fn card(&self) -> &'static Card {
        self.card
    }

    fn formula(&self) -> &'static str {
        self.formula
    }
}
