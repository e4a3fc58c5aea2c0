//! A formula made fit for proofs: parameters and constants put in, and what textbooks write out at length recognised.

use super::enclosure;
use super::interval::Interval;
use crate::formula::build::{is, negated};
use crate::formula::{Binary, Expression, Primitive};

/// The expression with its parameters' values, simplified. All steps are identities for every finite `x`.
pub(super) fn simplified(expression: &Expression, parameters: &[f64]) -> Expression {
    let part = |a: &Expression| simplified(a, parameters);
    match expression {
        Expression::Variable | Expression::Constant(_) => expression.clone(),
        Expression::Parameter(place) => Expression::Constant(parameters.get(*place).copied().unwrap_or(f64::NAN)),
        Expression::Negate(a) => negated(part(a)),
        Expression::Binary(operation, a, b) => binary(*operation, part(a), part(b)),
        Expression::Call(primitive, a) => call(*primitive, part(a)),
        Expression::Power(a, exponent) => power(part(a), *exponent),
        Expression::Where(parts) => chosen(std::array::from_fn(|i| part(&parts[i]))),
    }
}

/// `where(left > right, yes, no)`, simplified: no number is above infinity, nor below minus infinity.
fn chosen([left, right, yes, no]: [Expression; 4]) -> Expression {
    let never = is(&right, f64::INFINITY) && is_total(&left) || is(&left, f64::NEG_INFINITY) && is_total(&right);
    if never { no } else { Expression::Where(Box::new([left, right, yes, no])) }
}

/// `a - b`, simplified.
pub(super) fn difference(a: Expression, b: Expression) -> Expression {
    binary(Binary::Subtract, a, b)
}

/// Whether it has a value for every `x`, as far as its form shows.
fn is_total(expression: &Expression) -> bool {
    match expression {
        Expression::Variable | Expression::Parameter(_) => true,
        Expression::Constant(value) => value.is_finite(),
        Expression::Negate(a) => is_total(a),
        Expression::Call(primitive, a) => {
            !matches!(primitive, Primitive::Ln | Primitive::Ln1p | Primitive::Sqrt) && is_total(a)
        }
        Expression::Binary(Binary::Divide, a, b) => {
            is_total(a) && matches!(**b, Expression::Constant(divisor) if divisor != 0.0)
        }
        Expression::Binary(_, a, b) => is_total(a) && is_total(b),
        Expression::Power(a, exponent) => *exponent >= 0 && is_total(a),
        Expression::Where(parts) => parts.iter().all(is_total),
    }
}

/// Folded only where the result is exact: what is rounded stays a formula, which is then enclosed.
fn folded(operation: Binary, a: f64, b: f64) -> Option<Expression> {
    let (a, b) = (Interval::point(a), Interval::point(b));
    let result = match operation {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Maximum | Binary::Minimum => return None,
    };
    (result.is_point() && result.is_bounded()).then_some(Expression::Constant(result.low))
}

fn binary(operation: Binary, a: Expression, b: Expression) -> Expression {
    if let (Expression::Constant(a), Expression::Constant(b)) = (&a, &b)
        && let Some(exact) = folded(operation, *a, *b)
    {
        return exact;
    }
    match operation {
        // A bound at infinity is none.
        Binary::Minimum if is(&b, f64::INFINITY) => return a,
        Binary::Minimum if is(&a, f64::INFINITY) => return b,
        Binary::Maximum if is(&b, f64::NEG_INFINITY) => return a,
        Binary::Maximum if is(&a, f64::NEG_INFINITY) => return b,
        Binary::Add if is(&a, 0.0) => return b,
        Binary::Add | Binary::Subtract if is(&b, 0.0) => return a,
        Binary::Subtract if is(&a, 0.0) => return negated(b),
        Binary::Subtract if a == b && is_total(&a) => return Expression::Constant(0.0),
        Binary::Multiply if is(&a, 1.0) => return b,
        Binary::Multiply | Binary::Divide if is(&b, 1.0) => return a,
        Binary::Multiply if is(&a, 0.0) && is_total(&b) || is(&b, 0.0) && is_total(&a) => {
            return Expression::Constant(0.0);
        }
        Binary::Multiply => {
            if a == b
                && let Some(square) = square_of_sine(&a)
            {
                return square;
            }
        }
        Binary::Divide => {
            if let Some(known) = sigmoid_written_out(&a, &b).or_else(|| tanh_written_out(&a, &b)) {
                return known;
            }
        }
        _ => {}
    }
    Expression::Binary(operation, Box::new(a), Box::new(b))
}

/// `a^n`, simplified. It stays a power: a product of many factors would be as many copies.
fn power(a: Expression, exponent: i32) -> Expression {
    match exponent {
        0 if is_total(&a) => return Expression::Constant(1.0),
        1 => return a,
        2 => {
            if let Some(square) = square_of_sine(&a) {
                return square;
            }
        }
        _ => {}
    }
    if let Expression::Constant(value) = a {
        let exact = Interval::point(value).power(exponent);
        if exact.is_point() && exact.is_bounded() {
            return Expression::Constant(exact.low);
        }
    }
    Expression::Power(Box::new(a), exponent)
}

fn call(primitive: Primitive, a: Expression) -> Expression {
    match (primitive, a) {
        (Primitive::Ln, Expression::Call(Primitive::Exp, u)) => *u,
        (Primitive::Ln, Expression::Binary(Binary::Add, one, power)) if is(&one, 1.0) && exponent(&power).is_some() => {
            call(Primitive::Ln1p, *power)
        }
        (Primitive::Ln1p, Expression::Call(Primitive::Exp, u)) => call(Primitive::Softplus, *u),
        (primitive, Expression::Constant(value)) => {
            let result = enclosure::value(primitive, Interval::point(value));
            let exact = result.is_point() && result.is_bounded();
            if exact {
                Expression::Constant(result.low)
            } else {
                Expression::Call(primitive, Box::new(Expression::Constant(value)))
            }
        }
        (primitive, a) => Expression::Call(primitive, Box::new(a)),
    }
}

fn exponent(expression: &Expression) -> Option<&Expression> {
    match expression {
        Expression::Call(Primitive::Exp, u) => Some(u),
        _ => None,
    }
}

/// `1 / (1 + e^u)` is `sigmoid(-u)`.
fn sigmoid_written_out(a: &Expression, b: &Expression) -> Option<Expression> {
    let Expression::Binary(Binary::Add, one, power) = b else { return None };
    let u = exponent(power).filter(|_| is(a, 1.0) && is(one, 1.0))?;
    Some(call(Primitive::Sigmoid, negated(u.clone())))
}

/// `(e^u - e^-u) / (e^u + e^-u)` is `tanh(u)`.
fn tanh_written_out(a: &Expression, b: &Expression) -> Option<Expression> {
    let (Expression::Binary(Binary::Subtract, p, q), Expression::Binary(Binary::Add, r, s)) = (a, b) else {
        return None;
    };
    let (u, v) = (exponent(p)?, exponent(q)?);
    (p == r && q == s && *v == negated(u.clone())).then(|| call(Primitive::Tanh, u.clone()))
}

/// `sin(u)^2` is `(1 - cos(2 u)) / 2`, which says without cancellation where it is stationary.
fn square_of_sine(sine: &Expression) -> Option<Expression> {
    let Expression::Call(Primitive::Sin, u) = sine else { return None };
    let two = || Expression::Constant(2.0);
    let cosine = call(Primitive::Cos, binary(Binary::Multiply, two(), (**u).clone()));
    Some(binary(Binary::Divide, difference(Expression::Constant(1.0), cosine), two()))
}
