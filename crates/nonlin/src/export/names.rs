//! Names in code that is written.

use super::ExportError;
use std::collections::HashSet;

/// Longer names are refused.
const LONGEST: usize = 60;

/// Fails unless every language takes the name: letters and digits of ASCII and `_`, a letter first, no two `_` in a row.
pub(super) fn check(name: &str, what: &'static str) -> Result<(), ExportError> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.len() <= LONGEST && !name.contains("__") {
        return Ok(());
    }
    Err(ExportError::Name { name: name.chars().take(LONGEST).collect(), what })
}

/// The name, with `_` behind it where the language has that word for something else.
pub(super) fn unreserved(name: &str, reserved: &[&str]) -> String {
    let mut name = name.to_owned();
    while reserved.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// `leaky_relu` as `LeakyRelu`.
pub(super) fn camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(word).collect()
}

/// The names in use inside one function.
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    pub(super) fn new<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: taken.into_iter().map(str::to_owned).collect() }
    }

    /// A name not taken yet: `t1`, `t2`, ... for `t`; any other as it is, then with a number.
    pub(super) fn fresh(&mut self, base: &str) -> String {
        let first = (base != "t").then(|| base.to_owned());
        let numbered = (usize::from(base != "t") + 1..).map(|number| format!("{base}{number}"));
        let name = first.into_iter().chain(numbered).find(|name| !self.taken.contains(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }
}
