//! Printing that survives a closed pipe.

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};

/// For the word `error`.
pub(crate) const ALARM: Style = AnsiColor::Red.on_default().bold();
/// For what matters most.
pub(crate) const STRONG: Style = Style::new().bold();

/// Why a command could not do what was asked: one line for a person.
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// On one line, whatever a message held.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.replace(['\n', '\r'], " "))
    }
}

/// Writes text to standard output. That the reader has gone (`nonlin list | head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a value as JSON to standard output.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}
