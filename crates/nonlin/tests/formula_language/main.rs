//! Formulas as text: read, printed, read again; and what is said of texts that are none.

mod any_formula;
mod limits;
mod mistakes;
mod notation;
mod reading;
mod registry;

use nonlin::formula::{Expression, Formula, FormulaError};

#[track_caller]
pub(crate) fn parsed(text: &str) -> Formula {
    Formula::parse(text).unwrap_or_else(|error| panic!("{}", error.render()))
}

#[track_caller]
pub(crate) fn refused(text: &str) -> FormulaError {
    Formula::parse(text).err().unwrap_or_else(|| panic!("{text} is read"))
}

#[track_caller]
pub(crate) fn value(text: &str, x: f64) -> f64 {
    let formula = parsed(text);
    formula.evaluate(x, &formula.defaults())
}

/// Equal to the bit, not-a-numbers included, which no comparison of trees takes for equal.
#[track_caller]
pub(crate) fn same(a: &Formula, b: &Formula) {
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
}

/// The definition with other text for its body.
pub(crate) fn with_body(formula: &Formula, body: &str) -> String {
    let empty = Formula { expression: Expression::Variable, ..formula.clone() }.to_string();
    format!("{}{body}", empty.strip_suffix('x').expect("the body"))
}
