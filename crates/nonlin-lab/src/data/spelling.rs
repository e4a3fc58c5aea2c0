//! Names, numbers and counts as messages show them: on one short line.

/// How many names a message lists before it says "and 5 more".
const LISTED: usize = 12;

/// How many characters of a name or cell a message shows.
const SHOWN: usize = 60;

/// `text` on one line: line breaks and other control characters become spaces.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A name or cell between backticks, on one line, cut off when long.
pub(super) fn tick(name: &str) -> String {
    let mut shown: String = name.chars().take(SHOWN).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    format!("`{}`", plain(&shown))
}

/// Names between backticks with commas between them, the first twelve and how many more.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<String> = names.iter().take(LISTED).map(|name| tick(name.as_ref())).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A number as a person writes it: `1`, `0.25`, `1e300`.
pub(super) fn number(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

/// A count with its word: `1 row`, `12 rows`.
pub(super) fn count(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_names_stay_on_one_short_line() {
        assert_eq!(tick("a\nb"), "`a b`");
        assert_eq!(tick(&"é".repeat(70)).chars().count(), SHOWN + 3);
        let many: Vec<String> = (0..15).map(|i| i.to_string()).collect();
        assert!(list(&many).ends_with("`11` and 3 more"));
    }

    #[test]
    fn numbers_are_written_short() {
        assert_eq!([0.0, 1.0, -2.5, 1e300].map(number), ["0", "1", "-2.5", "1e300"]);
    }
}
