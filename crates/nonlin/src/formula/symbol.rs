//! The reading that writes a function down: each operation leaves a node on a tape.
//!
//! A [`Symbol`] must be `Copy` like every number, so it is only a place on the tape of the thread that
//! records; the tree is built from the tape when the function has run.

use super::expression::{Binary, Expression, Formula, Primitive};
use crate::functions::Parameter;
use crate::real::Real;
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number that stands for the formula which makes it. Exists only while `Formula::record` runs.
#[derive(Clone, Copy, Debug)]
pub struct Symbol(usize);

/// `left > right`, unevaluated.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    left: Symbol,
    right: Symbol,
}

#[derive(Clone, Copy)]
enum Node {
    Variable,
    Parameter(usize),
    Constant(f64),
    Negate(Symbol),
    Binary(Binary, Symbol, Symbol),
    Power(Symbol, i32),
    Call(Primitive, Symbol),
    Where(Comparison, Symbol, Symbol),
}

thread_local! {
    static TAPE: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
}

fn push(node: Node) -> Symbol {
    TAPE.with_borrow_mut(|tape| {
        tape.push(node);
        Symbol(tape.len() - 1)
    })
}

impl Formula {
    /// The formula of a function of `x` and `P` parameters.
    pub(crate) fn record<const P: usize>(
        name: Option<&str>,
        parameters: &'static [Parameter],
        function: impl Fn(Symbol, [Symbol; P]) -> Symbol,
    ) -> Self {
        // The tape of a recording that surrounds this one, if any, is put back afterwards.
        let outer = TAPE.take();
        let x = push(Node::Variable);
        let result = function(x, std::array::from_fn(|i| push(Node::Parameter(i))));
        let tape = TAPE.replace(outer);
        Self {
            name: name.map(str::to_owned),
            expression: grow(&tape, result),
            parameters: parameters.iter().map(Into::into).collect(),
        }
    }
}

fn grow(tape: &[Node], root: Symbol) -> Expression {
    let boxed = |symbol| Box::new(grow(tape, symbol));
    match tape[root.0] {
        Node::Variable => Expression::Variable,
        Node::Parameter(place) => Expression::Parameter(place),
        Node::Constant(value) => Expression::Constant(value),
        Node::Negate(a) => Expression::Negate(boxed(a)),
        Node::Binary(operation, a, b) => Expression::Binary(operation, boxed(a), boxed(b)),
        Node::Power(a, exponent) => Expression::Power(boxed(a), exponent),
        Node::Call(primitive, a) => Expression::Call(primitive, boxed(a)),
        Node::Where(condition, yes, no) => Expression::Where(Box::new([
            grow(tape, condition.left),
            grow(tape, condition.right),
            grow(tape, yes),
            grow(tape, no),
        ])),
    }
}

macro_rules! operators {
    ($($operator:ident $method:ident $binary:ident,)*) => {
        $(impl $operator for Symbol {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                push(Node::Binary(Binary::$binary, self, other))
            }
        })*
    };
}

operators! {
    Add add Add,
    Sub sub Subtract,
    Mul mul Multiply,
    Div div Divide,
}

impl Neg for Symbol {
    type Output = Self;
    fn neg(self) -> Self {
        push(Node::Negate(self))
    }
}

impl Real for Symbol {
    type Truth = Comparison;

    fn constant(value: f64) -> Self {
        push(Node::Constant(value))
    }
    fn above(self, other: Self) -> Comparison {
        Comparison { left: self, right: other }
    }
    fn select(truth: Comparison, yes: Self, no: Self) -> Self {
        push(Node::Where(truth, yes, no))
    }
    fn nan_from(self, _source: Self) -> Self {
        // A formula's `where` gives NaN for NaN by itself.
        self
    }
    fn at_least(self, floor: Self) -> Self {
        push(Node::Binary(Binary::Maximum, self, floor))
    }
    fn at_most(self, ceiling: Self) -> Self {
        push(Node::Binary(Binary::Minimum, self, ceiling))
    }
    fn abs(self) -> Self {
        push(Node::Call(Primitive::Abs, self))
    }
    fn exp(self) -> Self {
        push(Node::Call(Primitive::Exp, self))
    }
    fn exp_m1(self) -> Self {
        push(Node::Call(Primitive::ExpM1, self))
    }
    fn ln(self) -> Self {
        push(Node::Call(Primitive::Ln, self))
    }
    fn ln_1p(self) -> Self {
        push(Node::Call(Primitive::Ln1p, self))
    }
    fn sigmoid(self) -> Self {
        push(Node::Call(Primitive::Sigmoid, self))
    }
    fn tanh(self) -> Self {
        push(Node::Call(Primitive::Tanh, self))
    }
    fn softplus(self) -> Self {
        push(Node::Call(Primitive::Softplus, self))
    }
    fn normal_cdf(self) -> Self {
        push(Node::Call(Primitive::NormalCdf, self))
    }
    fn sqrt(self) -> Self {
        push(Node::Call(Primitive::Sqrt, self))
    }
    fn erf(self) -> Self {
        push(Node::Call(Primitive::Erf, self))
    }
    fn sin(self) -> Self {
        push(Node::Call(Primitive::Sin, self))
    }
    fn cos(self) -> Self {
        push(Node::Call(Primitive::Cos, self))
    }
    fn atan(self) -> Self {
        push(Node::Call(Primitive::Atan, self))
    }
    fn powi(self, exponent: i32) -> Self {
        push(Node::Power(self, exponent))
    }
}
