//! The one list of everything there is. Whoever shows, tests, trains or exports functions reads it.

use super::Card;
use crate::compute::{Elementwise, Entry};
use crate::gated::{self, ByActivation, GatedUnit, KernelUnit};
use crate::rows::{self, RowFunction};
use crate::spelling::nearest;
use thiserror::Error;

/// A function of the registry.
#[derive(Clone, Copy)]
pub enum Registered {
    /// Works on each number by itself.
    Elementwise(&'static dyn Elementwise),
    /// Works on a row of numbers as a whole.
    Row(&'static dyn RowFunction),
    /// Works on a row of two halves, one the gate of the other.
    Gated(&'static dyn GatedUnit),
}

/// One line per function; the order is the order of every list and table.
static ALL: &[Registered] = &[
    Registered::Elementwise(&Entry::new(&super::step::Step)),
    Registered::Elementwise(&Entry::new(&super::linear::Linear)),
    Registered::Elementwise(&Entry::new(&super::affine::Affine)),
    Registered::Elementwise(&Entry::new(&super::sigmoid::Sigmoid)),
    Registered::Elementwise(&Entry::new(&super::tanh::Tanh)),
    Registered::Elementwise(&Entry::new(&super::relu::Relu)),
    Registered::Elementwise(&Entry::new(&super::leaky_relu::LeakyRelu)),
    Registered::Elementwise(&Entry::new(&super::prelu::Prelu)),
    Registered::Elementwise(&Entry::new(&super::elu::Elu)),
    Registered::Elementwise(&Entry::new(&super::silu::Silu)),
    Registered::Elementwise(&Entry::new(&super::swish::Swish)),
    Registered::Elementwise(&Entry::new(&super::gelu::Gelu)),
    Registered::Elementwise(&Entry::new(&super::gelu_tanh::GeluTanh)),
    Registered::Elementwise(&Entry::new(&super::selu::Selu)),
    Registered::Elementwise(&Entry::new(&super::celu::Celu)),
    Registered::Elementwise(&Entry::new(&super::mish::Mish)),
    Registered::Elementwise(&Entry::new(&super::softplus::Softplus)),
    Registered::Elementwise(&Entry::new(&super::log_sigmoid::LogSigmoid)),
    Registered::Elementwise(&Entry::new(&super::softsign::Softsign)),
    Registered::Elementwise(&Entry::new(&super::relu6::Relu6)),
    Registered::Elementwise(&Entry::new(&super::hard_sigmoid::HardSigmoid)),
    Registered::Elementwise(&Entry::new(&super::hard_swish::HardSwish)),
    Registered::Elementwise(&Entry::new(&super::hard_tanh::HardTanh)),
    Registered::Elementwise(&Entry::new(&super::thresholded_relu::ThresholdedRelu)),
    Registered::Elementwise(&Entry::new(&super::threshold::Threshold)),
    Registered::Elementwise(&Entry::new(&super::relu_squared::ReluSquared)),
    Registered::Elementwise(&Entry::new(&super::clip::Clip)),
    Registered::Elementwise(&Entry::new(&super::relu_keras::ReluKeras)),
    Registered::Elementwise(&Entry::new(&super::rrelu::Rrelu)),
    Registered::Elementwise(&Entry::new(&super::hard_sigmoid_onnx::HardSigmoidOnnx)),
    Registered::Elementwise(&Entry::new(&super::sparse_sigmoid::SparseSigmoid)),
    Registered::Elementwise(&Entry::new(&super::sparse_plus::SparsePlus)),
    Registered::Elementwise(&Entry::new(&super::soft_shrink::SoftShrink)),
    Registered::Elementwise(&Entry::new(&super::hard_shrink::HardShrink)),
    Registered::Elementwise(&Entry::new(&super::shrink::Shrink)),
    Registered::Elementwise(&Entry::new(&super::sqnl::Sqnl)),
    Registered::Elementwise(&Entry::new(&super::smelu::Smelu)),
    Registered::Elementwise(&Entry::new(&super::star_relu::StarRelu)),
    Registered::Elementwise(&Entry::new(&super::srelu::Srelu)),
    Registered::Elementwise(&Entry::new(&super::hard_mish::HardMish)),
    Registered::Elementwise(&Entry::new(&super::lisht::Lisht)),
    Registered::Elementwise(&Entry::new(&super::penalized_tanh::PenalizedTanh)),
    Registered::Elementwise(&Entry::new(&super::elish::Elish)),
    Registered::Elementwise(&Entry::new(&super::hard_elish::HardElish)),
    Registered::Elementwise(&Entry::new(&super::tanhexp::Tanhexp)),
    Registered::Elementwise(&Entry::new(&super::smish::Smish)),
    Registered::Elementwise(&Entry::new(&super::logish::Logish)),
    Registered::Elementwise(&Entry::new(&super::serlu::Serlu)),
    Registered::Elementwise(&Entry::new(&super::pelu::Pelu)),
    Registered::Elementwise(&Entry::new(&super::pdelu::Pdelu)),
    Registered::Elementwise(&Entry::new(&super::xielu::Xielu)),
    Registered::Elementwise(&Entry::new(&super::flatten_t_swish::FlattenTSwish)),
    Registered::Elementwise(&Entry::new(&super::srs::Srs)),
    Registered::Elementwise(&Entry::new(&super::softplus_beta::SoftplusBeta)),
    Registered::Elementwise(&Entry::new(&super::tanhshrink::Tanhshrink)),
    Registered::Elementwise(&Entry::new(&super::cloglog::Cloglog)),
    Registered::Elementwise(&Entry::new(&super::soft_clipping::SoftClipping)),
    Registered::Elementwise(&Entry::new(&super::phish::Phish)),
    Registered::Elementwise(&Entry::new(&super::exponential::Exponential)),
    Registered::Elementwise(&Entry::new(&super::gaussian::Gaussian)),
    Registered::Elementwise(&Entry::new(&super::erf::Erf)),
    Registered::Elementwise(&Entry::new(&super::arctan::Arctan)),
    Registered::Elementwise(&Entry::new(&super::bent_identity::BentIdentity)),
    Registered::Elementwise(&Entry::new(&super::isru::Isru)),
    Registered::Elementwise(&Entry::new(&super::isrlu::Isrlu)),
    Registered::Elementwise(&Entry::new(&super::squareplus::Squareplus)),
    Registered::Elementwise(&Entry::new(&super::scaled_tanh::ScaledTanh)),
    Registered::Elementwise(&Entry::new(&super::dyt::Dyt)),
    Registered::Elementwise(&Entry::new(&super::gelu_quick::GeluQuick)),
    Registered::Elementwise(&Entry::new(&super::e_swish::ESwish)),
    Registered::Elementwise(&Entry::new(&super::acon_c::AconC)),
    Registered::Elementwise(&Entry::new(&super::aria2::Aria2)),
    Registered::Elementwise(&Entry::new(&super::smu::Smu)),
    Registered::Elementwise(&Entry::new(&super::serf::Serf)),
    Registered::Elementwise(&Entry::new(&super::sine::Sine)),
    Registered::Elementwise(&Entry::new(&super::snake::Snake)),
    Registered::Elementwise(&Entry::new(&super::sine_relu::SineRelu)),
    Registered::Elementwise(&Entry::new(&super::gcu::Gcu)),
    Registered::Row(&rows::Softmax),
    Registered::Row(&rows::LogSoftmax),
    Registered::Row(&rows::Hardmax),
    Registered::Row(&rows::Softmin),
    Registered::Row(&rows::QuietSoftmax),
    Registered::Row(&rows::Sparsemax),
    Registered::Row(&rows::Entmax15),
    Registered::Row(&rows::Entmax::DEFAULT),
    Registered::Row(&rows::GumbelSoftmax::DEFAULT),
    Registered::Row(&rows::Solu),
    Registered::Row(&rows::Squash),
    Registered::Row(&rows::Maxout::PAIRS),
    Registered::Row(&rows::Crelu),
    Registered::Gated(&KernelUnit::new(&gated::Glu)),
    Registered::Gated(&ByActivation {
        card: &gated::BILINEAR,
        function: &Entry::new(&super::linear::Linear),
        formula: "a * b",
    }),
    Registered::Gated(&ByActivation {
        card: &gated::REGLU,
        function: &Entry::new(&super::relu::Relu),
        formula: "a * relu(b)",
    }),
    Registered::Gated(&ByActivation {
        card: &gated::GEGLU,
        function: &Entry::new(&super::gelu::Gelu),
        formula: "a * gelu(b)",
    }),
    Registered::Gated(&ByActivation {
        card: &gated::SWIGLU,
        function: &Entry::new(&super::silu::Silu),
        formula: "a * silu(b)",
    }),
    Registered::Gated(&KernelUnit::new(&gated::ClampedSwiglu)),
];

/// No function has this name.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("unknown activation `{name}`; {}", suggestion.as_ref().map_or_else(|| "`nonlin list` shows those there are".to_owned(), |s| format!("did you mean `{s}`?")))]
pub struct UnknownFunction {
    /// What was asked for.
    pub name: String,
    /// The nearest name or alias, if one is near.
    pub suggestion: Option<&'static str>,
}

impl Registered {
    /// The function's card.
    pub fn card(self) -> &'static Card {
        match self {
            Self::Elementwise(function) => function.card(),
            Self::Row(function) => function.card(),
            Self::Gated(unit) => unit.card(),
        }
    }

    /// `elementwise`, `vector` or `gated`.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Elementwise(_) => "elementwise",
            Self::Row(_) => "vector",
            Self::Gated(_) => "gated",
        }
    }

    /// The formula as text.
    pub fn formula(self) -> String {
        match self {
            Self::Elementwise(function) => function.formula().body(),
            Self::Row(function) => function.formula().to_owned(),
            Self::Gated(unit) => unit.formula().to_owned(),
        }
    }

    /// Whether a name as [`bare`] makes it is one of this function's.
    fn answers_to(self, bare_name: &str) -> bool {
        let card = self.card();
        std::iter::once(&card.name).chain(card.aliases).any(|name| bare(name).eq(bare_name.chars()))
    }
}

/// Every function, in the order of the registry.
pub fn all() -> impl Iterator<Item = Registered> {
    ALL.iter().copied()
}

/// The functions that every introduction tells of, in the order in which it does.
pub const CLASSICS: [&str; 12] =
    ["step", "linear", "sigmoid", "tanh", "relu", "leaky_relu", "prelu", "elu", "softmax", "swish", "gelu", "selu"];

/// The [`CLASSICS`].
pub fn classics() -> impl Iterator<Item = Registered> {
    CLASSICS.iter().filter_map(|name| all().find(|function| function.card().name == *name))
}

/// Every element-wise function.
pub fn elementwise() -> impl Iterator<Item = &'static dyn Elementwise> {
    all().filter_map(|function| match function {
        Registered::Elementwise(function) => Some(function),
        Registered::Row(_) | Registered::Gated(_) => None,
    })
}

/// The function with this name or alias. Case does not matter, nor does what joins the words: `_`, `-`, a blank or
/// nothing, so that the class names of frameworks (`LeakyReLU`, `Hardswish`) need no list of their own.
pub fn find(name: &str) -> Result<Registered, UnknownFunction> {
    known(name).ok_or_else(|| {
        let plain = name.trim().to_lowercase().replace(['-', ' '], "_");
        UnknownFunction { name: name.chars().take(60).collect(), suggestion: nearest(&plain, names()) }
    })
}

/// The same for a text that need not be a name, without a search for what may have been meant.
pub(crate) fn known(name: &str) -> Option<Registered> {
    let bare_name: String = bare(name).take(LONGEST).collect();
    all().find(|function| function.answers_to(&bare_name))
}

/// More letters than any name has.
const LONGEST: usize = 120;

/// A name's letters and digits, without what joins its words.
fn bare(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '_' | '-') && !c.is_whitespace()).flat_map(char::to_lowercase)
}

/// Every name and alias.
fn names() -> impl Iterator<Item = &'static str> {
    all().map(Registered::card).flat_map(|card| std::iter::once(card.name).chain(card.aliases.iter().copied()))
}
