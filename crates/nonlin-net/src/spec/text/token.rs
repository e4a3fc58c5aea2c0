//! Words, and where they stand.

use thiserror::Error;

/// A network's text that cannot be read, with the place.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("column {column}: {problem}")]
pub struct TextError {
    /// The place, in characters from 1.
    pub column: usize,
    /// What is wrong there, and what could stand there.
    pub problem: String,
}

/// A text longer than this is no network that somebody wrote.
const LONGEST: usize = 100_000;

/// A word: letters with what is in brackets or quotes right behind or among them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) column: usize,
}

impl Word<'_> {
    pub(super) fn error(self, problem: impl Into<String>) -> TextError {
        TextError { column: self.column, problem: problem.into() }
    }
}

/// Cuts a list at its commas, and each of its items at its spaces, outside brackets and quotes (in which `\"` is a quote and `\\` a
/// backslash). `offset` is the column of its first character.
pub(super) fn items(text: &str, offset: usize) -> Result<Vec<Vec<Word<'_>>>, TextError> {
    if text.len() > LONGEST {
        let problem = format!("the text has {} bytes; the longest that is read has {LONGEST}", text.len());
        return Err(TextError { column: offset, problem });
    }
    let (mut all, mut item) = (Vec::new(), Vec::new());
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    let mut escaped = false;
    for (column, (place, c)) in (offset..).zip(text.char_indices()) {
        let quoted = open.last().is_some_and(|(c, _)| *c == '"');
        let outside = open.is_empty();
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if quoted => drop(open.pop()),
            _ if quoted => {}
            '"' | '(' | '[' => open.push((c, column)),
            ')' | ']' => {
                let fits = open.pop().is_some_and(|(opened, _)| (opened == '(') == (c == ')'));
                if !fits {
                    return Err(TextError { column, problem: format!("a `{c}` that closes nothing") });
                }
            }
            _ => {}
        }
        let cut = outside && (c.is_whitespace() || c == ',');
        if let (true, Some((from, at))) = (cut, start) {
            item.push(Word { text: &text[from..place], column: at });
            start = None;
        }
        if outside && c == ',' {
            if item.is_empty() {
                return Err(TextError { column, problem: "a layer is missing before this comma".to_owned() });
            }
            all.push(std::mem::take(&mut item));
        }
        if !cut && start.is_none() {
            start = Some((place, column));
        }
    }
    if let Some((c, column)) = open.pop() {
        return Err(TextError { column, problem: format!("this `{c}` is not closed") });
    }
    if let Some((from, column)) = start {
        item.push(Word { text: &text[from..], column });
    }
    if !item.is_empty() {
        all.push(item);
    }
    Ok(all)
}
