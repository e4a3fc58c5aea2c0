//! Formulas as syntax trees: a function read with [`Symbol`] writes itself down as a [`Formula`], and a text is
//! [read](language) as one.

mod expression;
pub mod language;
mod print;
mod symbol;

pub use expression::{Binary, Expression, Formula, FormulaParameter, Primitive};
pub use language::{FormulaError, FormulaFault};
pub use symbol::Symbol;
