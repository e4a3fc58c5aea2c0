//! One function in full.

use crate::catalogue::parameters;
use crate::plot::plot;
use nonlin::Activation;
use nonlin::facts::prove;
use nonlin::functions::Registered;
use std::fmt::Write;

/// Names, formulas, range, parameters, source, character; for an element-wise function also what is proven of it, and its
/// curve.
pub fn card(function: Registered) -> String {
    let card = function.card();
    let mut text = format!("{}: {}\n\n", card.name, card.title);
    let mut line = |label: &str, content: &str| {
        if !content.is_empty() {
            let _ = writeln!(text, "  {label:<12} {content}");
        }
    };
    line("formula", &function.formula());
    if let Registered::Elementwise(function) = function {
        line("slope", &function.slope_formula().body());
    }
    line("range", &card.range.to_string());
    line("parameters", &parameters(card.parameters));
    line("also called", &card.aliases.join(", "));
    for (i, (who, what)) in card.elsewhere.iter().enumerate() {
        line(if i == 0 { "elsewhere" } else { "" }, &format!("{who}: {what}"));
    }
    line("source", card.source);
    line("good for", card.strengths);
    line("mind", card.limits);
    if let Registered::Elementwise(function) = function {
        text.push_str("\nproven\n");
        let mut before = "";
        for (label, fact) in prove(&Activation::of(function)).lines() {
            let _ = writeln!(text, "  {:<12} {fact}", if label == before { "" } else { label });
            before = label;
        }
        text.push('\n');
        text.push_str(&plot(&Activation::of(function)));
        let _ = write!(text, "\nIts numbers: nonlin eval {} --x -1,0,2.5 --slope\n", card.name);
    } else {
        let _ = write!(text, "\nIts numbers: nonlin eval {} --x 1.8,0.9,0.68,-0.5\n", card.name);
    }
    text
}
