//! The syntax tree, and how it is evaluated.

use crate::real::Real;

/// A formula in one variable `x`, with named parameters.
#[derive(Clone, PartialEq, Debug)]
pub struct Formula {
    /// The tree.
    pub expression: Expression,
    /// Names of the parameters in the order in which values are given.
    pub parameters: Vec<&'static str>,
}

/// A node of the tree.
#[derive(Clone, PartialEq, Debug)]
pub enum Expression {
    /// The argument `x`.
    Variable,
    /// A parameter, by its place.
    Parameter(usize),
    /// A number.
    Constant(f64),
    /// `-a`.
    Negate(Box<Expression>),
    /// An operation on two numbers.
    Binary(Binary, Box<Expression>, Box<Expression>),
    /// A primitive of the field applied to a number.
    Call(Primitive, Box<Expression>),
    /// The third where the first is above the second, else the fourth; NaN if either of the first two is.
    Where(Box<[Expression; 4]>),
}

/// Operations on two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Subtract,
    /// `a * b`
    Multiply,
    /// `a / b`
    Divide,
    /// `max(a, b)`; NaN if either is.
    Maximum,
    /// `min(a, b)`; NaN if either is.
    Minimum,
}

/// Functions of one number that formulas are made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Primitive {
    /// `|x|`
    Abs,
    /// `e^x`
    Exp,
    /// `e^x - 1`
    ExpM1,
    /// `ln(1 + x)`
    Ln1p,
    /// `1 / (1 + e^-x)`
    Sigmoid,
    /// Hyperbolic tangent.
    Tanh,
    /// `ln(1 + e^x)`
    Softplus,
    /// Distribution function of the standard normal.
    NormalCdf,
    /// Square root.
    Sqrt,
    /// The error function.
    Erf,
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Inverse tangent.
    Atan,
}

impl Formula {
    /// The value at `x`; a parameter for which no value is given is NaN.
    pub fn evaluate<R: Real>(&self, x: R, parameters: &[R]) -> R {
        self.expression.evaluate(x, parameters)
    }
}

impl Expression {
    /// The value at `x`; a parameter for which no value is given is NaN.
    pub fn evaluate<R: Real>(&self, x: R, parameters: &[R]) -> R {
        match self {
            Self::Variable => x,
            Self::Parameter(place) => parameters.get(*place).copied().unwrap_or_else(|| R::constant(f64::NAN)),
            Self::Constant(value) => R::constant(*value),
            Self::Negate(a) => -a.evaluate(x, parameters),
            Self::Binary(operation, a, b) => {
                let (a, b) = (a.evaluate(x, parameters), b.evaluate(x, parameters));
                match operation {
                    Binary::Add => a + b,
                    Binary::Subtract => a - b,
                    Binary::Multiply => a * b,
                    Binary::Divide => a / b,
                    Binary::Maximum => a.at_least(b),
                    Binary::Minimum => a.at_most(b),
                }
            }
            Self::Call(primitive, a) => {
                let a = a.evaluate(x, parameters);
                match primitive {
                    Primitive::Abs => a.abs(),
                    Primitive::Exp => a.exp(),
                    Primitive::ExpM1 => a.exp_m1(),
                    Primitive::Ln1p => a.ln_1p(),
                    Primitive::Sigmoid => a.sigmoid(),
                    Primitive::Tanh => a.tanh(),
                    Primitive::Softplus => a.softplus(),
                    Primitive::NormalCdf => a.normal_cdf(),
                    Primitive::Sqrt => a.sqrt(),
                    Primitive::Erf => a.erf(),
                    Primitive::Sin => a.sin(),
                    Primitive::Cos => a.cos(),
                    Primitive::Atan => a.atan(),
                }
            }
            Self::Where(parts) => {
                let [left, right, yes, no] = &**parts;
                let (left, right) = (left.evaluate(x, parameters), right.evaluate(x, parameters));
                let (yes, no) = (yes.evaluate(x, parameters), no.evaluate(x, parameters));
                R::select(left.above(right), yes, no).nan_from(left).nan_from(right)
            }
        }
    }
}
