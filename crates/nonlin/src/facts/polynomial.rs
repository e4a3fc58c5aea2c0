//! Formulas that are polynomials, with coefficients that are exact.

use super::interval::Interval;
use crate::formula::{Binary, Expression};

/// The coefficients, constant term first and the last one not 0, if it is a polynomial and they are exact.
pub(super) fn polynomial(expression: &Expression) -> Option<Vec<f64>> {
    coefficients(expression).map(trimmed)
}

fn trimmed(mut coefficients: Vec<f64>) -> Vec<f64> {
    while coefficients.pop_if(|last| *last == 0.0).is_some() {}
    coefficients
}

/// Polynomials with more coefficients than this are left alone.
const COEFFICIENTS: usize = 9;

fn coefficients(expression: &Expression) -> Option<Vec<f64>> {
    let point = Interval::point;
    match expression {
        Expression::Variable => Some(vec![0.0, 1.0]),
        Expression::Constant(value) => Some(vec![*value]),
        Expression::Negate(a) => Some(polynomial(a)?.iter().map(|a| -a).collect()),
        Expression::Binary(operation, a, b) => {
            let (a, b) = (polynomial(a)?, polynomial(b)?);
            match (operation, &b[..]) {
                (Binary::Add, _) => (0..a.len().max(b.len())).map(|i| exact(at(&a, i) + at(&b, i))).collect(),
                (Binary::Subtract, _) => (0..a.len().max(b.len())).map(|i| exact(at(&a, i) - at(&b, i))).collect(),
                (Binary::Multiply, _) => product(&a, &b),
                (Binary::Divide, [divisor]) => a.iter().map(|&a| exact(point(a) / point(*divisor))).collect(),
                _ => None,
            }
        }
        Expression::Power(a, exponent) => {
            let a = polynomial(a)?;
            let factors = usize::try_from(*exponent).ok().filter(|&factors| factors < COEFFICIENTS)?;
            (0..factors).try_fold(vec![1.0], |power, _| product(&power, &a).map(trimmed))
        }
        _ => None,
    }
}

/// The coefficient of `x^i`.
fn at(polynomial: &[f64], i: usize) -> Interval {
    Interval::point(polynomial.get(i).copied().unwrap_or(0.0))
}

fn exact(result: Interval) -> Option<f64> {
    (result.is_point() && result.is_bounded()).then_some(result.low)
}

fn product(a: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let coefficient = |i| exact((0..=i).fold(Interval::ZERO, |sum, j| sum + at(a, j) * at(b, i - j)));
    (a.len() + b.len() <= COEFFICIENTS).then(|| (0..a.len() + b.len()).map(coefficient).collect())?
}
