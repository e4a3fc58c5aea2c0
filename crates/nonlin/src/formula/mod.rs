//! Formulas as syntax trees: a function read with [`Symbol`] writes itself down as a [`Formula`], and a text is
//! [read](language) as one.

pub(crate) mod build;
mod derivative;
mod expression;
pub mod language;
mod print;
mod safe;
mod symbol;

pub use derivative::{By, TooLarge};
pub use expression::{Binary, Expression, Formula, FormulaParameter, Primitive};
pub use language::{FormulaError, FormulaFault};
pub use safe::Rewrite;
pub use symbol::Symbol;
