//! Calls: the arguments of a function, by place or by name, and what becomes of them.

use super::error::FormulaFault;
use super::functions::{KNOWN, Known, known};
use super::names::canonical;
use super::operators::{CHOICE, Form, Value};
use super::parser::{Parser, Result};
use super::token::Kind;
use super::tree::Grown;
use crate::compute::Elementwise;
use crate::formula::Binary;
use crate::functions::{Registered, all, find};
use crate::spelling::nearest;
use std::ops::Range;

/// What is called.
#[derive(Clone, Copy)]
enum Callee {
    Language(Known),
    Registry(&'static dyn Elementwise),
}

/// An argument, and the parameter it is for if that is named.
struct Argument<'a> {
    name: Option<&'a str>,
    value: Value,
    span: Range<usize>,
}

/// How a call is written.
struct Call<'a> {
    written: &'a str,
    span: Range<usize>,
}

impl<'a> Parser<'a> {
    /// A call, from the name of its function on.
    pub(super) fn call(&mut self, written: &'a str, name: &str) -> Result<Value> {
        let call = Call { written, span: self.peek().span() };
        let function = self.function(&call, name)?;
        let arguments = self.arguments()?;
        self.result(&call, function, arguments)
    }

    fn function(&mut self, call: &Call, name: &str) -> Result<Callee> {
        let known = known(name);
        let written = call.written;
        if self.scope.has(name) && known.is_none() {
            let help = Some(format!("for a product write `{written} * (...)`"));
            return self.error(call.span.clone(), FormulaFault::NotAFunction(written.to_owned()), help);
        }
        if written == "φ" {
            let help = Some("the distribution function of the normal distribution is `Φ`".to_owned());
            return self.error(call.span.clone(), FormulaFault::UnknownFunction(written.to_owned()), help);
        }
        self.advance();
        match known {
            Some(known) => Ok(Callee::Language(known)),
            None => self.registered(call, name).map(Callee::Registry),
        }
    }

    fn result(&mut self, call: &Call, function: Callee, arguments: Vec<Argument>) -> Result<Value> {
        let number = match function {
            Callee::Language(known) => self.of_language(call, known, arguments),
            Callee::Registry(function) => self.of_registry(call, function, arguments),
        };
        Ok(Value::Number(number?, Form::Other))
    }

    /// The activation of this name.
    fn registered(&self, call: &Call, name: &str) -> Result<&'static dyn Elementwise> {
        match find(name) {
            Ok(Registered::Elementwise(function)) => Ok(function),
            Ok(_) => self.error(call.span.clone(), FormulaFault::RowFunction(call.written.to_owned()), None),
            Err(_) => {
                let activations = all().filter(|function| matches!(function, Registered::Elementwise(_)));
                let names =
                    activations.map(Registered::card).flat_map(|card| std::iter::once(&card.name).chain(card.aliases));
                let names = KNOWN.iter().map(|(name, _)| *name).chain(names.copied());
                let help = if self.scope.own_name == Some(call.written) {
                    Some("a formula cannot call itself".to_owned())
                } else {
                    nearest(name, names).map(|meant| format!("did you mean `{meant}`?"))
                };
                self.error(call.span.clone(), FormulaFault::UnknownFunction(call.written.to_owned()), help)
            }
        }
    }

    /// All between the brackets, and these.
    fn arguments(&mut self) -> Result<Vec<Argument<'a>>> {
        let open = self.advance();
        let bars = self.without_bars();
        let mut arguments = Vec::new();
        while self.peek().kind != Kind::Close {
            let name = self.argument_name();
            let span = self.peek().span();
            let value = self.expression(CHOICE)?;
            arguments.push(Argument { name, value, span });
            if !self.accept(Kind::Comma) {
                break;
            }
        }
        self.close(open)?;
        self.restore_bars(bars);
        Ok(arguments)
    }

    /// `a =`, if an argument begins so.
    fn argument_name(&mut self) -> Option<&'a str> {
        let start = self.peek();
        let named = start.kind == Kind::Name && self.ahead(1).kind == Kind::Equals;
        named.then(|| {
            self.advance();
            self.advance();
            self.slice(start)
        })
    }

    fn miscounted<T>(&self, call: &Call, wanted: &str, given: usize) -> Result<T> {
        let (function, wanted) = (call.written.to_owned(), wanted.to_owned());
        self.error(call.span.clone(), FormulaFault::ArgumentCount { function, wanted, given }, None)
    }

    /// Arguments without names.
    fn plain(&self, call: &Call, arguments: Vec<Argument>) -> Result<Vec<(Value, Range<usize>)>> {
        let plain = |argument: Argument| match argument.name {
            None => Ok((argument.value, argument.span)),
            Some(name) => {
                let fault =
                    FormulaFault::UnknownParameter { function: call.written.to_owned(), parameter: name.to_owned() };
                self.error(call.span.clone(), fault, Some("a comparison is `==`".to_owned()))
            }
        };
        arguments.into_iter().map(plain).collect()
    }

    fn numbers<const N: usize>(&mut self, call: &Call, wanted: &str, arguments: Vec<Argument>) -> Result<[Grown; N]> {
        let given = arguments.len();
        let plain = self.plain(call, arguments)?;
        let mut numbers = Vec::with_capacity(given);
        for (value, _) in plain {
            numbers.push(self.as_number(value)?);
        }
        numbers.try_into().or_else(|_| self.miscounted(call, wanted, given))
    }

    fn of_language(&mut self, call: &Call, known: Known, arguments: Vec<Argument>) -> Result<Grown> {
        match known {
            Known::Primitive(primitive) => {
                let [a] = self.numbers(call, "one argument", arguments)?;
                let made = self.nursery.call(primitive, a);
                self.made(made)
            }
            Known::Made(function) => {
                let [a] = self.numbers(call, "one argument", arguments)?;
                let made = function.of(a, &mut self.nursery);
                self.made(made)
            }
            Known::Power => {
                let [base, exponent] = self.numbers(call, "two arguments", arguments)?;
                let made = self.nursery.power(base, exponent);
                self.made(made)
            }
            Known::Extreme(operation) => {
                let given = arguments.len();
                if given < 2 {
                    return self.miscounted(call, "two arguments or more", given);
                }
                let mut extreme: Option<Grown> = None;
                for (value, _) in self.plain(call, arguments)? {
                    let number = self.as_number(value)?;
                    extreme = Some(match extreme {
                        Some(before) => {
                            let made = self.nursery.binary(operation, before, number);
                            self.made(made)?
                        }
                        None => number,
                    });
                }
                extreme.map_or_else(|| self.miscounted(call, "two arguments or more", given), Ok)
            }
            Known::Where => self.choice(call, arguments),
            Known::Clip => self.clip(call, arguments),
        }
    }

    fn choice(&mut self, call: &Call, arguments: Vec<Argument>) -> Result<Grown> {
        let given = arguments.len();
        let plain = self.plain(call, arguments)?;
        let Ok([(condition, span), (yes, _), (no, _)]) = <[_; 3]>::try_from(plain) else {
            return self.miscounted(call, "a condition and two arguments", given);
        };
        let condition = self.as_truth(condition, span)?;
        let (yes, no) = (self.as_number(yes)?, self.as_number(no)?);
        let made = self.nursery.chosen(condition, yes, no);
        self.made(made)
    }

    /// `clip(v, low, high)`; by name, as frameworks have them, one bound alone too.
    fn clip(&mut self, call: &Call, arguments: Vec<Argument>) -> Result<Grown> {
        const NAMES: [&[&str]; 3] = [
            &["x", "a", "input"],
            &["low", "lo", "lower", "min", "a_min", "min_val"],
            &["high", "hi", "upper", "max", "a_max", "max_val"],
        ];
        let given = arguments.len();
        let mut slots: [Option<Grown>; 3] = [None, None, None];
        for (i, argument) in arguments.into_iter().enumerate() {
            let place = match argument.name {
                None if i < 3 => i,
                None => return self.miscounted(call, "a number and two bounds", given),
                Some(name) => match NAMES.iter().position(|names| names.contains(&name)) {
                    Some(place) => place,
                    None => return self.no_parameter(call, name, argument.span, ["low", "high"].into_iter()),
                },
            };
            let number = self.as_number(argument.value)?;
            if slots[place].replace(number).is_some() {
                return self.error(argument.span, FormulaFault::GivenTwice(NAMES[place][0].to_owned()), None);
            }
        }
        let [Some(mut number), low, high] = slots else {
            return self.miscounted(call, "a number and two bounds", given);
        };
        if low.is_none() && high.is_none() {
            return self.miscounted(call, "a number and two bounds", given);
        }
        for (operation, bound) in [(Binary::Maximum, low), (Binary::Minimum, high)] {
            if let Some(bound) = bound {
                let made = self.nursery.binary(operation, number, bound);
                number = self.made(made)?;
            }
        }
        Ok(number)
    }

    fn no_parameter<T>(
        &self,
        call: &Call,
        name: &str,
        span: Range<usize>,
        known: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<T> {
        let fault = FormulaFault::UnknownParameter { function: call.written.to_owned(), parameter: name.to_owned() };
        let listed: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
        let help = match nearest(name, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if listed.is_empty() => "it has none".to_owned(),
            None => format!("it has {}", listed.join(", ")),
        };
        self.error(span, fault, Some(help))
    }

    /// An activation, written out: the first argument for its variable, then its parameters in the order of its card.
    fn of_registry(&mut self, call: &Call, function: &dyn Elementwise, arguments: Vec<Argument>) -> Result<Grown> {
        let parameters = function.card().parameters;
        let given = arguments.len();
        let wanted = match parameters.len() {
            0 => "one argument".to_owned(),
            1 => "an argument and at most one parameter".to_owned(),
            n => format!("an argument and at most {n} parameters"),
        };
        let mut x = None;
        let mut values: Vec<Option<Grown>> = parameters.iter().map(|_| None).collect();
        for (i, argument) in arguments.into_iter().enumerate() {
            let place = match argument.name {
                None => i,
                Some("x" | "input") => 0,
                Some(written) => {
                    let name = canonical(written).unwrap_or(written.into());
                    let Some(place) = parameters.iter().position(|parameter| parameter.name == name) else {
                        let known = parameters.iter().map(|parameter| parameter.name);
                        return self.no_parameter(call, &name, argument.span, known);
                    };
                    place + 1
                }
            };
            let slot = if place == 0 { Some(&mut x) } else { values.get_mut(place - 1) };
            let Some(slot) = slot else { return self.miscounted(call, &wanted, given) };
            if slot.is_some() {
                let name = if place == 0 { "x" } else { parameters[place - 1].name };
                return self.error(argument.span, FormulaFault::GivenTwice(name.to_owned()), None);
            }
            *slot = Some(self.as_number(argument.value)?);
        }
        let Some(x) = x else { return self.miscounted(call, &wanted, given) };
        let mut filled = Vec::with_capacity(values.len());
        for (value, parameter) in values.into_iter().zip(parameters) {
            filled.push(if let Some(value) = value {
                value
            } else {
                let default = self.nursery.constant(parameter.default);
                self.made(default)?
            });
        }
        let made = self.nursery.substituted(&function.formula(), &x, &filled);
        let made = self.made(made)?;
        // What was copied into it is not needed itself.
        filled.iter().chain([&x]).for_each(|part| self.nursery.discard(part));
        Ok(made)
    }
}
