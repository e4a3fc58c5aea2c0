//! LaTeX: the formula as its author wrote it, and its slope.

use super::Definition;
use super::source::Source;
use crate::formula::Formula;

pub(super) fn write(source: &Source, definition: &Definition) -> String {
    let mut text: String =
        source.header().iter().map(|line| format!("% {line}").trim_end().to_owned() + "\n").collect();
    text += "% Needs the package amsmath.\n\\begin{align}\n";
    let name = format!("\\operatorname{{{}}}", source.name.replace('_', "\\_"));
    text += &format!("  {name}(x) &= {}", definition.formula.latex());
    if source.options.slope {
        let slope = Formula { expression: definition.slope.clone(), ..definition.formula.clone() };
        text += &format!(" \\\\\n  {name}'(x) &= {}", slope.latex());
    }
    text + "\n\\end{align}\n"
}
