//! Reports as files: Markdown or one HTML file, by the ending of the name.

use crate::output::{Failure, print, write_file};
use nonlin_report::DoctorPage;
pub(super) use nonlin_report::shell_word;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// The command as it was given, without `--json`, `--fix` and these options with their values: they do not change the result.
pub(super) fn command(without: &[&str]) -> String {
    again(words().into_iter(), without)
}

/// The words after the program's name.
pub(super) fn words() -> Vec<String> {
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner).iter().skip(1).cloned().collect()
}

/// The command line, the program's name first.
static GIVEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps the command line, to be told in reports.
pub(crate) fn given(words: &[OsString]) {
    let words = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    *GIVEN.lock().unwrap_or_else(PoisonError::into_inner) = words;
}

pub(super) fn again(given: impl Iterator<Item = String>, without: &[&str]) -> String {
    let mut words = Vec::new();
    let mut given = given;
    while let Some(word) = given.next() {
        match word.as_str() {
            "--json" | "--fix" => {}
            option if without.contains(&option) => drop(given.next()),
            option
                if without.iter().any(|name| option.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))) => {}
            _ => words.push(shell_word(&word)),
        }
    }
    format!("nonlin {}", words.join(" "))
}

/// Writes what the doctor found.
pub(super) fn doctor(path: &Path, page: &DoctorPage<'_>) -> Result<(), Failure> {
    let text =
        if is_markdown(path) { nonlin_report::doctor_markdown(page)? } else { nonlin_report::doctor_page(page)? };
    write_file(path, text.as_bytes())
}

/// Says where a report is, if there is one.
pub(super) fn told(path: Option<&Path>) -> Result<(), Failure> {
    path.map_or(Ok(()), |path| print(&format!("\nReport: {}\n", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_given_again_without_what_does_not_count() {
        let given = "train|my data.csv|--net=8|--learning-rate|1|--doctor|--fix|--fix-seeds|7|--json";
        let again = again(given.split('|').map(str::to_owned), &["--learning-rate", "--net", "--fix-seeds"]);
        assert_eq!(again, "nonlin train 'my data.csv' --doctor");
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_cut_or_change_them() {
        let all = ["--net", "64 relu, 64 relu", "x*tanh(x)", "data/a.csv", "it's", ""];
        assert_eq!(
            all.map(shell_word),
            ["--net", "'64 relu, 64 relu'", "'x*tanh(x)'", "data/a.csv", "'it'\\''s'", "''"]
        );
    }
}
