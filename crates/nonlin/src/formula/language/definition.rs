//! A whole text: an optional header `f(x; a = 1) =`, lines that declare parameters or define local names, the result.

use super::LONGEST_TEXT;
use super::error::{FormulaError, FormulaFault};
use super::names::{canonical, is_reserved};
use super::operators::CHOICE;
use super::parser::{Parser, Result};
use super::token::{Kind, Token};
use super::tree::Grown;
use crate::formula::{Formula, FormulaParameter};
use std::borrow::Cow;

/// The formula that a text says.
pub(super) fn formula(text: &str) -> Result<Formula> {
    let mut parser = Parser::new(text)?;
    parser.skip_separators();
    if parser.peek().kind == Kind::End {
        return Err(FormulaError::new(text, 0..0, FormulaFault::Empty, Some("such as `x * sigmoid(x)`".to_owned())));
    }
    parser.header()?;
    parser.skip_separators();
    parser.scope.upcoming = parser.defined_below();
    let result = parser.lines()?;
    let formula = Formula {
        name: parser.scope.own_name.map(str::to_owned),
        expression: result.tree,
        parameters: parser.scope.parameters,
    };
    // What is read can be printed and read again.
    match formula.to_string().len() {
        length if length > LONGEST_TEXT => {
            Err(FormulaError::new(text, 0..0, FormulaFault::WrittenTooLong(length), None))
        }
        _ => Ok(formula),
    }
}

impl<'a> Parser<'a> {
    fn skip_separators(&mut self) {
        while matches!(self.peek().kind, Kind::NewLine | Kind::Semicolon) {
            self.advance();
        }
    }

    /// `f(x; a = 1, learn b = 2) =`, if the text begins so.
    fn header(&mut self) -> Result<()> {
        if self.peek().kind != Kind::Name || self.ahead(1).kind != Kind::Open || !self.bracket_defines() {
            return Ok(());
        }
        let name = self.advance();
        self.scope.own_name = Some(self.slice(name));
        let open = self.advance();
        let variable = self.peek();
        if !self.accept(Kind::Name) {
            return self.unexpected("the name of the variable", Some("such as `f(x) = ...`".to_owned()));
        }
        let variable_name = self.plain_name(variable)?;
        if variable_name != "x" && is_reserved(&variable_name) {
            return self.error(variable.span(), FormulaFault::ReservedName(variable_name.into_owned()), None);
        }
        self.scope.variable = variable_name;
        while self.accept(Kind::Semicolon) || self.accept(Kind::Comma) {
            if self.peek().kind != Kind::Close {
                let learnable = self.accept_word("learn");
                self.declaration(learnable)?;
            }
        }
        self.close(open)?;
        self.advance();
        Ok(())
    }

    /// Whether the bracket that follows is closed before a single `=`.
    fn bracket_defines(&self) -> bool {
        let mut open = 0_usize;
        for skipped in 1.. {
            match self.ahead(skipped).kind {
                Kind::Open => open += 1,
                Kind::Close if open == 1 => return self.ahead(skipped + 1).kind == Kind::Equals,
                Kind::Close => open -= 1,
                Kind::End => return false,
                _ => {}
            }
        }
        false
    }

    /// Names before a single `=` at the beginning of a line from here on.
    fn defined_below(&self) -> Vec<Cow<'a, str>> {
        let mut names = Vec::new();
        let mut at_start = true;
        for skipped in 0.. {
            let token = self.ahead(skipped);
            match token.kind {
                Kind::End => break,
                Kind::Name if at_start && self.ahead(skipped + 1).kind == Kind::Equals => {
                    names.extend(canonical(self.slice(token)));
                }
                _ => {}
            }
            at_start = matches!(token.kind, Kind::NewLine | Kind::Semicolon);
        }
        names
    }

    /// All lines; gives the result.
    fn lines(&mut self) -> Result<Grown> {
        loop {
            let start = self.peek();
            if start.kind == Kind::End {
                return self.error(start.span(), FormulaFault::NoResult, None);
            }
            let keyword = if start.kind == Kind::Name { self.slice(start) } else { "" };
            if matches!(keyword, "learn" | "param") {
                self.advance();
                self.declaration(keyword == "learn")?;
                while self.accept(Kind::Comma) {
                    self.declaration(keyword == "learn")?;
                }
                self.end_of_line()?;
                continue;
            }
            let defines = start.kind == Kind::Name && self.ahead(1).kind == Kind::Equals;
            let name = if defines { Some(self.new_name()?) } else { None };
            if defines {
                self.advance();
            }
            let value = self.number(CHOICE)?;
            // The last line is the result, whatever it is called: `y = x * sigmoid(x)`.
            if self.end_of_line()? {
                return Ok(value);
            }
            let Some(name) = name else {
                let help = Some("give it a name: `name = ...`; only the last line is the result".to_owned());
                return self.error(start.span(), FormulaFault::UnusedLine, help);
            };
            self.scope.locals.push((name, value));
        }
    }

    /// Whether that was the last line that has anything in it.
    fn end_of_line(&mut self) -> Result<bool> {
        match self.peek().kind {
            Kind::End => Ok(true),
            Kind::NewLine | Kind::Semicolon => {
                self.skip_separators();
                Ok(self.peek().kind == Kind::End)
            }
            _ => self.unexpected("an operator or the end of the line", self.hint()),
        }
    }

    /// `a = 1`, a parameter and its default.
    fn declaration(&mut self, learnable: bool) -> Result<()> {
        if self.peek().kind != Kind::Name {
            return self.unexpected("the name of a parameter", Some("such as `beta = 1.0`".to_owned()));
        }
        let written = self.peek();
        let name = self.new_name()?;
        if !self.accept(Kind::Equals) {
            let help = Some(format!("give it one: `{name} = 1.0`"));
            return self.error(written.span(), FormulaFault::NoDefault(name.into_owned()), help);
        }
        let value = self.number(CHOICE)?;
        let default = value.number().filter(|number| !number.is_nan());
        self.nursery.discard(&value);
        match default {
            Some(default) => {
                let name = Cow::Owned(name.into_owned());
                self.scope.parameters.push(FormulaParameter { name, default, learnable });
                Ok(())
            }
            None => self.error(written.span(), FormulaFault::DefaultNotANumber(name.into_owned()), None),
        }
    }

    /// A name that is not taken.
    fn new_name(&mut self) -> Result<Cow<'a, str>> {
        let token = self.advance();
        let name = self.plain_name(token)?;
        if is_reserved(&name) {
            return self.error(token.span(), FormulaFault::ReservedName(name.into_owned()), None);
        }
        if self.scope.has(&name) {
            return self.error(token.span(), FormulaFault::AlreadyDefined(name.into_owned()), None);
        }
        Ok(name)
    }

    fn plain_name(&self, token: Token) -> Result<Cow<'a, str>> {
        let written = self.slice(token);
        match canonical(written) {
            Ok(name) if !written.contains('.') => Ok(name),
            _ => self.error(
                token.span(),
                FormulaFault::UndeclaredName(written.to_owned()),
                Some("a name has no dots".to_owned()),
            ),
        }
    }
}
