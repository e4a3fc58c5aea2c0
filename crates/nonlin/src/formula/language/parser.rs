//! The words of a text one after another, what has been made of them, and the errors of their places.

use super::error::{FormulaError, FormulaFault};
use super::scope::Scope;
use super::token::{Kind, Token, tokens};
use super::tree::Nursery;
use std::ops::Range;

pub(super) type Result<T> = std::result::Result<T, FormulaError>;

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) next: usize,
    pub(super) depth: u16,
    /// Bars that are open within the innermost brackets.
    pub(super) bars: usize,
    pub(super) nursery: Nursery,
    pub(super) scope: Scope<'a>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Result<Self> {
        let tokens = tokens(text)?;
        let scope = Scope::default();
        Ok(Self { text, tokens, next: 0, depth: 0, bars: 0, nursery: Nursery::default(), scope })
    }

    pub(super) fn peek(&self) -> Token {
        self.ahead(0)
    }

    /// The token that comes after some others; the end has no successor.
    pub(super) fn ahead(&self, skipped: usize) -> Token {
        self.tokens[(self.next + skipped).min(self.tokens.len() - 1)]
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek();
        self.next += 1;
        token
    }

    pub(super) fn accept(&mut self, kind: Kind) -> bool {
        let found = self.peek().kind == kind;
        self.next += usize::from(found);
        found
    }

    pub(super) fn slice(&self, token: Token) -> &'a str {
        &self.text[token.span()]
    }

    pub(super) fn accept_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        let token = self.peek();
        token.kind == Kind::Name && self.slice(token) == word
    }

    pub(super) fn error<T>(&self, span: Range<usize>, fault: FormulaFault, help: Option<String>) -> Result<T> {
        Err(FormulaError::new(self.text, span, fault, help))
    }

    /// Something else belongs where the next token stands.
    pub(super) fn unexpected<T>(&self, wanted: &'static str, help: Option<String>) -> Result<T> {
        let token = self.peek();
        let found = match token.kind {
            Kind::End => "the end".to_owned(),
            Kind::NewLine => "the end of the line".to_owned(),
            _ => format!("`{}`", self.slice(token).chars().take(24).collect::<String>()),
        };
        self.error(token.span(), FormulaFault::Expected { wanted, found }, help)
    }

    /// What was made, or the fault with its place: the last token that was read.
    pub(super) fn made<T>(&self, made: std::result::Result<T, FormulaFault>) -> Result<T> {
        let last = self.tokens[self.next.saturating_sub(1).min(self.tokens.len() - 1)];
        made.or_else(|fault| self.error(last.span(), fault, None))
    }

    /// Bars count within brackets; what is open outside is put back with [`restore_bars`](Self::restore_bars).
    pub(super) fn without_bars(&mut self) -> usize {
        std::mem::take(&mut self.bars)
    }

    pub(super) fn restore_bars(&mut self, bars: usize) {
        self.bars = bars;
    }

    /// The bracket that belongs to this one.
    pub(super) fn close(&mut self, open: Token) -> Result<()> {
        if self.accept(Kind::Close) { Ok(()) } else { self.unclosed(open, '(', "`)` or an operator") }
    }

    pub(super) fn unclosed<T>(&self, open: Token, sign: char, wanted: &'static str) -> Result<T> {
        if matches!(self.peek().kind, Kind::End | Kind::NewLine | Kind::Semicolon) {
            return self.error(open.span(), FormulaFault::Unclosed(sign), None);
        }
        self.unexpected(wanted, self.hint())
    }

    /// What may be wrong where an operator was expected.
    pub(super) fn hint(&self) -> Option<String> {
        let token = self.peek();
        match token.kind {
            Kind::Equals => Some("a comparison is `==`".to_owned()),
            Kind::Number(_) | Kind::Name | Kind::Open | Kind::Root if self.next > 0 => {
                Some("for a product write `*`".to_owned())
            }
            Kind::Bar => Some("for `or` write `or`".to_owned()),
            _ => None,
        }
    }
}
