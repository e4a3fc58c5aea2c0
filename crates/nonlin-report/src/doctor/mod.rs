//! What the doctor says: for a terminal, as Markdown, and as one HTML file.

mod data;
mod examined;
mod figures;
mod html;
mod layers;
mod markdown;
mod said;
mod text;

pub use examined::Examined;
pub use html::doctor_page;
pub use markdown::doctor_markdown;
pub use text::{findings, layers, passed_over};

use nonlin_doctor::{Finding, Thresholds, Trace};

/// What a report is made of.
#[derive(Clone, Copy)]
pub struct DoctorPage<'a> {
    /// What it is of: a file's name.
    pub title: &'a str,
    /// What was seen inside.
    pub trace: &'a Trace,
    /// What was found, the first cause first.
    pub findings: &'a [Finding],
    /// What it was found by.
    pub thresholds: &'a Thresholds,
    /// The command that repeats it.
    pub command: &'a str,
}
