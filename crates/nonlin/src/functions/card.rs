//! What is known of a function besides its formula.

use crate::facts::Range;

/// A function's names, origin, parameters and character.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// The name in this library: lower case, words joined by `_`.
    pub name: &'static str,
    /// Other spellings, as frameworks and papers have them.
    pub aliases: &'static [&'static str],
    /// The name in full.
    pub title: &'static str,
    /// Year of the source.
    pub year: u16,
    /// Who introduced it, and where.
    pub source: &'static str,
    /// What it is good at, in one line.
    pub strengths: &'static str,
    /// What to mind, in one line.
    pub limits: &'static str,
    /// Whether a comparison of activations takes it in unless told otherwise: the well-known ones for hidden layers.
    pub usual: bool,
    /// Where frameworks differ by this name: who, and what they mean by it.
    pub elsewhere: &'static [(&'static str, &'static str)],
    /// Parameters in the order in which the function takes them.
    pub parameters: &'static [Parameter],
    /// All values it can take, with the default parameters.
    pub range: Range,
    /// What its neighbours in behaviour are; decides the initialiser that fits it.
    pub family: Family,
}

/// A number that shapes a function.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in formulas.
    pub name: &'static str,
    /// Its value where none is given.
    pub default: f64,
    /// Whether training is meant to change it.
    pub learnable: bool,
}

/// Functions that behave alike at initialisation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// Passes its input through.
    Linear,
    /// Zero or nearly so on the left, the identity or nearly so on the right.
    Rectifier,
    /// S-shaped, flat on both sides.
    Sigmoidal,
    /// Drives activations to mean 0 and variance 1 by itself.
    SelfNormalising,
    /// Turns a whole row of numbers into another (softmax and its kin, gated units).
    Vector,
}
