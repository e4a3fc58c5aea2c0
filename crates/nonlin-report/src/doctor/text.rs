//! What the doctor says, for a terminal.

use super::layers::LayerRow;
use crate::WIDTH;
use crate::table::{right, table};
use nonlin_doctor::{Certainty, Finding, Trace};
use std::fmt::Write;
use textwrap::Options;

/// The findings, the first cause first; `strong` makes a rule's name stand out.
pub fn findings(findings: &[Finding], strong: impl Fn(&str) -> String) -> String {
    if findings.is_empty() {
        return format!("Nothing found by {} rules.\n", nonlin_doctor::RULES.len());
    }
    let mut text = String::new();
    for (place, finding) in findings.iter().enumerate() {
        let heading = format!(
            "{}. {} ({}{}{})",
            place + 1,
            strong(&finding.rule),
            if finding.is_serious() { "serious" } else { "notice" },
            if finding.certainty == Certainty::Certain { "" } else { ", measured" },
            finding.because.as_ref().map_or_else(String::new, |cause| format!("; most likely because of {cause}")),
        );
        let _ = writeln!(text, "{heading}");
        let options = Options::new(WIDTH).initial_indent("   ").subsequent_indent("   ");
        let _ = writeln!(text, "{}", textwrap::fill(&format!("{}: {}.", finding.place, finding.what), &options));
        let _ = writeln!(text, "{}", textwrap::fill(&format!("So: {}.", finding.remedy), &options));
    }
    if findings.len() > 1 {
        text.push_str("\nMend them from the top: what comes later may be gone by then.\n");
    }
    text
}

/// The operators of a model of which nothing is said, if there are any.
pub fn passed_over(trace: &Trace) -> Option<String> {
    let all = &trace.about.passed_over;
    let text =
        format!("Not examined: {}: operators that are not known, with the number of their nodes.", all.join(", "));
    (!all.is_empty()).then(|| format!("\n{}\n", textwrap::fill(&text, Options::new(WIDTH))))
}

/// The layers with what was seen of them last.
pub fn layers(trace: &Trace) -> String {
    if trace.layers.iter().all(|layer| layer.samples.is_empty()) {
        return String::new();
    }
    let mut rows =
        table(["layer", "activation", "mean", "deviation", "flat", "dead units", "gradient", "step / weights"]);
    for row in LayerRow::all(trace, &[]) {
        if !trace.layers[row.place].samples.is_empty() {
            rows.add_row([
                row.name,
                row.activation,
                row.mean,
                row.deviation,
                row.flat,
                row.dead,
                row.gradient,
                row.update,
            ]);
        }
    }
    right(&mut rows, &[2, 3, 4, 5, 6, 7]);
    format!(
        "{rows}\nat the last step looked at; flat: pre-activations where the activation's slope is under 1 % of its steepest; gradient: of a row's loss\n"
    )
}
