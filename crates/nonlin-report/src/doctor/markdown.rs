//! The doctor's report as Markdown.

use super::DoctorPage;
use super::data::{DataSaid, data};
use super::layers::LayerRow;
use super::said::{Said, about, said, verdict};
use crate::coded::{markdown, plain_markdown};
use crate::figure::FigureError;
use askama::Template;

#[derive(Template)]
#[template(path = "doctor/report.md", escape = "none")]
struct Markdown<'a> {
    title: &'a str,
    verdict: String,
    findings: Vec<Said<'a>>,
    layers: Vec<LayerRow>,
    seen: bool,
    weights: bool,
    data: Option<DataSaid>,
    about: Vec<(&'static str, String)>,
    command: &'a str,
}

#[allow(clippy::unused_self, reason = "templates call methods")]
impl Markdown<'_> {
    /// Names, none of whose letters is markup.
    fn plain(&self, text: &str) -> String {
        plain_markdown(text)
    }

    /// Sentences with code between backticks.
    fn sentence(&self, text: &str) -> String {
        markdown(text)
    }

    /// A command that stays on its line.
    fn line(&self, text: &str) -> String {
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
    }
}

/// The report as Markdown: findings, layers, data; without figures.
///
/// Fails on nothing a trace may hold.
pub fn doctor_markdown(page: &DoctorPage<'_>) -> Result<String, FigureError> {
    let layers = LayerRow::all(page.trace, page.findings);
    let report = Markdown {
        title: page.title,
        verdict: verdict(page).1,
        findings: said(page.findings),
        seen: layers.iter().any(LayerRow::is_seen),
        weights: layers.iter().any(|layer| !layer.weights.is_empty()),
        layers,
        data: data(page.trace.data.as_ref(), page.thresholds),
        about: about(page.trace),
        command: page.command,
    };
    report.render().map_err(FigureError::of)
}
