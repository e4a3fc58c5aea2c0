//! Studies as one HTML file that needs nothing else: figures inside, no scripts, readable on a phone, on paper and in the dark.

mod figures;
mod study;

pub use study::{StudyPage, study_figures, study_markdown, study_page};
