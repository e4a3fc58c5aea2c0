//! A formula as text, with no more brackets than needed.

use super::expression::{Binary, Expression, Formula, FormulaParameter, Primitive};
use std::fmt;

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, &self.expression, &self.parameters, Strength::Sum)
    }
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

impl Binary {
    fn parts(self) -> (&'static str, Strength, Strength, Strength) {
        match self {
            Self::Add => (" + ", Strength::Sum, Strength::Sum, Strength::Product),
            Self::Subtract => (" - ", Strength::Sum, Strength::Sum, Strength::Product),
            Self::Multiply => (" * ", Strength::Product, Strength::Product, Strength::Tight),
            Self::Divide => (" / ", Strength::Product, Strength::Product, Strength::Tight),
            Self::Maximum => ("max", Strength::Tight, Strength::Sum, Strength::Sum),
            Self::Minimum => ("min", Strength::Tight, Strength::Sum, Strength::Sum),
        }
    }
}

impl Primitive {
    /// The name in formulas.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abs => "abs",
            Self::Exp => "exp",
            Self::ExpM1 => "expm1",
            Self::Ln => "log",
            Self::Ln1p => "log1p",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Softplus => "softplus",
            Self::NormalCdf => "normal_cdf",
            Self::Sqrt => "sqrt",
            Self::Erf => "erf",
            Self::Sin => "sin",
            Self::Cos => "cos",
            Self::Atan => "atan",
        }
    }
}

fn write(
    f: &mut fmt::Formatter<'_>,
    expression: &Expression,
    names: &[FormulaParameter],
    place: Strength,
) -> fmt::Result {
    match expression {
        Expression::Variable => f.write_str("x"),
        Expression::Parameter(i) => f.write_str(names.get(*i).map_or("?", |parameter| &parameter.name)),
        Expression::Constant(value) if *value < 0.0 && place > Strength::Sum => write!(f, "({value})"),
        Expression::Constant(value) => write!(f, "{value}"),
        Expression::Negate(a) => {
            // A sign stands in front of a whole product: -a * b is -(a * b).
            let bracket = place > Strength::Sum;
            f.write_str(if bracket { "(-" } else { "-" })?;
            write(f, a, names, Strength::Product)?;
            f.write_str(if bracket { ")" } else { "" })
        }
        Expression::Binary(operation @ (Binary::Maximum | Binary::Minimum), a, b) => {
            f.write_str(operation.parts().0)?;
            list(f, &[a, b], names)
        }
        Expression::Binary(operation, a, b) => {
            let (sign, own, left, right) = operation.parts();
            let bracket = place > own;
            f.write_str(if bracket { "(" } else { "" })?;
            write(f, a, names, left)?;
            f.write_str(sign)?;
            write(f, b, names, right)?;
            f.write_str(if bracket { ")" } else { "" })
        }
        Expression::Power(a, exponent) => {
            let bracket = place > Strength::Tight;
            f.write_str(if bracket { "(" } else { "" })?;
            write(f, a, names, Strength::Base)?;
            write!(f, "^{exponent}")?;
            f.write_str(if bracket { ")" } else { "" })
        }
        Expression::Call(primitive, a) => {
            f.write_str(primitive.name())?;
            list(f, &[a], names)
        }
        Expression::Where(parts) => {
            let [left, right, yes, no] = &**parts;
            f.write_str("where(")?;
            write(f, left, names, Strength::Sum)?;
            f.write_str(" > ")?;
            write(f, right, names, Strength::Sum)?;
            f.write_str(", ")?;
            write(f, yes, names, Strength::Sum)?;
            f.write_str(", ")?;
            write(f, no, names, Strength::Sum)?;
            f.write_str(")")
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, arguments: &[&Expression], names: &[FormulaParameter]) -> fmt::Result {
    f.write_str("(")?;
    for (i, argument) in arguments.iter().enumerate() {
        f.write_str(if i > 0 { ", " } else { "" })?;
        write(f, argument, names, Strength::Sum)?;
    }
    f.write_str(")")
}
