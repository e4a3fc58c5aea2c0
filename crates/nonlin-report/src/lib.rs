//! What `nonlin` knows and found, as people read it. Computes nothing of its own: it draws and lays out.
//!
//! Everything here but [`json`], pictures and pages returns plain text for a terminal of [`WIDTH`] columns, without colours.

mod advice;
mod card;
mod catalogue;
mod coded;
mod discovery;
mod doctor;
mod figure;
mod html;
pub mod json;
mod network;
mod plot;
mod repair;
mod several;
mod sheet;
mod speed;
mod stored;
mod study;
mod study_command;
mod table;
mod verification;

pub use advice::advice;
pub use card::{card, quoted};
pub use catalogue::catalogue;
pub use discovery::discovery;
pub use doctor::{DoctorPage, doctor_markdown, doctor_page, findings, layers, passed_over};
pub use figure::FigureError;
pub use html::{StudyPage, study_figures, study_markdown, study_page};
pub use network::{network, trained};
pub use plot::{MOST_CURVES, Plot, PlotError, PlotOptions, SIZES, Theme, plot, png_of_svg};
pub use repair::repair;
pub use several::over_all;
pub use sheet::{Paper, SheetError, SheetOptions, SheetPages, TextBox, sheet_html, sheet_markdown};
pub use speed::{Shape, Speed, Times, speeds};
pub use stored::{compared_studies, stored_study, studies};
pub use study::{comparison, depths, self_check, study_heading, study_preface, study_result, verdict};
pub use study_command::{shell_word, study_command};
pub use verification::{Verified, verified, verified_records};

/// Columns that text is laid out for.
pub const WIDTH: usize = 100;
