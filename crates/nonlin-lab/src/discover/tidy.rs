//! Formulas without what changes nothing. The identities hold for real numbers; that rounding may differ does not
//! matter here, for it is the result that is proposed.

use super::tree::{is_fixed, with_parts};
use nonlin::formula::{Binary, Expression, Formula, Primitive};

/// The formula simplified, with the values of its parameters put in.
pub(super) fn tidied(formula: &Formula) -> Expression {
    let values = formula.defaults();
    let (mut tree, mut rounds) = (filled(&formula.expression, &values), 0);
    // Reading shapes as primitives makes room for other identities; a few rounds settle all there are.
    loop {
        let next = Formula::of(tidy(&tree)).safe().0.expression;
        rounds += 1;
        if next == tree || rounds == 8 {
            return next;
        }
        tree = next;
    }
}

fn filled(tree: &Expression, values: &[f64]) -> Expression {
    match tree {
        Expression::Parameter(place) => Expression::Constant(values.get(*place).copied().unwrap_or(f64::NAN)),
        other => with_parts(other, &mut |part| filled(part, values)),
    }
}

fn tidy(tree: &Expression) -> Expression {
    if is_fixed(tree) {
        return Expression::Constant(tree.evaluate(0.0, &[]));
    }
    match with_parts(tree, &mut tidy) {
        Expression::Negate(a) => negated(*a),
        Expression::Binary(operation, a, b) => binary(operation, *a, *b),
        Expression::Power(a, 1) => *a,
        Expression::Power(_, 0) => Expression::Constant(1.0),
        Expression::Call(primitive, a) => call(primitive, *a),
        Expression::Where(parts) if parts[2] == parts[3] => parts[2].clone(),
        Expression::Where(parts) => decided(&parts).unwrap_or(Expression::Where(parts)),
        other => other,
    }
}

fn constant(tree: &Expression) -> Option<f64> {
    match tree {
        Expression::Constant(value) => Some(*value),
        _ => None,
    }
}

fn negated(a: Expression) -> Expression {
    match a {
        Expression::Constant(value) => Expression::Constant(-value),
        Expression::Negate(a) => *a,
        Expression::Binary(Binary::Subtract, a, b) => Expression::Binary(Binary::Subtract, b, a),
        a => Expression::Negate(Box::new(a)),
    }
}

fn binary(operation: Binary, a: Expression, b: Expression) -> Expression {
    let same = a == b;
    let whole = |a, b| Expression::Binary(operation, Box::new(a), Box::new(b));
    match (operation, constant(&a), constant(&b)) {
        (Binary::Add, Some(0.0), _) | (Binary::Multiply, Some(1.0), _) => b,
        (Binary::Add | Binary::Subtract, _, Some(0.0)) | (Binary::Multiply | Binary::Divide, _, Some(1.0)) => a,
        (Binary::Subtract, Some(0.0), _) | (Binary::Multiply, Some(-1.0), _) => negated(b),
        (Binary::Multiply | Binary::Divide, _, Some(-1.0)) => negated(a),
        (Binary::Multiply, Some(0.0), _) | (Binary::Multiply, _, Some(0.0)) => Expression::Constant(0.0),
        // Numbers stand in front.
        (Binary::Multiply, None, Some(factor)) => times(factor, a),
        (Binary::Multiply, Some(factor), _) => times(factor, b),
        (Binary::Divide, None, Some(divisor)) => times(1.0 / divisor, a),
        (Binary::Add, Some(term), None) => binary(Binary::Add, b, Expression::Constant(term)),
        (Binary::Add, None, Some(term)) if term < 0.0 => binary(Binary::Subtract, a, Expression::Constant(-term)),
        (Binary::Subtract, None, Some(term)) if term < 0.0 => binary(Binary::Add, a, Expression::Constant(-term)),
        (Binary::Subtract, ..) if same => Expression::Constant(0.0),
        (Binary::Add, ..) if same => times(2.0, a),
        (Binary::Maximum | Binary::Minimum, ..) if same => a,
        (Binary::Multiply, ..) if same => Expression::Power(Box::new(a), 2),
        _ => match (operation, a, b) {
            (Binary::Add, a, Expression::Negate(b)) => binary(Binary::Subtract, a, *b),
            (Binary::Add, Expression::Negate(a), b) => binary(Binary::Subtract, b, *a),
            (Binary::Subtract, a, Expression::Negate(b)) => binary(Binary::Add, a, *b),
            (Binary::Multiply | Binary::Divide, Expression::Negate(a), b) => negated(binary(operation, *a, b)),
            (Binary::Multiply | Binary::Divide, a, Expression::Negate(b)) => negated(binary(operation, a, *b)),
            (_, a, b) => whole(a, b),
        },
    }
}

/// `factor * a`.
fn times(factor: f64, a: Expression) -> Expression {
    match a {
        Expression::Constant(value) => Expression::Constant(factor * value),
        Expression::Negate(a) => times(-factor, *a),
        Expression::Binary(Binary::Multiply, first, rest) if constant(&first).is_some() => {
            times(factor * constant(&first).unwrap_or(1.0), *rest)
        }
        a if factor == 1.0 => a,
        a if factor == -1.0 => negated(a),
        a => Expression::Binary(Binary::Multiply, Box::new(Expression::Constant(factor)), Box::new(a)),
    }
}

fn call(primitive: Primitive, a: Expression) -> Expression {
    match (primitive, a) {
        (Primitive::Abs, Expression::Negate(a) | Expression::Call(Primitive::Abs, a)) => call(Primitive::Abs, *a),
        // Never negative.
        (
            Primitive::Abs,
            a @ Expression::Call(
                Primitive::Exp | Primitive::Sigmoid | Primitive::Softplus | Primitive::NormalCdf | Primitive::Sqrt,
                _,
            ),
        ) => a,
        (Primitive::Cos, Expression::Negate(a)) => Expression::Call(Primitive::Cos, a),
        (Primitive::Tanh | Primitive::Sin | Primitive::Erf | Primitive::Atan, Expression::Negate(a)) => {
            Expression::Negate(Box::new(Expression::Call(primitive, a)))
        }
        (primitive, a) => Expression::Call(primitive, Box::new(a)),
    }
}

/// Where the comparison has one outcome for every `x`.
fn decided([left, right, yes, no]: &[Expression; 4]) -> Option<Expression> {
    let (left, right) = (constant(left)?, constant(right)?);
    Some(if left > right { yes.clone() } else { no.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_nothing_is_left_out() {
        for (text, simple) in [
            ("x * 1 + 0", "x"),
            ("0.5 * (4 * x)", "2 * x"),
            ("-(-tanh(x))", "tanh(x)"),
            ("tanh(-x) * -2", "2 * tanh(x)"),
            ("x + -3", "x - 3"),
            ("x * (2 * 3 - 5)", "x"),
            ("where(x > 0, x, x)", "x"),
            ("where(2 > 1, tanh(x), x)", "tanh(x)"),
            ("abs(abs(-x))", "abs(x)"),
            ("max(sin(x), sin(x))", "sin(x)"),
            ("x * x", "x^2"),
            ("x + x", "2 * x"),
            ("x / 4", "0.25 * x"),
            ("1 - 1 / (1 + exp(-x))", "sigmoid(-x)"),
            ("f(x; a = 2) = a * x * 0.5", "x"),
        ] {
            assert_eq!(Formula::of(tidied(&Formula::parse(text).unwrap())).body(), simple, "{text}");
        }
    }

    #[test]
    fn values_stay() {
        for function in nonlin::functions::elementwise() {
            let formula = function.formula();
            let (tidy, values) = (tidied(&formula), formula.defaults());
            for x in [-3.1, -0.7, -0.1, 0.2, 0.9, 2.3] {
                let (a, b) = (formula.evaluate(x, &values), tidy.evaluate(x, &[]));
                assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0), "{}: {a}, {b} at {x}", function.card().name);
            }
        }
    }
}
