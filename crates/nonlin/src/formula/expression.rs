//! The syntax tree, and how it is evaluated.

use crate::functions::Parameter;
use crate::real::Real;
use std::borrow::Cow;

/// A formula in one variable `x`, with named parameters.
#[derive(Clone, PartialEq, Debug)]
pub struct Formula {
    /// What it is called, if it has a name.
    pub name: Option<String>,
    /// The tree.
    pub expression: Expression,
    /// The parameters in the order in which values are given.
    pub parameters: Vec<FormulaParameter>,
}

/// A number that shapes a formula.
#[derive(Clone, PartialEq, Debug)]
pub struct FormulaParameter {
    /// Its name in the formula.
    pub name: Cow<'static, str>,
    /// Its value where none is given.
    pub default: f64,
    /// Whether training is meant to change it.
    pub learnable: bool,
}

impl From<&Parameter> for FormulaParameter {
    fn from(parameter: &Parameter) -> Self {
        Self { name: Cow::Borrowed(parameter.name), default: parameter.default, learnable: parameter.learnable }
    }
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
    /// A number multiplied by itself as often as the exponent says; a negative power is 1 over the positive one.
    Power(Box<Expression>, i32),
    /// A primitive of the field applied to a number.
    Call(Primitive, Box<Expression>),
    /// The third where the first is above the second, else the fourth; NaN if either of the first two is.
    Where(Box<[Expression; 4]>),
}

/// Operations on two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
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
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Primitive {
    /// `|x|`
    Abs,
    /// `e^x`
    Exp,
    /// `e^x - 1`
    ExpM1,
    /// The natural logarithm: minus infinity at 0, NaN below.
    Ln,
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
    /// A tree without parameters, and without a name.
    pub fn of(expression: Expression) -> Self {
        Self { name: None, expression, parameters: Vec::new() }
    }

    /// The defaults of the parameters, in their order.
    pub fn defaults(&self) -> Vec<f64> {
        self.parameters.iter().map(|parameter| parameter.default).collect()
    }

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
            Self::Binary(operation, a, b) => operation.apply(a.evaluate(x, parameters), b.evaluate(x, parameters)),
            Self::Power(a, exponent) => raised(a.evaluate(x, parameters), *exponent),
            Self::Call(primitive, a) => primitive.apply(a.evaluate(x, parameters)),
            Self::Where(parts) => {
                let [left, right, yes, no] = &**parts;
                let (left, right) = (left.evaluate(x, parameters), right.evaluate(x, parameters));
                let (yes, no) = (yes.evaluate(x, parameters), no.evaluate(x, parameters));
                chosen(left, right, yes, no)
            }
        }
    }
}

// Functions of their own, and not inlined: the kernels within would make every level of a tree take kilobytes of stack.

impl Binary {
    #[inline(never)]
    fn apply<R: Real>(self, a: R, b: R) -> R {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Maximum => a.at_least(b),
            Self::Minimum => a.at_most(b),
        }
    }
}

impl Primitive {
    #[inline(never)]
    fn apply<R: Real>(self, a: R) -> R {
        match self {
            Self::Abs => a.abs(),
            Self::Exp => a.exp(),
            Self::ExpM1 => a.exp_m1(),
            Self::Ln => a.ln(),
            Self::Ln1p => a.ln_1p(),
            Self::Sigmoid => a.sigmoid(),
            Self::Tanh => a.tanh(),
            Self::Softplus => a.softplus(),
            Self::NormalCdf => a.normal_cdf(),
            Self::Sqrt => a.sqrt(),
            Self::Erf => a.erf(),
            Self::Sin => a.sin(),
            Self::Cos => a.cos(),
            Self::Atan => a.atan(),
        }
    }
}

#[inline(never)]
fn raised<R: Real>(a: R, exponent: i32) -> R {
    a.powi(exponent)
}

#[inline(never)]
fn chosen<R: Real>(left: R, right: R, yes: R, no: R) -> R {
    R::select(left.above(right), yes, no).nan_from(left).nan_from(right)
}
