//! What is wrong with the text of a formula, and where.

use std::fmt::Write;
use std::ops::Range;
use thiserror::Error;

/// Why a text is no formula: what is wrong, where, and what might be meant.
///
/// Printed it is one line; [`render`](Self::render) shows the place in the text too.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{}", .0.sentence())]
pub struct FormulaError(Box<Details>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Details {
    fault: FormulaFault,
    help: Option<String>,
    span: Range<usize>,
    line: usize,
    column: usize,
    /// Whether the text has more than one line.
    several: bool,
    excerpt: Excerpt,
}

/// What can be wrong with the text of a formula.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[non_exhaustive]
pub enum FormulaFault {
    /// Nothing but blanks and comments.
    #[error("there is no formula")]
    Empty,
    /// More text than is read.
    #[error("the text of {0} bytes is longer than the {limit} that are read", limit = super::LONGEST_TEXT)]
    TooLong(usize),
    /// Brackets in brackets, or operations in operations, beyond what is read.
    #[error("the formula nests deeper than {limit} levels", limit = super::DEEPEST)]
    TooDeep,
    /// More nodes than a formula may have once local names and built-in functions are written out.
    #[error("the formula, written out, has more than {limit} parts", limit = super::LARGEST)]
    TooLarge,
    /// A formula that could not be read again once it is printed.
    #[error("the formula, written out, has {0} bytes, more than the {limit} that are read", limit = super::LONGEST_TEXT)]
    WrittenTooLong(usize),
    /// A character that no formula has.
    #[error("unexpected character {0:?}")]
    UnknownCharacter(char),
    /// A name longer than [`LONGEST_NAME`](super::LONGEST_NAME).
    #[error("the name beginning with `{0}` has more than {limit} characters", limit = super::LONGEST_NAME)]
    NameTooLong(String),
    /// Digits that are no number of type `f64`.
    #[error("`{0}` is beyond the numbers of type f64")]
    NumberOutOfRange(String),
    /// Something else belongs here.
    #[error("expected {wanted}, found {found}")]
    Expected {
        /// What would be right.
        wanted: &'static str,
        /// What stands there.
        found: String,
    },
    /// A bracket, or a bar, without its partner.
    #[error("`{0}` is never closed")]
    Unclosed(char),
    /// No function has this name.
    #[error("unknown function `{0}`")]
    UnknownFunction(String),
    /// A number with brackets behind it.
    #[error("`{0}` is not a function")]
    NotAFunction(String),
    /// A function of the registry that works on a whole row of numbers.
    #[error("`{0}`, which works on whole rows of numbers, cannot be part of a formula")]
    RowFunction(String),
    /// A name that stands for nothing.
    #[error("undeclared name `{0}`")]
    UndeclaredName(String),
    /// A local name in a line before its own, or in its own.
    #[error("`{0}` is used before it is defined")]
    UsedBeforeDefinition(String),
    /// A name given twice.
    #[error("`{0}` is already defined")]
    AlreadyDefined(String),
    /// A name that has a meaning of its own.
    #[error("`{0}` has a meaning of its own and cannot be redefined")]
    ReservedName(String),
    /// A name that a function's parameters do not have.
    #[error("`{function}` has no parameter `{parameter}`")]
    UnknownParameter {
        /// The function.
        function: String,
        /// What was given.
        parameter: String,
    },
    /// A parameter given twice.
    #[error("`{0}` is given twice")]
    GivenTwice(String),
    /// Too many or too few arguments.
    #[error("`{function}` takes {wanted}, not {given}")]
    ArgumentCount {
        /// The function.
        function: String,
        /// How many it takes, in words.
        wanted: String,
        /// How many there are.
        given: usize,
    },
    /// A number where something is to hold or not.
    #[error("expected a comparison, found a number")]
    ComparisonWanted,
    /// `1/2x`, which is read one way by some and another by others.
    #[error("a product without a sign after `/` can be read in two ways")]
    AmbiguousQuotient,
    /// An integer exponent beyond [`LARGEST_EXPONENT`](super::LARGEST_EXPONENT).
    #[error("the exponent {0} is beyond {limit}", limit = super::LARGEST_EXPONENT)]
    ExponentTooLarge(String),
    /// A parameter without a default.
    #[error("the parameter `{0}` has no default")]
    NoDefault(String),
    /// A default that depends on something, or is not a number.
    #[error("the default of `{0}` is not a number")]
    DefaultNotANumber(String),
    /// A line that defines nothing, and is not the last.
    #[error("the value of this line is not used")]
    UnusedLine,
    /// Lines of definitions, and nothing after them.
    #[error("there is no last line with the result")]
    NoResult,
}

impl FormulaError {
    pub(super) fn new(text: &str, span: Range<usize>, fault: FormulaFault, help: Option<String>) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line_start = before.rfind(NEW_LINES).map_or(0, |at| at + 1);
        let rest = &text[line_start..];
        let line = &rest[..rest.find(NEW_LINES).unwrap_or(rest.len())];
        let column = before[line_start..].chars().count();
        let width =
            text.get(span.clone()).map_or(0, |marked| marked.split(NEW_LINES).next().unwrap_or("").chars().count());
        let line_breaks =
            |text: &str| text.matches('\n').count() + text.matches('\r').count() - text.matches("\r\n").count();
        Self(Box::new(Details {
            fault,
            help,
            line: line_breaks(before) + 1,
            column: column + 1,
            several: line_breaks(text.trim()) > 0,
            excerpt: Excerpt::of(line, column, width.max(1)),
            span,
        }))
    }

    /// What is wrong.
    pub fn fault(&self) -> &FormulaFault {
        &self.0.fault
    }

    /// What might be meant, or done.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The place in the text, in bytes.
    pub fn span(&self) -> Range<usize> {
        self.0.span.clone()
    }

    /// The line, from 1 on.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The character within the line, from 1 on.
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// The message, the line of the text, and a mark under the place: plain text of three lines. Of a long line only
    /// the surroundings are shown.
    pub fn render(&self) -> String {
        let Details { fault, help, line, excerpt, .. } = &*self.0;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let mut text = format!("error: {fault}\n{number} | {}\n{margin} | ", excerpt.text);
        text.push_str(&" ".repeat(excerpt.before));
        text.push_str(&"^".repeat(excerpt.width));
        if let Some(help) = help {
            text.push(' ');
            text.push_str(help);
        }
        text
    }
}

const NEW_LINES: [char; 2] = ['\n', '\r'];

impl Details {
    fn sentence(&self) -> String {
        let mut sentence = match self.fault {
            FormulaFault::TooLong(_) | FormulaFault::WrittenTooLong(_) | FormulaFault::Empty => self.fault.to_string(),
            _ if self.several => format!("{} at line {}, column {}", self.fault, self.line, self.column),
            _ => format!("{} at column {}", self.fault, self.column),
        };
        if let Some(help) = &self.help {
            // Writing to a string does not fail.
            let _ = write!(sentence, ", {help}");
        }
        sentence
    }
}

/// A line, or what surrounds the place if the line is long.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Excerpt {
    text: String,
    /// Characters before the mark.
    before: usize,
    /// Characters that are marked.
    width: usize,
}

impl Excerpt {
    /// More characters than this are not shown.
    const WIDEST: usize = 76;
    /// As many of them are kept before the place.
    const CONTEXT: usize = 40;

    fn of(line: &str, column: usize, width: usize) -> Self {
        let start = if column < Self::WIDEST - 8 { 0 } else { column - Self::CONTEXT };
        let ellipsis = if start > 0 { "…" } else { "" };
        let mut rest = line.chars().skip(start);
        // A tab or a control character would move the mark.
        let shown: String = rest.by_ref().take(Self::WIDEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let before = column - start + ellipsis.chars().count();
        let end = if rest.next().is_some() { "…" } else { "" };
        let width = width.min((Self::WIDEST + 1).saturating_sub(before)).max(1);
        Self { text: format!("{ellipsis}{shown}{end}"), before, width }
    }
}
