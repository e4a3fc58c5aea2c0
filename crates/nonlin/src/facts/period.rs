//! Functions that repeat themselves.

use super::interval::Interval;
use super::pieces::Piece;
use super::polynomial::polynomial;
use crate::formula::{Expression, Primitive};

/// A period, if the formula takes its argument by sines and cosines of one frequency only.
pub(super) fn period(expression: &Expression) -> Option<Interval> {
    let mut frequency = None;
    let turn = Interval::point(4.0) * super::enclosure::RIGHT_ANGLE;
    is_periodic(expression, &mut frequency).then_some(())?;
    Some(turn / Interval::point(frequency?))
}

fn is_periodic(expression: &Expression, frequency: &mut Option<f64>) -> bool {
    match expression {
        Expression::Variable | Expression::Parameter(_) => false,
        Expression::Constant(_) => true,
        Expression::Call(Primitive::Sin | Primitive::Cos, a) => match polynomial(a).as_deref() {
            Some([_, factor]) => *frequency.get_or_insert(factor.abs()) == factor.abs(),
            _ => is_periodic(a, frequency),
        },
        Expression::Negate(a) | Expression::Call(_, a) | Expression::Power(a, _) => is_periodic(a, frequency),
        Expression::Binary(_, a, b) => is_periodic(a, frequency) && is_periodic(b, frequency),
        Expression::Where(parts) => parts.iter().all(|part| is_periodic(part, frequency)),
    }
}

/// The pieces of which all others are repetitions: one period from 0 on, if the function has one.
pub(super) fn without_repetition(pieces: &[Piece], period: Option<Interval>) -> Vec<Piece> {
    match (period, pieces) {
        (Some(period), [piece]) => {
            vec![Piece { from: Interval::ZERO, to: Interval::point(period.high), ..piece.clone() }]
        }
        _ => pieces.to_vec(),
    }
}
