//! What names stand for.

use super::error::FormulaFault;
use super::names::{canonical, constant};
use super::operators::{Form, Value};
use super::parser::{Parser, Result};
use super::token::Kind;
use super::tree::Grown;
use crate::formula::FormulaParameter;
use crate::spelling::nearest;
use std::borrow::Cow;

/// The names that an expression may have.
pub(super) struct Scope<'a> {
    pub(super) variable: Cow<'a, str>,
    pub(super) parameters: Vec<FormulaParameter>,
    pub(super) locals: Vec<(Cow<'a, str>, Grown)>,
    /// Names that some line defines.
    pub(super) upcoming: Vec<Cow<'a, str>>,
    /// The name of the formula itself, if it has one.
    pub(super) own_name: Option<&'a str>,
}

impl Default for Scope<'_> {
    fn default() -> Self {
        Self {
            variable: Cow::Borrowed("x"),
            parameters: Vec::new(),
            locals: Vec::new(),
            upcoming: Vec::new(),
            own_name: None,
        }
    }
}

impl Scope<'_> {
    pub(super) fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|parameter| parameter.name == name)
    }

    pub(super) fn local(&self, name: &str) -> Option<&Grown> {
        self.locals.iter().find(|(known, _)| known == name).map(|(_, tree)| tree)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        name == self.variable || self.parameter(name).is_some() || self.local(name).is_some()
    }

    /// What is wrong with a name that stands for nothing, and what might be meant.
    pub(super) fn unknown(&self, written: &str, name: &str) -> (FormulaFault, Option<String>) {
        if self.upcoming.iter().any(|known| known == name) {
            let help = "a local name stands for what the lines above it say".to_owned();
            return (FormulaFault::UsedBeforeDefinition(written.to_owned()), Some(help));
        }
        let parameters = self.parameters.iter().map(|parameter| &*parameter.name);
        let locals = self.locals.iter().map(|(name, _)| &**name);
        let known = [&*self.variable, "pi", "inf"].into_iter().chain(parameters).chain(locals);
        let help = if let Some(meant) = nearest(name, known) {
            format!("did you mean `{meant}`?")
        } else if super::functions::is_function(name) {
            format!("a function has its argument in brackets: `{written}({})`", self.variable)
        } else if name == "x" {
            format!("the variable is `{}`", self.variable)
        } else {
            let formula = self.own_name.unwrap_or("f");
            format!("declare it: `{formula}({}; {written} = 1.0) = ...`", self.variable)
        };
        (FormulaFault::UndeclaredName(written.to_owned()), Some(help))
    }
}

impl Parser<'_> {
    /// A name: of a function, if a bracket follows.
    pub(super) fn named(&mut self) -> Result<Value> {
        let token = self.peek();
        let written = self.slice(token);
        let name = match canonical(written) {
            Ok(name) => name,
            Err(module) => {
                let fault = FormulaFault::UndeclaredName(module.to_owned());
                return self.error(token.span(), fault, Some("a formula has functions, not modules".to_owned()));
            }
        };
        if self.ahead(1).kind == Kind::Open { self.call(written, &name) } else { self.stands_for(written, &name) }
    }

    /// A name without brackets.
    fn stands_for(&mut self, written: &str, name: &str) -> Result<Value> {
        let token = self.advance();
        if let Some(number) = self.scoped(name)? {
            return Ok(Value::Number(number, Form::Other));
        }
        if let Some(value) = constant(name) {
            let number = self.nursery.constant(value);
            let form = if name == "e" { Form::Euler } else { Form::Constant };
            return Ok(Value::Number(self.made(number)?, form));
        }
        let (fault, help) = self.scope.unknown(written, name);
        self.error(token.span(), fault, help)
    }

    /// What a variable, a parameter or a local name stands for.
    fn scoped(&mut self, name: &str) -> Result<Option<Grown>> {
        let made = if name == self.scope.variable {
            self.nursery.variable()
        } else if let Some(place) = self.scope.parameter(name) {
            self.nursery.parameter(place)
        } else if let Some(local) = self.scope.local(name) {
            self.nursery.copy(local)
        } else {
            return Ok(None);
        };
        self.made(made).map(Some)
    }
}
