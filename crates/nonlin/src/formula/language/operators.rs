//! Expressions: operators by their binding strength (Pratt 1973, Top down operator precedence).

use super::DEEPEST;
use super::error::FormulaFault;
use super::names::KEYWORDS;
use super::parser::{Parser, Result};
use super::token::{Comparison, Kind};
use super::tree::{Condition, Grown, Nursery};
use crate::formula::{Binary, Primitive};
use std::ops::Range;

/// What an expression is: a number, or something that holds or does not.
pub(super) enum Value {
    Number(Grown, Form),
    Truth(Condition),
}

/// How a number is written, where that matters.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Form {
    /// Digits: what stands behind them is multiplied, and a sign before them is theirs.
    Digits,
    /// The name of a constant.
    Constant,
    /// Euler's number by its name: its powers are exponentials.
    Euler,
    /// A product without a sign.
    Juxtaposed,
    Other,
}

/// From loose to tight. An operator on the right of another is taken first if it is tighter.
mod strength {
    pub(in super::super) const CHOICE: u8 = 0;
    pub(in super::super) const OR: u8 = 1;
    pub(super) const AND: u8 = 2;
    pub(super) const NOT: u8 = 3;
    pub(super) const COMPARISON: u8 = 4;
    pub(super) const SUM: u8 = 5;
    pub(super) const PRODUCT: u8 = 6;
    pub(super) const JUXTAPOSED: u8 = 8;
    pub(super) const POWER: u8 = 9;
    pub(super) const TIGHTEST: u8 = 10;
}
pub(super) use strength::{CHOICE, OR};

/// An operator between two operands.
#[derive(Clone, Copy, PartialEq)]
enum Infix {
    Choice,
    Or,
    And,
    Compare(Comparison),
    Arithmetic(Binary),
    Juxtaposed,
    Power,
    Superscript(f64),
}

impl Infix {
    fn strength(self) -> u8 {
        match self {
            Self::Choice => strength::CHOICE,
            Self::Or => strength::OR,
            Self::And => strength::AND,
            Self::Compare(_) => strength::COMPARISON,
            Self::Arithmetic(Binary::Add | Binary::Subtract) => strength::SUM,
            Self::Arithmetic(_) => strength::PRODUCT,
            Self::Juxtaposed => strength::JUXTAPOSED,
            Self::Power | Self::Superscript(_) => strength::POWER,
        }
    }
}

/// A level of brackets costs two of these, and so does an operation in the brackets that it needs.
const RECURSIONS: u16 = 2 * DEEPEST + 16;

impl Parser<'_> {
    /// An expression of operators that bind at least so tightly.
    pub(super) fn expression(&mut self, least: u8) -> Result<Value> {
        self.depth += 1;
        if self.depth > RECURSIONS {
            return self.error(self.peek().span(), FormulaFault::TooDeep, None);
        }
        let mut left = self.operand(least)?;
        while let Some(operator) = self.operator(least, &left)? {
            left = self.applied(operator, left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// A number; something that holds or does not counts as 1 or 0, as in `NumPy`.
    pub(super) fn number(&mut self, least: u8) -> Result<Grown> {
        let value = self.expression(least)?;
        self.as_number(value)
    }

    pub(super) fn as_number(&mut self, value: Value) -> Result<Grown> {
        match value {
            Value::Number(number, _) => Ok(number),
            Value::Truth(condition) => {
                let (one, zero) = (self.nursery.constant(1.0), self.nursery.constant(0.0));
                let (one, zero) = (self.made(one)?, self.made(zero)?);
                let chosen = self.nursery.chosen(condition, one, zero);
                self.made(chosen)
            }
        }
    }

    pub(super) fn as_truth(&self, value: Value, span: Range<usize>) -> Result<Condition> {
        match value {
            Value::Truth(condition) => Ok(condition),
            Value::Number(..) => self.error(span, FormulaFault::ComparisonWanted, Some("such as `x > 0`".to_owned())),
        }
    }

    // What follows is recursive, and so in short functions: the temporaries of all arms of a `match` take stack at every level.

    fn operand(&mut self, least: u8) -> Result<Value> {
        // A line goes on where it cannot end.
        while self.peek().kind == Kind::NewLine && self.next > 0 && self.ahead(1).kind != Kind::End {
            self.next += 1;
        }
        let token = self.peek();
        match token.kind {
            Kind::Number(value) => self.digits(value),
            Kind::Minus => self.negative(least),
            Kind::Plus => self.positive(least),
            Kind::Root => self.root(),
            Kind::Open => self.brackets(),
            Kind::Bar => self.magnitude(),
            Kind::Name if self.is_word("not") => self.negation(),
            Kind::Name if !KEYWORDS.contains(&self.slice(token)) => self.named(),
            _ => self.no_operand(),
        }
    }

    fn no_operand<T>(&self) -> Result<T> {
        let help =
            (self.peek().kind == Kind::Equals).then(|| "a comparison is `==`, a definition `name = ...`".to_owned());
        self.unexpected("a number", help)
    }

    fn digits(&mut self, value: f64) -> Result<Value> {
        self.advance();
        let number = self.nursery.constant(value);
        Ok(Value::Number(self.made(number)?, Form::Digits))
    }

    fn positive(&mut self, least: u8) -> Result<Value> {
        self.advance();
        Ok(Value::Number(self.number(least.max(strength::PRODUCT))?, Form::Other))
    }

    fn root(&mut self) -> Result<Value> {
        self.advance();
        let number = self.number(strength::TIGHTEST)?;
        let root = self.nursery.call(Primitive::Sqrt, number);
        Ok(Value::Number(self.made(root)?, Form::Other))
    }

    fn brackets(&mut self) -> Result<Value> {
        let open = self.advance();
        let bars = self.without_bars();
        let mut value = self.expression(strength::CHOICE)?;
        self.close(open)?;
        self.restore_bars(bars);
        if let Value::Number(_, form) = &mut value {
            *form = Form::Other;
        }
        Ok(value)
    }

    fn magnitude(&mut self) -> Result<Value> {
        let open = self.advance();
        self.bars += 1;
        let inside = self.number(strength::CHOICE)?;
        self.bars -= 1;
        if !self.accept(Kind::Bar) {
            return self.unclosed(open, '|', "`|` or an operator");
        }
        let size = self.nursery.call(Primitive::Abs, inside);
        Ok(Value::Number(self.made(size)?, Form::Other))
    }

    fn negation(&mut self) -> Result<Value> {
        self.advance();
        let span = self.peek().span();
        let value = self.expression(strength::NOT)?;
        Ok(Value::Truth(Condition::Not(Box::new(self.as_truth(value, span)?))))
    }

    /// Behind a minus sign, which stands before a whole product, and belongs to a number that stands alone.
    fn negative(&mut self, least: u8) -> Result<Value> {
        self.advance();
        let value = self.expression(least.max(strength::PRODUCT))?;
        if let Value::Number(number, Form::Digits | Form::Constant | Form::Euler) = &value
            && let Some(value) = number.number()
        {
            self.nursery.discard(number);
            let number = self.nursery.constant(if value.is_nan() { value } else { -value });
            return Ok(Value::Number(self.made(number)?, Form::Other));
        }
        let form = match value {
            Value::Number(_, Form::Juxtaposed) => Form::Juxtaposed,
            _ => Form::Other,
        };
        let number = self.as_number(value)?;
        let negated = self.nursery.negated(number);
        Ok(Value::Number(self.made(negated)?, form))
    }

    /// The operator that comes next, if it binds at least so tightly; it is taken.
    fn operator(&mut self, least: u8, left: &Value) -> Result<Option<Infix>> {
        let token = self.peek();
        let operator = match token.kind {
            Kind::Plus => Infix::Arithmetic(Binary::Add),
            Kind::Minus => Infix::Arithmetic(Binary::Subtract),
            Kind::Times => Infix::Arithmetic(Binary::Multiply),
            Kind::Over => Infix::Arithmetic(Binary::Divide),
            Kind::Power => Infix::Power,
            Kind::Superscript(value) => Infix::Superscript(value),
            Kind::Compare(how) => Infix::Compare(how),
            Kind::Name if self.slice(token) == "if" => Infix::Choice,
            Kind::Name if self.slice(token) == "or" => Infix::Or,
            Kind::Name if self.slice(token) == "and" => Infix::And,
            Kind::Name if KEYWORDS.contains(&self.slice(token)) => return Ok(None),
            Kind::Name | Kind::Open | Kind::Root if Self::is_digits(left) => Infix::Juxtaposed,
            Kind::Bar if self.bars == 0 && Self::is_digits(left) => Infix::Juxtaposed,
            _ => return Ok(None),
        };
        if operator == Infix::Juxtaposed && least > strength::JUXTAPOSED {
            return self.unexpected("an operator", Some("for a product write `*`".to_owned()));
        }
        if operator.strength() < least {
            return Ok(None);
        }
        self.next += usize::from(operator != Infix::Juxtaposed);
        Ok(Some(operator))
    }

    fn is_digits(value: &Value) -> bool {
        matches!(value, Value::Number(_, Form::Digits))
    }

    fn applied(&mut self, operator: Infix, left: Value) -> Result<Value> {
        match operator {
            Infix::Or | Infix::And => self.joined(operator, left),
            Infix::Compare(how) => self.comparison(how, left),
            Infix::Choice => self.conditional(left),
            Infix::Arithmetic(operation) => self.arithmetic(operation, operator.strength(), left),
            Infix::Juxtaposed => self.juxtaposed(left),
            Infix::Power => {
                let euler = matches!(left, Value::Number(_, Form::Euler));
                let left = self.as_number(left)?;
                let right = self.number(strength::POWER)?;
                self.power(left, euler, right)
            }
            Infix::Superscript(exponent) => self.raised(left, exponent),
        }
    }

    fn joined(&mut self, operator: Infix, left: Value) -> Result<Value> {
        let span = self.tokens[self.next - 1].span();
        let first = self.as_truth(left, span.clone())?;
        let right = self.expression(operator.strength() + 1)?;
        let second = self.as_truth(right, span)?;
        Ok(Value::Truth(self.made(Nursery::joined(operator == Infix::And, first, second))?))
    }

    /// `yes if condition else no`, from the condition on.
    fn conditional(&mut self, yes: Value) -> Result<Value> {
        let span = self.peek().span();
        let yes = self.as_number(yes)?;
        let condition = self.expression(OR)?;
        let condition = self.as_truth(condition, span)?;
        if !self.accept_word("else") {
            return self.unexpected("`else`", Some("a choice is `a if x > 0 else b`".to_owned()));
        }
        let no = self.number(strength::CHOICE)?;
        let chosen = self.nursery.chosen(condition, yes, no);
        Ok(Value::Number(self.made(chosen)?, Form::Other))
    }

    fn arithmetic(&mut self, operation: Binary, own: u8, left: Value) -> Result<Value> {
        let left = self.as_number(left)?;
        let start = self.peek().span().start;
        let right = self.expression(own + 1)?;
        if operation == Binary::Divide && matches!(right, Value::Number(_, Form::Juxtaposed)) {
            return self.ambiguous(start);
        }
        let right = self.as_number(right)?;
        let number = self.nursery.binary(operation, left, right);
        Ok(Value::Number(self.made(number)?, Form::Other))
    }

    fn juxtaposed(&mut self, left: Value) -> Result<Value> {
        let left = self.as_number(left)?;
        let right = self.number(strength::JUXTAPOSED + 1)?;
        let product = self.nursery.binary(Binary::Multiply, left, right);
        Ok(Value::Number(self.made(product)?, Form::Juxtaposed))
    }

    fn raised(&mut self, left: Value, exponent: f64) -> Result<Value> {
        let euler = matches!(left, Value::Number(_, Form::Euler));
        let left = self.as_number(left)?;
        let exponent = self.nursery.constant(exponent);
        let exponent = self.made(exponent)?;
        self.power(left, euler, exponent)
    }

    fn power(&mut self, base: Grown, euler: bool, exponent: Grown) -> Result<Value> {
        let power = if euler {
            self.nursery.discard(&base);
            self.nursery.call(Primitive::Exp, exponent)
        } else {
            self.nursery.power(base, exponent)
        };
        Ok(Value::Number(self.made(power)?, Form::Other))
    }

    /// `1/2x`, read up to its end.
    fn ambiguous<T>(&self, start: usize) -> Result<T> {
        let end = self.tokens[self.next - 1].span().end;
        let product = &self.text[start..end];
        let help = (product.len() < 24).then(|| format!("write `/ ({product})`, or put the quotient in brackets"));
        self.error(start..end, FormulaFault::AmbiguousQuotient, help)
    }

    /// `a < b`, or `a < b < c`, which is both of its comparisons.
    fn comparison(&mut self, how: Comparison, left: Value) -> Result<Value> {
        let mut left = self.as_number(left)?;
        let mut how = how;
        let mut all: Option<Condition> = None;
        loop {
            let right = self.number(strength::COMPARISON + 1)?;
            let next = match self.peek().kind {
                Kind::Compare(next) => {
                    self.advance();
                    let again = self.nursery.copy(&right);
                    Some((next, self.made(again)?))
                }
                _ => None,
            };
            let condition = self.nursery.compared(how, left, right);
            let condition = self.made(condition)?;
            let joined = match all {
                Some(before) => self.made(Nursery::joined(true, before, condition))?,
                None => condition,
            };
            match next {
                Some((next, again)) => (how, left, all) = (next, again, Some(joined)),
                None => return Ok(Value::Truth(joined)),
            }
        }
    }
}
