//! Advice as text.

use crate::WIDTH;
use nonlin_lab::advise::Advice;
use std::fmt::Write;
use textwrap::Options;

/// A paragraph for each piece of advice, then the warnings.
pub fn advice(advice: &Advice) -> String {
    let mut text = String::new();
    let mut paragraph = |head: &str, rest: &str| {
        let options = Options::new(WIDTH).initial_indent(head).subsequent_indent("               ");
        let _ = writeln!(text, "{}", textwrap::fill(rest, options));
    };
    for point in &advice.points {
        let head = format!("{:<15}", point.about);
        let measured = point.measured.as_ref().map_or_else(String::new, |measured| format!(". Measured: {measured}"));
        paragraph(&head, &format!("{}: {} ({}){measured}", point.choice, point.reason, point.source));
    }
    for warning in &advice.warnings {
        paragraph(
            &format!("\n{:<15}", "warning"),
            &format!("{}: {}. So: {} ({})", warning.choice, warning.problem, warning.way_out, warning.source),
        );
    }
    text.push_str("\nThese are where to begin. What your own data say: nonlin lab my.csv --target COLUMN\n");
    text
}
