//! Reports as files: Markdown or one HTML file, by the ending of the name.

use crate::output::{Failure, write_file};
use nonlin_report::DoctorPage;
use std::path::Path;

pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// The command as it was given, without `--json` and these options with their values: they do not change the result.
pub(super) fn command(without: &[&str]) -> String {
    let mut words = Vec::new();
    let mut given = std::env::args().skip(1);
    while let Some(word) = given.next() {
        match word.as_str() {
            "--json" => {}
            option if without.contains(&option) => drop(given.next()),
            option
                if without.iter().any(|name| option.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))) => {}
            _ => words.push(shell_word(&word)),
        }
    }
    format!("nonlin {}", words.join(" "))
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Writes what the doctor found.
pub(super) fn doctor(path: &Path, page: &DoctorPage<'_>) -> Result<(), Failure> {
    let text =
        if is_markdown(path) { nonlin_report::doctor_markdown(page)? } else { nonlin_report::doctor_page(page)? };
    write_file(path, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_cut_or_change_them() {
        let all = ["--net", "64 relu, 64 relu", "x*tanh(x)", "data/a.csv", "it's", ""];
        assert_eq!(
            all.map(shell_word),
            ["--net", "'64 relu, 64 relu'", "'x*tanh(x)'", "data/a.csv", "'it'\\''s'", "''"]
        );
    }
}
