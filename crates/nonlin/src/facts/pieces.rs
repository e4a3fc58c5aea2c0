//! A formula with choices (`where`, `max`, `min`, `abs`), taken apart into pieces without any.

use super::interval::Interval;
use super::polynomial::polynomial;
use super::program::Program;
use super::rewrite::{difference, simplified};
use super::signs::{Quantity, Sign, Zeros, signs};
use crate::formula::{Binary, Expression, Primitive};

/// From one place to another the function is this smooth formula. Places that are no numbers of the machine are enclosed.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) from: Interval,
    pub(super) to: Interval,
    pub(super) expression: Expression,
    pub(super) program: Program,
}

/// More pieces than this are not looked for.
const PIECES: usize = 64;

/// The pieces of a simplified formula from left to right, if all its choices can be settled.
pub(super) fn pieces(expression: &Expression) -> Option<Vec<Piece>> {
    let everywhere = (Interval::point(f64::NEG_INFINITY), Interval::point(f64::INFINITY));
    let mut found = Vec::new();
    split(expression, everywhere, &mut found)?;
    let mut pieces: Vec<Piece> = Vec::with_capacity(found.len());
    for piece in found {
        match pieces.last_mut() {
            Some(last) if last.goes_on_in(&piece, expression) => last.to = piece.to,
            _ => pieces.push(piece),
        }
    }
    Some(pieces)
}

impl Piece {
    /// Whether the next piece is the same formula, and the function has that formula's value where they meet.
    fn goes_on_in(&self, next: &Self, whole: &Expression) -> bool {
        let same = self.expression == next.expression
            || polynomial(&self.expression).is_some_and(|a| polynomial(&next.expression) == Some(a));
        let value = self.program.jet(&self.to).value;
        same && (!has_where(whole) || value.is_point() && whole.evaluate(self.to, &[]) == value)
    }
}

fn split(expression: &Expression, (from, to): (Interval, Interval), pieces: &mut Vec<Piece>) -> Option<()> {
    let Some(condition) = choice(expression) else {
        if pieces.len() == PIECES {
            return None;
        }
        pieces.push(Piece { from, to, expression: expression.clone(), program: Program::compile(expression)? });
        return Some(());
    };
    let program = Program::compile(&condition)?;
    let stretches = signs(&program, Quantity::Value, Zeros::Separate, (from, to));
    // A condition that only touches zero there makes a `where` take its other branch at a single point, which is no piece.
    let touches = stretches.windows(2).any(|pair| pair[0].sign == pair[1].sign);
    if touches && has_where(expression) || stretches.iter().any(|stretch| stretch.sign == Sign::Unknown) {
        return None;
    }
    for stretch in stretches {
        let settled = settled(expression, &condition, stretch.sign);
        split(&simplified(&settled, &[]), (stretch.from, stretch.to), pieces)?;
    }
    Some(())
}

/// What a choice depends on the sign of.
fn condition_of(expression: &Expression) -> Option<Expression> {
    match expression {
        Expression::Where(parts) => Some(difference(parts[0].clone(), parts[1].clone())),
        Expression::Binary(Binary::Maximum | Binary::Minimum, a, b) => Some(difference((**a).clone(), (**b).clone())),
        Expression::Call(Primitive::Abs, a) => Some((**a).clone()),
        _ => None,
    }
}

pub(super) fn has_where(expression: &Expression) -> bool {
    match expression {
        Expression::Where(_) => true,
        Expression::Variable | Expression::Constant(_) | Expression::Parameter(_) => false,
        Expression::Negate(a) | Expression::Call(_, a) | Expression::Power(a, _) => has_where(a),
        Expression::Binary(_, a, b) => has_where(a) || has_where(b),
    }
}

/// The condition of a choice that has no further choice in its condition.
fn choice(expression: &Expression) -> Option<Expression> {
    let inner = match expression {
        Expression::Variable | Expression::Constant(_) | Expression::Parameter(_) => None,
        Expression::Negate(a) | Expression::Call(_, a) | Expression::Power(a, _) => choice(a),
        Expression::Binary(_, a, b) => choice(a).or_else(|| choice(b)),
        Expression::Where(parts) => choice(&parts[0]).or_else(|| choice(&parts[1])),
    };
    inner.or_else(|| condition_of(expression))
}

/// The expression with every choice made that hangs on this condition.
fn settled(expression: &Expression, condition: &Expression, sign: Sign) -> Expression {
    let part = |a: &Expression| Box::new(settled(a, condition, sign));
    let above = sign == Sign::Positive;
    if condition_of(expression).is_some_and(|own| own == *condition) {
        return match expression {
            Expression::Where(parts) => *part(&parts[if above { 2 } else { 3 }]),
            Expression::Binary(operation, a, b) => *part(if above == (*operation == Binary::Maximum) { a } else { b }),
            Expression::Call(_, a) if above => *part(a),
            Expression::Call(_, a) => Expression::Negate(part(a)),
            other => other.clone(),
        };
    }
    match expression {
        Expression::Variable | Expression::Constant(_) | Expression::Parameter(_) => expression.clone(),
        Expression::Negate(a) => Expression::Negate(part(a)),
        Expression::Call(primitive, a) => Expression::Call(*primitive, part(a)),
        Expression::Binary(operation, a, b) => Expression::Binary(*operation, part(a), part(b)),
        Expression::Power(a, exponent) => Expression::Power(part(a), *exponent),
        Expression::Where(parts) => Expression::Where(Box::new(std::array::from_fn(|i| *part(&parts[i])))),
    }
}
