//! Products and quotients whose parts overflow or cancel.

use super::{Expression, Primitive, Rewrite, argument_of, call, is, negated, number, product, quotient, scaled};
use crate::formula::Binary;
use std::f64::consts::SQRT_2;

/// A product as its numbers multiplied, its factors and its divisors.
struct Factors {
    number: f64,
    above: Vec<Expression>,
    below: Vec<Expression>,
}

impl Factors {
    fn of(expression: &Expression) -> Self {
        let mut factors = Self { number: 1.0, above: Vec::new(), below: Vec::new() };
        factors.collect(expression, true);
        factors
    }

    fn collect(&mut self, expression: &Expression, above: bool) {
        match expression {
            Expression::Binary(Binary::Multiply, a, b) => {
                self.collect(a, above);
                self.collect(b, above);
            }
            Expression::Binary(Binary::Divide, a, b) => {
                self.collect(a, above);
                self.collect(b, !above);
            }
            Expression::Negate(a) => {
                self.number = -self.number;
                self.collect(a, above);
            }
            Expression::Constant(value) if above => self.number *= value,
            Expression::Constant(value) => self.number /= value,
            other if above => self.above.push(other.clone()),
            other => self.below.push(other.clone()),
        }
    }

    fn joined(self) -> Expression {
        let above = self.above.into_iter().fold(number(self.number), product);
        self.below.into_iter().fold(above, quotient)
    }
}

/// A product with some of its parts read as one.
pub(super) fn rewritten(expression: &Expression) -> Option<(Expression, Rewrite)> {
    hyperbolic(expression).or_else(|| logistic(expression)).or_else(|| halved(expression))
}

/// `(e^u - e^-u) / (e^u + e^-u)`
fn hyperbolic(expression: &Expression) -> Option<(Expression, Rewrite)> {
    let mut factors = Factors::of(expression);
    for (i, above) in factors.above.iter().enumerate() {
        for (j, below) in factors.below.iter().enumerate() {
            let (Expression::Binary(Binary::Subtract, p, q), Expression::Binary(Binary::Add, r, s)) = (above, below)
            else {
                continue;
            };
            let (Some(u), Some(v)) = (argument_of(Primitive::Exp, p), argument_of(Primitive::Exp, q)) else { continue };
            if p == r && q == s && *v == negated(u.clone()) {
                let tanh = call(Primitive::Tanh, u.clone());
                let from = "(exp(u) - exp(-u)) / (exp(u) + exp(-u))";
                let rewrite = Rewrite { from, to: "tanh(u)", why: "overflows, and cancels next to 0" };
                factors.above[i] = tanh;
                factors.below.remove(j);
                return Some((factors.joined(), rewrite));
            }
        }
    }
    None
}

/// `1 / (1 + e^-u)` and `e^u / (1 + e^u)`
fn logistic(expression: &Expression) -> Option<(Expression, Rewrite)> {
    let mut factors = Factors::of(expression);
    let (i, u) = factors.below.iter().enumerate().find_map(|(i, below)| {
        let Expression::Binary(Binary::Add, a, b) = below else { return None };
        let exponential = if is(a, 1.0) { b } else { a };
        let u = argument_of(Primitive::Exp, exponential).filter(|_| is(a, 1.0) || is(b, 1.0))?;
        Some((i, u.clone()))
    })?;
    factors.below.remove(i);
    let same = factors.above.iter().position(|above| argument_of(Primitive::Exp, above) == Some(&u));
    let rewrite = if let Some(place) = same {
        factors.above[place] = call(Primitive::Sigmoid, u);
        Rewrite { from: "exp(u) / (1 + exp(u))", to: "sigmoid(u)", why: "infinity over infinity on the right" }
    } else {
        factors.above.push(call(Primitive::Sigmoid, negated(u)));
        Rewrite {
            from: "1 / (1 + exp(-u))",
            to: "sigmoid(u)",
            why: "exp overflows on the left, where sums lose digits too",
        }
    };
    Some((factors.joined(), rewrite))
}

/// `(1 + erf(u)) / 2` and `(1 + tanh(u)) / 2`
fn halved(expression: &Expression) -> Option<(Expression, Rewrite)> {
    let mut factors = Factors::of(expression);
    let (i, primitive, u) = factors.above.iter().enumerate().find_map(|(i, above)| {
        let Expression::Binary(Binary::Add, a, b) = above else { return None };
        let other = if is(a, 1.0) { b } else { a };
        match &**other {
            Expression::Call(primitive @ (Primitive::Erf | Primitive::Tanh), u) if is(a, 1.0) || is(b, 1.0) => {
                Some((i, *primitive, (**u).clone()))
            }
            _ => None,
        }
    })?;
    factors.number *= 2.0;
    let why = "cancels on the left";
    let (read, rewrite) = if primitive == Primitive::Erf {
        let cdf = call(Primitive::NormalCdf, scaled(SQRT_2, &u));
        (cdf, Rewrite { from: "(1 + erf(u / sqrt(2))) / 2", to: "normal_cdf(u)", why })
    } else {
        (call(Primitive::Sigmoid, scaled(2.0, &u)), Rewrite { from: "(1 + tanh(u)) / 2", to: "sigmoid(2u)", why })
    };
    factors.above[i] = read;
    Some((factors.joined(), rewrite))
}
