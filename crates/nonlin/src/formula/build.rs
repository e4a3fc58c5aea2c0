//! Trees put together from trees, with what changes nothing left out: a factor of 1, a term of 0, two signs in a row.

use super::expression::{Binary, Expression, Primitive};

/// A number.
pub(crate) const fn number(value: f64) -> Expression {
    Expression::Constant(value)
}

/// Whether it is this number.
pub(crate) fn is(expression: &Expression, value: f64) -> bool {
    matches!(expression, Expression::Constant(constant) if *constant == value)
}

fn binary(operation: Binary, a: Expression, b: Expression) -> Expression {
    Expression::Binary(operation, Box::new(a), Box::new(b))
}

/// `a + b`
pub(crate) fn sum(a: Expression, b: Expression) -> Expression {
    match (a, b) {
        (a, b) if is(&a, 0.0) => b,
        (a, b) if is(&b, 0.0) => a,
        (a, Expression::Negate(b)) => binary(Binary::Subtract, a, *b),
        (a, b) => binary(Binary::Add, a, b),
    }
}

/// `a - b`
pub(crate) fn difference(a: Expression, b: Expression) -> Expression {
    match (a, b) {
        (a, b) if is(&a, 0.0) => negated(b),
        (a, b) if is(&b, 0.0) => a,
        (a, Expression::Negate(b)) => binary(Binary::Add, a, *b),
        (a, b) => binary(Binary::Subtract, a, b),
    }
}

/// `-a`
pub(crate) fn negated(a: Expression) -> Expression {
    match a {
        Expression::Constant(value) => number(-value),
        Expression::Negate(a) => *a,
        a => Expression::Negate(Box::new(a)),
    }
}

/// `a * b`. A product with 0 is 0: for trees whose zeros stand for "does not depend on it", not for numbers.
pub(crate) fn product(a: Expression, b: Expression) -> Expression {
    match (a, b) {
        (a, b) if is(&a, 0.0) || is(&b, 0.0) => number(0.0),
        (a, b) if is(&a, 1.0) => b,
        (a, b) if is(&b, 1.0) => a,
        (a, b) if is(&a, -1.0) => negated(b),
        (a, b) if is(&b, -1.0) => negated(a),
        (Expression::Negate(a), b) => negated(product(*a, b)),
        (a, Expression::Negate(b)) => negated(product(a, *b)),
        (a, b) => binary(Binary::Multiply, a, b),
    }
}

/// `a / b`
pub(crate) fn quotient(a: Expression, b: Expression) -> Expression {
    match (a, b) {
        (a, _) if is(&a, 0.0) => number(0.0),
        (a, b) if is(&b, 1.0) => a,
        (Expression::Negate(a), b) => negated(quotient(*a, b)),
        (a, b) => binary(Binary::Divide, a, b),
    }
}

/// `a^exponent`
pub(crate) fn power(a: Expression, exponent: i32) -> Expression {
    match exponent {
        0 => number(1.0),
        1 => a,
        _ => Expression::Power(Box::new(a), exponent),
    }
}

/// A primitive of a number.
pub(crate) fn call(primitive: Primitive, a: Expression) -> Expression {
    Expression::Call(primitive, Box::new(a))
}

/// `yes` where `left > right`, else `no`.
pub(crate) fn choice(left: Expression, right: Expression, yes: Expression, no: Expression) -> Expression {
    Expression::Where(Box::new([left, right, yes, no]))
}
