//! Formulas set as mathematics: `MathML` laid out as fractions, roots, powers and cases.

mod row_formula;
mod setting;

pub(super) use setting::{Setting, set};

use nonlin::functions::Registered;
use row_formula::{latex as row_latex, mathml as row_mathml};

/// Nodes of a formula beyond which it is not set: it would be pages long.
const MOST_SET: usize = 400;

/// A function's formula as a `<math>` element; none if it is too long.
pub(super) fn mathml(function: Registered) -> Option<String> {
    match function {
        Registered::Elementwise(function) => {
            let formula = function.formula();
            (formula.expression.size() <= MOST_SET).then(|| formula.mathml())
        }
        other => Some(row_mathml(&other.formula(), &parameters(other))),
    }
}

/// A function's formula for the mathematics mode of LaTeX; none if it is too long.
pub(super) fn latex(function: Registered) -> Option<String> {
    match function {
        Registered::Elementwise(function) => {
            let formula = function.formula();
            (formula.expression.size() <= MOST_SET).then(|| formula.latex())
        }
        other => Some(row_latex(&other.formula(), &parameters(other))),
    }
}

/// A function's formula in Unicode on one line.
pub(super) fn unicode(function: Registered) -> String {
    match function {
        Registered::Elementwise(function) => function.formula().unicode(),
        other => other.formula().replace(" * ", "\u{b7}").replace('-', "\u{2212}"),
    }
}

/// The names of a function's parameters.
fn parameters(function: Registered) -> Vec<&'static str> {
    function.card().parameters.iter().map(|parameter| parameter.name).collect()
}
