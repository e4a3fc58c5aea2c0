//! A formula as plain text, with no more brackets than needed. What is printed is read back as the same tree.

use super::digits;
use crate::formula::{Binary, Expression, Formula, FormulaParameter};
use std::fmt::{self, Write};

impl fmt::Display for Formula {
    /// The whole definition: `swish(x; learn beta = 1) = x * sigmoid(beta * x)`. Without a name the parameters stand before
    /// the formula, `learn beta = 1; x * sigmoid(beta * x)`; without a name and parameters it is the formula alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "{name}(x")?;
            for (i, FormulaParameter { name, default, learnable }) in self.parameters.iter().enumerate() {
                f.write_str(if i == 0 { "; " } else { ", " })?;
                write!(f, "{}{name} = {}", if *learnable { "learn " } else { "" }, digits(*default))?;
            }
            f.write_str(") = ")?;
        } else {
            for FormulaParameter { name, default, learnable } in &self.parameters {
                write!(f, "{} {name} = {}; ", if *learnable { "learn" } else { "param" }, digits(*default))?;
            }
        }
        Writer { to: f, names: &self.parameters }.write(&self.expression, Strength::Sum)
    }
}

pub(super) fn body(expression: &Expression, names: &[FormulaParameter]) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = Writer { to: &mut text, names }.write(expression, Strength::Sum);
    text
}

/// How tightly a place binds what stands in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Sum,
    Product,
    /// The right side of `-`, `*` or `/`, or behind a sign.
    Tight,
    /// Under an exponent.
    Base,
}

struct Writer<'a> {
    to: &'a mut dyn Write,
    names: &'a [FormulaParameter],
}

impl Writer<'_> {
    fn write(&mut self, expression: &Expression, place: Strength) -> fmt::Result {
        match expression {
            Expression::Variable => self.to.write_str("x"),
            Expression::Parameter(i) => self.to.write_str(self.names.get(*i).map_or("?", |parameter| &parameter.name)),
            Expression::Constant(value) => {
                let bracket = value.is_sign_negative() && !value.is_nan() && place > Strength::Sum;
                self.bracketed(bracket, |writer| writer.to.write_str(&digits(*value)))
            }
            Expression::Negate(a) => self.bracketed(place > Strength::Sum, |writer| {
                writer.to.write_str("-")?;
                // A sign before a number alone would be that number's own.
                let number = matches!(**a, Expression::Constant(value) if value.is_sign_positive() || value.is_nan());
                // A sign stands in front of a whole product: -a * b is -(a * b).
                writer
                    .bracketed(number, |writer| writer.write(a, if number { Strength::Sum } else { Strength::Product }))
            }),
            Expression::Binary(operation @ (Binary::Maximum | Binary::Minimum), a, b) => {
                self.to.write_str(if *operation == Binary::Maximum { "max(" } else { "min(" })?;
                self.extremes(*operation, a)?;
                self.to.write_str(", ")?;
                self.write(b, Strength::Sum)?;
                self.to.write_str(")")
            }
            Expression::Binary(operation, a, b) => {
                let (sign, own, right) = match operation {
                    Binary::Add => (" + ", Strength::Sum, Strength::Product),
                    Binary::Subtract => (" - ", Strength::Sum, Strength::Product),
                    Binary::Divide => (" / ", Strength::Product, Strength::Tight),
                    _ => (" * ", Strength::Product, Strength::Tight),
                };
                self.bracketed(place > own, |writer| {
                    writer.write(a, own)?;
                    writer.to.write_str(sign)?;
                    writer.write(b, right)
                })
            }
            Expression::Power(a, exponent) => self.bracketed(place > Strength::Tight, |writer| {
                writer.write(a, Strength::Base)?;
                write!(writer.to, "^{exponent}")
            }),
            Expression::Call(primitive, a) => {
                self.to.write_str(primitive.name())?;
                self.bracketed(true, |writer| writer.write(a, Strength::Sum))
            }
            Expression::Where(parts) => {
                let [left, right, yes, no] = &**parts;
                self.to.write_str("where(")?;
                for (part, then) in [(left, " > "), (right, ", "), (yes, ", "), (no, ")")] {
                    self.write(part, Strength::Sum)?;
                    self.to.write_str(then)?;
                }
                Ok(())
            }
        }
    }

    fn bracketed(&mut self, bracket: bool, inside: impl FnOnce(&mut Self) -> fmt::Result) -> fmt::Result {
        self.to.write_str(if bracket { "(" } else { "" })?;
        inside(self)?;
        self.to.write_str(if bracket { ")" } else { "" })
    }

    /// `max(max(a, b), c)` is `max(a, b, c)`.
    fn extremes(&mut self, operation: Binary, first: &Expression) -> fmt::Result {
        match first {
            Expression::Binary(inner, a, b) if *inner == operation => {
                self.extremes(operation, a)?;
                self.to.write_str(", ")?;
                self.write(b, Strength::Sum)
            }
            _ => self.write(first, Strength::Sum),
        }
    }
}
