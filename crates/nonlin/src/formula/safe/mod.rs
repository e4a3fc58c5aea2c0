//! Shapes that lose digits, or overflow, read as the primitive that does neither.
//!
//! `1 / (1 + exp(-x))` overflows on the way to 0, `log(1 + exp(x))` on the way to `x`, `exp(x) - 1` cancels next to 0, `1 + erf(x)` in
//! the left tail. On paper each is an identity for every real `x`; only what a machine makes of it differs.

mod products;
mod sums;

use super::build::{call, choice, difference, is, negated, number, product, quotient, sum};
use super::expression::{Binary, Expression, Formula, Primitive};

/// One shape that was read as another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rewrite {
    /// What stood there, in `u`.
    pub from: &'static str,
    /// What it is read as.
    pub to: &'static str,
    /// What goes wrong with the first.
    pub why: &'static str,
}

impl Formula {
    /// The same function in shapes that keep their digits, and what was changed, each kind once.
    pub fn safe(&self) -> (Self, Vec<Rewrite>) {
        let mut made = Vec::new();
        let expression = safe(&self.expression, &mut made);
        let mut kinds: Vec<Rewrite> = Vec::new();
        for rewrite in made {
            if !kinds.contains(&rewrite) {
                kinds.push(rewrite);
            }
        }
        (Self { expression, ..self.clone() }, kinds)
    }
}

fn safe(expression: &Expression, made: &mut Vec<Rewrite>) -> Expression {
    let mut current = with_safe_parts(expression, made);
    // A new shape may be part of another: log(1 + exp(u)) is log1p(exp(u)), and that is softplus(u). None of them grows.
    while let Some((rewritten, rewrite)) = rewritten(&current) {
        made.push(rewrite);
        current = rewritten;
    }
    current
}

fn with_safe_parts(expression: &Expression, made: &mut Vec<Rewrite>) -> Expression {
    match expression {
        Expression::Variable | Expression::Parameter(_) | Expression::Constant(_) => expression.clone(),
        Expression::Negate(a) => Expression::Negate(Box::new(safe(a, made))),
        Expression::Power(a, exponent) => Expression::Power(Box::new(safe(a, made)), *exponent),
        Expression::Call(primitive, a) => call(*primitive, safe(a, made)),
        Expression::Binary(operation, a, b) => {
            Expression::Binary(*operation, Box::new(safe(a, made)), Box::new(safe(b, made)))
        }
        Expression::Where(parts) => {
            let [left, right, yes, no] = std::array::from_fn(|i| safe(&parts[i], made));
            choice(left, right, yes, no)
        }
    }
}

/// The tree with its root read in another way.
fn rewritten(expression: &Expression) -> Option<(Expression, Rewrite)> {
    match expression {
        Expression::Call(primitive, a) => called(*primitive, a),
        Expression::Binary(Binary::Add | Binary::Subtract, ..) => sums::rewritten(expression),
        Expression::Binary(Binary::Multiply | Binary::Divide, ..) => products::rewritten(expression),
        _ => None,
    }
}

fn called(primitive: Primitive, a: &Expression) -> Option<(Expression, Rewrite)> {
    match (primitive, a) {
        (Primitive::Ln, Expression::Call(Primitive::Exp, u)) => {
            Some(((**u).clone(), Rewrite { from: "log(exp(u))", to: "u", why: "exp overflows" }))
        }
        (Primitive::Ln, Expression::Call(Primitive::Sigmoid, u)) => {
            let softplus = negated(call(Primitive::Softplus, negated((**u).clone())));
            let why = "the sigmoid rounds to 1, or to 0";
            Some((softplus, Rewrite { from: "log(sigmoid(u))", to: "-softplus(-u)", why }))
        }
        (Primitive::Ln, Expression::Binary(Binary::Add, one, u) | Expression::Binary(Binary::Add, u, one))
            if is(one, 1.0) =>
        {
            let why = "the sum drops the digits of a small u";
            Some((call(Primitive::Ln1p, (**u).clone()), Rewrite { from: "log(1 + u)", to: "log1p(u)", why }))
        }
        (Primitive::Ln1p, Expression::Call(Primitive::Exp, u)) => {
            let why = "exp overflows";
            Some((call(Primitive::Softplus, (**u).clone()), Rewrite { from: "log1p(exp(u))", to: "softplus(u)", why }))
        }
        (Primitive::Sqrt, a) => {
            let u = square_of(a)?;
            let rewrite = Rewrite { from: "sqrt(u^2)", to: "abs(u)", why: "the square overflows, and underflows" };
            Some((call(Primitive::Abs, u.clone()), rewrite))
        }
        _ => None,
    }
}

/// `u`, of `u * u` or `u^2`.
fn square_of(expression: &Expression) -> Option<&Expression> {
    match expression {
        Expression::Power(u, 2) => Some(u),
        Expression::Binary(Binary::Multiply, a, b) if a == b => Some(a),
        _ => None,
    }
}

/// The argument of a primitive.
fn argument_of(primitive: Primitive, expression: &Expression) -> Option<&Expression> {
    match expression {
        Expression::Call(called, u) if *called == primitive => Some(u),
        _ => None,
    }
}

/// `factor * u`, where that is simpler said: `2 * (x / 2)` is `x`.
fn scaled(factor: f64, u: &Expression) -> Expression {
    let same = |a: f64, b: f64| (a - b).abs() <= 4.0 * f64::EPSILON * b.abs();
    match u {
        Expression::Binary(Binary::Divide, v, divisor) if constant(divisor).is_some_and(|c| same(c, factor)) => {
            (**v).clone()
        }
        Expression::Binary(Binary::Multiply, v, c) if constant(c).is_some_and(|c| same(c * factor, 1.0)) => {
            (**v).clone()
        }
        Expression::Binary(Binary::Multiply, c, v) if constant(c).is_some_and(|c| same(c * factor, 1.0)) => {
            (**v).clone()
        }
        Expression::Negate(v) => negated(scaled(factor, v)),
        _ => product(number(factor), u.clone()),
    }
}

/// The value of a number, or of the square root of one.
fn constant(expression: &Expression) -> Option<f64> {
    match expression {
        Expression::Constant(value) => Some(*value),
        Expression::Call(Primitive::Sqrt, a) => constant(a).map(f64::sqrt),
        Expression::Binary(Binary::Divide, a, b) => Some(constant(a)? / constant(b)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(text: &str) -> String {
        Formula::parse(text).map_or_else(|error| error.to_string(), |formula| formula.safe().0.body())
    }

    #[test]
    fn shapes_that_lose_digits_are_read_as_primitives() {
        for (text, safe) in [
            ("1 / (1 + exp(-x))", "sigmoid(x)"),
            ("1 / (exp(-x) + 1)", "sigmoid(x)"),
            ("x / (1 + exp(-x))", "x * sigmoid(x)"),
            ("exp(x) / (1 + exp(x))", "sigmoid(x)"),
            ("log(1 + exp(x))", "softplus(x)"),
            ("log1p(exp(x))", "softplus(x)"),
            ("x * tanh(log(1 + exp(x)))", "x * tanh(softplus(x))"),
            ("exp(x) - 1", "expm1(x)"),
            ("where(x > 0, x, exp(x) - 1)", "where(x > 0, x, expm1(x))"),
            ("0.5 * x * (1 + erf(x / sqrt(2)))", "x * normal_cdf(x)"),
            ("x * 0.5 * (1 + erf(x / 1.4142135623730951))", "x * normal_cdf(x)"),
            ("x / 2 * (1 + erf(x * 0.7071067811865476))", "x * normal_cdf(x)"),
            ("log(sigmoid(x))", "-softplus(-x)"),
            ("log(1 / (1 + exp(-x)))", "-softplus(-x)"),
            ("x - log(1 + exp(x))", "-softplus(-x)"),
            ("1 - sigmoid(x)", "sigmoid(-x)"),
            ("1 - tanh(x)^2", "4 * (sigmoid(2 * x) * sigmoid(-2 * x))"),
            ("0.5 * (1 + tanh(x / 2))", "sigmoid(x)"),
            ("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "tanh(x)"),
            ("2 * sigmoid(2 * x) - 1", "tanh(x)"),
            ("sqrt(x^2)", "abs(x)"),
            ("x * sigmoid(x) + 1", "x * sigmoid(x) + 1"),
        ] {
            assert_eq!(rewritten(text), safe, "{text}");
        }
    }
}
