//! Where each layer's parameters lie in the one buffer, and how they start.

use crate::initialiser::Initialiser;
use std::ops::Range;

/// The most parameters a network may have: a gibibyte of `f32`. (Gradients and Adam's state take three times
/// that again.) A size beyond this is a slip of the keyboard or a hostile file.
pub const MAX_PARAMETERS: usize = 1 << 28;

/// What parameters are for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Factors of weighted sums, tables of vectors; the only ones that weight decay shrinks.
    Weight,
    /// What is added to weighted sums.
    Bias,
    /// Scales and shifts of a normalisation.
    Scale,
    /// Learnt parameters of an activation (`PReLU`'s `a`, swish's `beta`).
    Activation,
    /// Running means: kept with the parameters, but set and not trained.
    Statistic,
}

/// Parameters that belong together: a matrix, or a vector.
#[derive(Clone, PartialEq, Debug)]
pub struct Group {
    /// `weight`, `bias`, `recurrent_weight`, ...: unique within the layer.
    pub name: &'static str,
    /// Rows and columns, row-major; or one length.
    pub shape: Vec<usize>,
    /// What they are for.
    pub role: Role,
    /// Where they lie in the network's buffer.
    pub range: Range<usize>,
    pub(crate) start: Start,
}

/// How a group's numbers start.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Start {
    /// Drawn at random.
    Drawn { initialiser: Initialiser, fan_in: usize, fan_out: usize },
    /// The same for a matrix of several blocks side by side, each drawn by itself.
    Blocks { initialiser: Initialiser, fan_in: usize, fan_out: usize },
    /// All the same.
    Constant(f64),
    /// These, again and again.
    Repeated(Vec<f64>),
    /// Each of these for an equal share of them.
    Shares(Vec<f64>),
}

impl Group {
    /// A group whose place is found when the network is laid out.
    pub(crate) fn new(name: &'static str, shape: Vec<usize>, role: Role, start: Start) -> Self {
        Self { name, shape, role, range: 0..0, start }
    }

    /// How many numbers they are; `None` if that overflows.
    pub(crate) fn checked_len(&self) -> Option<usize> {
        self.shape.iter().try_fold(1_usize, |product, &side| product.checked_mul(side))
    }
}
