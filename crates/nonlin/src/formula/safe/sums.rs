//! Sums that cancel.

use super::{
    Expression, Primitive, Rewrite, argument_of, call, difference, is, negated, number, product, scaled, square_of, sum,
};
use crate::formula::Binary;

/// A term and its sign.
type Term = (bool, Expression);

/// A sum with two of its terms read as one.
pub(super) fn rewritten(expression: &Expression) -> Option<(Expression, Rewrite)> {
    let mut terms = Vec::new();
    collect(expression, true, &mut terms);
    for i in 0..terms.len() {
        for j in 0..terms.len() {
            if i != j
                && let Some((one, rewrite)) = pair(&terms[i], &terms[j])
            {
                let rest = terms.iter().enumerate().filter(|(k, _)| *k != i && *k != j).map(|(_, term)| term.clone());
                let added = |total: Expression, (plus, term): Term| {
                    if plus { sum(total, term) } else { difference(total, term) }
                };
                return Some((rest.fold(one, added), rewrite));
            }
        }
    }
    None
}

fn collect(expression: &Expression, plus: bool, terms: &mut Vec<Term>) {
    match expression {
        Expression::Binary(Binary::Add, a, b) => {
            collect(a, plus, terms);
            collect(b, plus, terms);
        }
        Expression::Binary(Binary::Subtract, a, b) => {
            collect(a, plus, terms);
            collect(b, !plus, terms);
        }
        Expression::Negate(a) => collect(a, !plus, terms),
        Expression::Constant(value) if *value < 0.0 => terms.push((!plus, number(-value))),
        other => terms.push((plus, other.clone())),
    }
}

/// Two terms as one.
fn pair((plus_a, a): &Term, (plus_b, b): &Term) -> Option<(Expression, Rewrite)> {
    let signed = |expression: Expression| if *plus_a { expression } else { negated(expression) };
    if plus_a == plus_b {
        return None;
    }
    let one_first = is(a, 1.0);
    if let Some(u) = argument_of(Primitive::Exp, a).filter(|_| is(b, 1.0)) {
        let rewrite = Rewrite { from: "exp(u) - 1", to: "expm1(u)", why: "cancels next to 0" };
        return Some((signed(call(Primitive::ExpM1, u.clone())), rewrite));
    }
    if let Some(u) = argument_of(Primitive::Sigmoid, b).filter(|_| one_first) {
        let rewrite = Rewrite { from: "1 - sigmoid(u)", to: "sigmoid(-u)", why: "cancels on the right" };
        return Some((signed(call(Primitive::Sigmoid, negated(u.clone()))), rewrite));
    }
    if let Some(u) = argument_of(Primitive::NormalCdf, b).filter(|_| one_first) {
        let rewrite = Rewrite { from: "1 - normal_cdf(u)", to: "normal_cdf(-u)", why: "cancels on the right" };
        return Some((signed(call(Primitive::NormalCdf, negated(u.clone()))), rewrite));
    }
    if let Some(u) = square_of(b).and_then(|t| argument_of(Primitive::Tanh, t)).filter(|_| one_first) {
        let doubled = scaled(2.0, u);
        let both = product(call(Primitive::Sigmoid, doubled.clone()), call(Primitive::Sigmoid, negated(doubled)));
        let to = "4 sigmoid(2u) sigmoid(-2u)";
        return Some((
            signed(product(number(4.0), both)),
            Rewrite { from: "1 - tanh(u)^2", to, why: "cancels on both sides" },
        ));
    }
    if let Expression::Binary(Binary::Multiply, two, s) = a
        && let Some(u) = argument_of(Primitive::Sigmoid, s).filter(|_| is(two, 2.0) && is(b, 1.0))
    {
        let rewrite = Rewrite { from: "2 sigmoid(u) - 1", to: "tanh(u / 2)", why: "cancels next to 0" };
        return Some((signed(call(Primitive::Tanh, scaled(0.5, u))), rewrite));
    }
    if argument_of(Primitive::Softplus, b).is_some_and(|u| u == a) {
        let rewrite = Rewrite { from: "u - softplus(u)", to: "-softplus(-u)", why: "cancels on the right" };
        return Some((signed(negated(call(Primitive::Softplus, negated(a.clone())))), rewrite));
    }
    None
}
