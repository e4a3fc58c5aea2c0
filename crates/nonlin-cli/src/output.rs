//! Printing that survives a closed pipe.

use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use std::{fmt, fs};

/// For the word `error`.
pub(crate) const ALARM: Style = AnsiColor::Red.on_default().bold();
/// For what matters most.
const STRONG: Style = Style::new().bold();

/// Text that matters most.
pub(crate) fn strong(text: &str) -> String {
    format!("{}{text}{}", STRONG.render(), STRONG.render_reset())
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Status(u8);

impl Status {
    /// Done.
    pub(crate) const SUCCESS: Self = Self(0);
    /// A finding, or a failed check.
    pub(crate) const FAILURE: Self = Self(1);

    /// The number that the system is told.
    pub(crate) fn code(self) -> u8 {
        self.0
    }
}

impl From<u8> for Status {
    fn from(code: u8) -> Self {
        Self(code)
    }
}

/// Exit status after Ctrl-C, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command could not do what was asked: one line for a person, and the exit status.
pub(crate) struct Failure {
    message: String,
    /// What is printed under it: the place in a text.
    detail: String,
    pub(crate) status: u8,
}

impl Failure {
    /// Wrong usage or unreadable input.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), detail: String::new(), status: 2 }
    }

    /// With lines under the message.
    pub(crate) fn with(self, detail: String) -> Self {
        Self { detail, ..self }
    }

    /// Stopped by the user.
    pub(crate) fn interrupted(message: impl Into<String>) -> Self {
        Self { message: message.into(), detail: String::new(), status: INTERRUPTED }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

/// On one line, whatever a message held; then the detail.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.replace(['\n', '\r'], " "))?;
        f.write_str(&self.detail)
    }
}

/// Writes text to standard output. That the reader has gone (`nonlin list | head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    write_to(anstream::stdout().lock(), text.as_bytes())
}

/// Writes bytes that are no text to standard output, as they are.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    write_to(io::stdout().lock(), bytes)
}

fn write_to(mut out: impl Write, bytes: &[u8]) -> Result<(), Failure> {
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Writes a file as a whole: what stands there already stays until all of the new is written.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::new(format!("cannot write `{}`: {error}", path.display()));
    let name = path.file_name().ok_or_else(|| Failure::new(format!("`{}` names no file", path.display())))?;
    let mut beside = name.to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(beside);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // Nothing is lost if it cannot be removed, and the first error is the one to tell of.
        let _ = fs::remove_file(&beside);
        failed(error)
    })
}

/// Makes a folder, and those that it lies in, if they are not there.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| Failure::new(format!("cannot make `{}`: {error}", path.display())))
}

/// Writes a value as JSON to standard output.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(&(serde_json::to_string_pretty(value)? + "\n"))
}
