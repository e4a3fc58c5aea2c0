//! The words of a formula.

use super::error::{FormulaError, FormulaFault};
use super::{LONGEST_NAME, LONGEST_TEXT};
use std::ops::Range;

/// A word and where it stands, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    start: usize,
    end: usize,
}

impl Token {
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Kinds of words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    Number(f64),
    /// Letters, digits, `_`, and dots between the parts of a name such as `np.exp`.
    Name,
    /// `²`, `⁻¹`.
    Superscript(f64),
    Plus,
    Minus,
    Times,
    Over,
    Power,
    Root,
    Open,
    Close,
    Bar,
    Comma,
    Semicolon,
    NewLine,
    Equals,
    Compare(Comparison),
    End,
}

/// Ways to compare two numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Comparison {
    Above,
    Below,
    AtLeast,
    AtMost,
    Same,
    Different,
}

const SUPERSCRIPTS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const RAISED_MINUS: char = '⁻';

fn superscript(c: char) -> Option<usize> {
    SUPERSCRIPTS.iter().position(|&known| known == c)
}

fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '∞'
}

fn continues_name(c: char) -> bool {
    begins_name(c) || c.is_ascii_digit() || ('₀'..='₉').contains(&c)
}

/// All words of a text, the last one [`End`](Kind::End). Line breaks within round brackets are left out, and comments.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, FormulaError> {
    if text.len() > LONGEST_TEXT {
        return Err(FormulaError::new("", 0..0, FormulaFault::TooLong(text.len()), None));
    }
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    let mut open = 0_usize;
    loop {
        let token = lexer.token()?;
        match token.kind {
            Kind::Open => open += 1,
            Kind::Close => open = open.saturating_sub(1),
            Kind::NewLine if open > 0 => continue,
            _ => {}
        }
        tokens.push(token);
        if token.kind == Kind::End {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    }

    fn error(&self, span: Range<usize>, fault: FormulaFault, help: Option<&str>) -> FormulaError {
        FormulaError::new(self.text, span, fault, help.map(str::to_owned))
    }

    fn token(&mut self) -> Result<Token, FormulaError> {
        self.skip(|c| c.is_whitespace() && c != '\n' && c != '\r' || c == '\u{feff}');
        if self.peek() == Some('#') {
            self.skip(|c| c != '\n' && c != '\r');
        }
        let start = self.at;
        let kind = match self.peek() {
            None => Kind::End,
            Some(c) if c.is_ascii_digit() || c == '.' => self.number()?,
            Some(c) if begins_name(c) => self.name()?,
            Some(c) if superscript(c).is_some() || c == RAISED_MINUS => self.superscript()?,
            Some(c) => self.sign(c)?,
        };
        Ok(Token { kind, start, end: self.at })
    }

    fn number(&mut self) -> Result<Kind, FormulaError> {
        let start = self.at;
        self.skip(|c| c.is_ascii_digit());
        if self.peek() == Some('.') {
            self.at += 1;
            self.skip(|c| c.is_ascii_digit());
        }
        // An `e` is an exponent's only before digits: `2e` is twice Euler's number.
        let mut exponent = self.rest().chars();
        if matches!(exponent.next(), Some('e' | 'E')) {
            let signed = exponent.as_str().strip_prefix(['+', '-']).unwrap_or(exponent.as_str());
            if signed.starts_with(|c: char| c.is_ascii_digit()) {
                self.at = self.text.len() - signed.len();
                self.skip(|c| c.is_ascii_digit());
            }
        }
        let digits = &self.text[start..self.at];
        let Ok(value) = digits.parse::<f64>() else {
            return Err(self.error(start..self.at, FormulaFault::UnknownCharacter('.'), None));
        };
        let significand = digits.split(['e', 'E']).next().unwrap_or(digits);
        let vanished = value == 0.0 && significand.contains(|c: char| c.is_ascii_digit() && c != '0');
        if value.is_infinite() || vanished {
            let help = if vanished { "write `0`" } else { "write `inf` for infinity" };
            let shown = digits.chars().take(24).collect();
            return Err(self.error(start..self.at, FormulaFault::NumberOutOfRange(shown), Some(help)));
        }
        Ok(Kind::Number(value))
    }

    fn name(&mut self) -> Result<Kind, FormulaError> {
        let start = self.at;
        self.skip(continues_name);
        while self.rest().strip_prefix('.').is_some_and(|rest| rest.starts_with(begins_name)) {
            self.at += 1;
            self.skip(continues_name);
        }
        let name = &self.text[start..self.at];
        if name.chars().nth(LONGEST_NAME).is_some() {
            let shown = name.chars().take(12).collect();
            return Err(self.error(start..self.at, FormulaFault::NameTooLong(shown), None));
        }
        Ok(Kind::Name)
    }

    fn superscript(&mut self) -> Result<Kind, FormulaError> {
        let start = self.at;
        let negative = self.peek() == Some(RAISED_MINUS);
        if negative {
            self.at += RAISED_MINUS.len_utf8();
        }
        let digits = self.at;
        self.skip(|c| superscript(c).is_some());
        if digits == self.at {
            return Err(self.error(start..self.at, FormulaFault::UnknownCharacter(RAISED_MINUS), None));
        }
        let raised = self.text[digits..self.at].chars().filter_map(superscript);
        let size = raised.fold(0.0, |sum, digit| sum * 10.0 + digit as f64);
        if size.is_infinite() {
            let shown = self.text[start..self.at].chars().take(24).collect();
            return Err(self.error(start..self.at, FormulaFault::NumberOutOfRange(shown), None));
        }
        Ok(Kind::Superscript(if negative { -size } else { size }))
    }

    fn sign(&mut self, first: char) -> Result<Kind, FormulaError> {
        const PAIRS: [(&str, Kind); 7] = [
            ("**", Kind::Power),
            (">=", Kind::Compare(Comparison::AtLeast)),
            ("<=", Kind::Compare(Comparison::AtMost)),
            ("==", Kind::Compare(Comparison::Same)),
            ("!=", Kind::Compare(Comparison::Different)),
            ("<>", Kind::Compare(Comparison::Different)),
            ("\r\n", Kind::NewLine),
        ];
        if let Some((pair, kind)) = PAIRS.iter().find(|(pair, _)| self.rest().starts_with(pair)) {
            self.at += pair.len();
            return Ok(*kind);
        }
        let start = self.at;
        self.at += first.len_utf8();
        Ok(match first {
            '+' => Kind::Plus,
            '-' | '−' | '–' => Kind::Minus,
            '*' | '·' | '⋅' | '×' | '∗' => Kind::Times,
            '/' | '÷' | '∕' => Kind::Over,
            '^' => Kind::Power,
            '√' => Kind::Root,
            '(' => Kind::Open,
            ')' => Kind::Close,
            '|' => Kind::Bar,
            ',' => Kind::Comma,
            ';' => Kind::Semicolon,
            '\n' | '\r' => Kind::NewLine,
            '=' => Kind::Equals,
            '>' => Kind::Compare(Comparison::Above),
            '<' => Kind::Compare(Comparison::Below),
            '≥' => Kind::Compare(Comparison::AtLeast),
            '≤' => Kind::Compare(Comparison::AtMost),
            '≠' => Kind::Compare(Comparison::Different),
            other => {
                let help = match other {
                    '[' | ']' | '{' | '}' => Some("brackets are round: `(` and `)`"),
                    '&' => Some("write `and`"),
                    '!' | '~' | '¬' => Some("write `not`"),
                    '"' | '\'' | '`' => Some("a formula has no quotes"),
                    _ => None,
                };
                return Err(self.error(start..self.at, FormulaFault::UnknownCharacter(other), help));
            }
        })
    }
}
