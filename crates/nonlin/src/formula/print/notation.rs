//! A formula as it is written by hand: what Unicode, LaTeX and `MathML` have in common.

use super::digits;
use crate::formula::{Binary, Expression, Formula, FormulaParameter, Primitive};
use std::f64::consts::{E, PI};

/// A part of a formula.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Notation {
    Number(f64),
    /// `π` or `e`.
    Letter(&'static str),
    Variable,
    Parameter(String),
    /// Terms with their signs, true for minus. At least two, or one with a minus.
    Sum(Vec<(bool, Notation)>),
    Product(Vec<Notation>),
    Fraction(Box<[Notation; 2]>),
    Power(Box<Notation>, i32),
    /// `e^u`
    Exponential(Box<Notation>),
    Root(Box<Notation>),
    Bars(Box<Notation>),
    Call(Function, Vec<Notation>),
    /// Values with their conditions, and the value of all other cases.
    Cases(Vec<(Notation, Condition)>, Box<Notation>),
}

/// What is written before brackets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Function {
    Primitive(Primitive),
    Maximum,
    Minimum,
}

impl Function {
    /// The name in letters, Greek ones where that is the custom.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Maximum => "max",
            Self::Minimum => "min",
            Self::Primitive(Primitive::Sigmoid) => "σ",
            Self::Primitive(Primitive::NormalCdf) => "Φ",
            Self::Primitive(Primitive::Ln) => "ln",
            Self::Primitive(Primitive::Atan) => "arctan",
            Self::Primitive(primitive) => primitive.name(),
        }
    }
}

/// `left > right`, or `left ≥ right`, and so on.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Condition {
    pub(super) left: Notation,
    /// The sign of the comparison.
    pub(super) sign: char,
    pub(super) right: Notation,
}

/// How far a formula is from code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Every function by its name, so that it can be read back.
    Spoken,
    /// `e^x - 1` for `expm1(x)`.
    Set,
}

impl Notation {
    pub(super) fn of(formula: &Formula, style: Style) -> Self {
        Scribe { names: &formula.parameters, style }.write(&formula.expression)
    }
}

struct Scribe<'a> {
    names: &'a [FormulaParameter],
    style: Style,
}

impl Scribe<'_> {
    fn boxed(&self, expression: &Expression) -> Box<Notation> {
        Box::new(self.write(expression))
    }

    fn write(&self, expression: &Expression) -> Notation {
        match expression {
            Expression::Variable => Notation::Variable,
            Expression::Parameter(i) => {
                Notation::Parameter(self.names.get(*i).map_or("?", |parameter| &parameter.name).to_owned())
            }
            Expression::Constant(value) => number(*value, self.style),
            Expression::Negate(a) => Notation::Sum(vec![(true, self.write(a))]),
            Expression::Binary(operation, a, b) => self.binary(*operation, a, b),
            Expression::Power(a, exponent) => Notation::Power(self.boxed(a), *exponent),
            Expression::Call(primitive, a) => self.call(*primitive, a),
            Expression::Where(parts) => self.cases(parts),
        }
    }

    fn binary(&self, operation: Binary, a: &Expression, b: &Expression) -> Notation {
        match operation {
            Binary::Add | Binary::Subtract => {
                let mut terms = match self.write(a) {
                    Notation::Sum(terms) => terms,
                    term => vec![(false, term)],
                };
                terms.push((operation == Binary::Subtract, self.write(b)));
                Notation::Sum(terms)
            }
            Binary::Multiply => {
                let mut factors = match self.write(a) {
                    Notation::Product(factors) => factors,
                    factor => vec![factor],
                };
                let factor = self.write(b);
                let merged = match factors.last_mut() {
                    _ if matches!(factor, Notation::Number(_)) => false,
                    Some(last) if *last == factor => {
                        *last = Notation::Power(Box::new(factor.clone()), 2);
                        true
                    }
                    Some(Notation::Power(base, exponent)) if **base == factor && (2..i32::MAX).contains(exponent) => {
                        *exponent += 1;
                        true
                    }
                    _ => false,
                };
                if !merged {
                    factors.push(factor);
                }
                if factors.len() == 1 { factors.swap_remove(0) } else { Notation::Product(factors) }
            }
            Binary::Divide => Notation::Fraction(Box::new([self.write(a), self.write(b)])),
            Binary::Maximum | Binary::Minimum => {
                let function = if operation == Binary::Maximum { Function::Maximum } else { Function::Minimum };
                let mut arguments = match self.write(a) {
                    Notation::Call(known, arguments) if known == function => arguments,
                    argument => vec![argument],
                };
                arguments.push(self.write(b));
                Notation::Call(function, arguments)
            }
        }
    }

    fn call(&self, primitive: Primitive, a: &Expression) -> Notation {
        let set = self.style == Style::Set;
        match primitive {
            Primitive::Abs => Notation::Bars(self.boxed(a)),
            Primitive::Sqrt => Notation::Root(self.boxed(a)),
            Primitive::Exp if set => Notation::Exponential(self.boxed(a)),
            Primitive::ExpM1 if set => {
                Notation::Sum(vec![(false, Notation::Exponential(self.boxed(a))), (true, Notation::Number(1.0))])
            }
            Primitive::Ln1p if set => {
                let sum = Notation::Sum(vec![(false, Notation::Number(1.0)), (false, self.write(a))]);
                Notation::Call(Function::Primitive(Primitive::Ln), vec![sum])
            }
            _ => Notation::Call(Function::Primitive(primitive), vec![self.write(a)]),
        }
    }

    /// A choice, and those in its last branch.
    fn cases(&self, parts: &[Expression; 4]) -> Notation {
        let mut cases = Vec::new();
        let mut parts = parts;
        loop {
            let [left, right, yes, no] = parts;
            // `0 > x` is said as `x ≥ 0` with the other branch first: so was it written, most probably.
            let turned = matches!(left, Expression::Constant(_)) && !matches!(right, Expression::Constant(_));
            let (sign, left, right, value, rest) =
                if turned { ('≥', right, left, no, yes) } else { ('>', left, right, yes, no) };
            let condition = Condition { left: self.write(left), sign, right: self.write(right) };
            cases.push((self.write(value), condition));
            match rest {
                Expression::Where(inner) => parts = inner,
                last => return Notation::Cases(cases, self.boxed(last)),
            }
        }
    }
}

/// A number: `π` and `e` by their letters, in print large and small ones with a power of ten.
fn number(value: f64, style: Style) -> Notation {
    let size = value.abs();
    let positive = if size == PI {
        Notation::Letter("π")
    } else if size == E {
        Notation::Letter("e")
    } else if let Some((significand, exponent)) = digits(size).split_once('e').filter(|_| style == Style::Set) {
        let power = Notation::Power(Box::new(Notation::Number(10.0)), exponent.parse().unwrap_or(0));
        match significand.parse() {
            Ok(1.0) => power,
            significand => Notation::Product(vec![Notation::Number(significand.unwrap_or(f64::NAN)), power]),
        }
    } else {
        return Notation::Number(value);
    };
    if value < 0.0 { Notation::Sum(vec![(true, positive)]) } else { positive }
}

/// What a place needs no brackets around, from the loosest on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Any,
    Term,
    Factor,
    Base,
}

impl Notation {
    /// The tightest place that it needs no brackets in. A fraction that is `stacked` holds itself together.
    pub(super) fn place(&self, stacked: bool) -> Place {
        match self {
            Self::Sum(_) => Place::Any,
            Self::Number(value) if value.is_sign_negative() && !value.is_nan() => Place::Any,
            Self::Fraction(_) if stacked => Place::Factor,
            Self::Product(_) | Self::Fraction(_) => Place::Term,
            // A power of `e` would be read as an exponential.
            Self::Letter("e") | Self::Power(..) | Self::Exponential(_) => Place::Factor,
            Self::Root(_) if !stacked => Place::Factor,
            Self::Cases(..) if stacked => Place::Any,
            _ => Place::Base,
        }
    }

    /// The place of the first term of a sum, if it has no sign.
    pub(super) fn as_first_term(&self) -> Place {
        if matches!(self, Self::Cases(..)) { Place::Term } else { Place::Any }
    }

    /// Whether it begins with digits, so that digits before it would run into them.
    pub(super) fn begins_with_digits(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Power(base, _) => base.begins_with_digits(),
            Self::Product(factors) => factors.first().is_some_and(Self::begins_with_digits),
            _ => false,
        }
    }
}

/// A parameter's name: what stands on the line, and what below it. `a_p` is a with the index p, `p1` has the index 1.
pub(super) fn indexed(name: &str) -> (&str, Option<&str>) {
    if let Some((head, index)) = name.split_once('_').filter(|(head, index)| !head.is_empty() && !index.is_empty()) {
        return (head, Some(index));
    }
    let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if head.is_empty() || head.len() == name.len() { (name, None) } else { (head, Some(&name[head.len()..])) }
}
