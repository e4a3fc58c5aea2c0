//! What differs between languages when an expression is written.

use super::graph::Function;
use crate::formula::Binary;

/// How tightly the parts of a piece hold together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// A choice: weaker than anything.
    Choice,
    Sum,
    Product,
    /// A name, a number, a call, or what stands in brackets.
    Tight,
}

/// What a piece depends on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Numbers and fixed parameters.
    Number,
    /// A learnable parameter, which frameworks hold as a tensor.
    Learnt,
    /// `x`: it has a number for each of `x`.
    Element,
}

/// A part of an expression in a language.
#[derive(Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) binding: Binding,
    pub(super) kind: Kind,
}

impl Piece {
    /// The text, in brackets unless it holds together by itself.
    pub(super) fn tight(&self) -> String {
        self.within(Binding::Tight)
    }

    /// The text, in brackets where its place binds more tightly than it.
    pub(super) fn within(&self, place: Binding) -> String {
        if self.binding < place { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// A language.
pub(super) trait Language {
    /// Words that no parameter and no step may be called by.
    fn reserved(&self) -> &'static [&'static str];

    /// A number, exactly, or rounded to the type that the language computes in.
    fn number(&self, value: f64) -> String;

    /// A function of one number: something tight.
    fn call(&self, function: Function, argument: &Piece) -> String;

    /// The larger or the smaller of two, NaN if either is: something tight.
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String;

    /// The third where the first is above the second, else the fourth; NaN where a guard is.
    fn choose(&self, parts: &[Piece; 4], guards: &[String]) -> (String, Binding);

    /// A number for each of `x` from one that does not depend on it: something tight.
    fn spread(&self, piece: &Piece) -> String {
        piece.tight()
    }
}
