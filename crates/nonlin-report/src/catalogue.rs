//! All functions in one table.

use crate::table::table;
use nonlin::functions::{Parameter, all};
use std::fmt::Write;

/// Name, formula, range and parameters of every function of the registry, and what to do next.
pub fn catalogue() -> String {
    let mut functions = table(["name", "kind", "formula", "range", "parameters"]);
    for function in all() {
        let card = function.card();
        functions.add_row([
            card.name.to_owned(),
            function.kind().to_owned(),
            function.formula(),
            card.range.to_string(),
            parameters(card.parameters),
        ]);
    }
    let mut text = functions.to_string();
    let _ = write!(text, "\n\nOne of them in full: nonlin show gelu\n");
    text
}

/// `alpha = 1`, and whether it is learnt.
pub(crate) fn parameters(parameters: &[Parameter]) -> String {
    let one = |p: &Parameter| format!("{} = {}{}", p.name, p.default, if p.learnable { " (learnt)" } else { "" });
    parameters.iter().map(one).collect::<Vec<_>>().join(", ")
}
