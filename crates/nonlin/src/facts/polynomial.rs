//! Formulas that are polynomials, with coefficients that are exact.

use super::interval::Interval;
use crate::formula::{Binary, Expression};

/// The coefficients, constant term first and the last one not 0, if it is a polynomial and they are exact.
pub(super) fn polynomial(expression: &Expression) -> Option<Vec<f64>> {
    let mut coefficients = coefficients(expression)?;
    while coefficients.pop_if(|last| *last == 0.0).is_some() {}
    Some(coefficients)
}

/// Polynomials with more coefficients than this are left alone.
const COEFFICIENTS: usize = 9;

fn coefficients(expression: &Expression) -> Option<Vec<f64>> {
    let exact = |result: Interval| (result.is_point() && result.is_bounded()).then_some(result.low);
    let point = Interval::point;
    match expression {
        Expression::Variable => Some(vec![0.0, 1.0]),
        Expression::Constant(value) => Some(vec![*value]),
        Expression::Negate(a) => Some(polynomial(a)?.iter().map(|a| -a).collect()),
        Expression::Binary(operation, a, b) => {
            let (a, b) = (polynomial(a)?, polynomial(b)?);
            let at = |of: &[f64], i: usize| point(of.get(i).copied().unwrap_or(0.0));
            match (operation, &b[..]) {
                (Binary::Add, _) => (0..a.len().max(b.len())).map(|i| exact(at(&a, i) + at(&b, i))).collect(),
                (Binary::Subtract, _) => (0..a.len().max(b.len())).map(|i| exact(at(&a, i) - at(&b, i))).collect(),
                (Binary::Multiply, _) if a.len() + b.len() <= COEFFICIENTS => (0..a.len() + b.len())
                    .map(|i| exact((0..=i).fold(Interval::ZERO, |sum, j| sum + at(&a, j) * at(&b, i - j))))
                    .collect(),
                (Binary::Divide, [divisor]) => a.iter().map(|&a| exact(point(a) / point(*divisor))).collect(),
                _ => None,
            }
        }
        _ => None,
    }
}
