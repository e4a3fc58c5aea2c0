//! Formulas as syntax trees: a function read with [`Symbol`] writes itself down as a [`Formula`].

mod expression;
mod print;
mod symbol;

pub use expression::{Binary, Expression, Formula, FormulaParameter, Primitive};
pub use symbol::Symbol;
