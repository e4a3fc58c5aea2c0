//! A smooth formula as a list of steps, each sub-formula once: what is read again and again.

use super::enclosure;
use super::interval::Interval;
use crate::formula::{Binary, Expression, Primitive};

/// Operands are places in the list of steps.
#[derive(Clone, Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// The place of the result.
    pub(super) result: usize,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Step {
    Variable,
    Constant(Interval),
    Negate(usize),
    Scale(usize, Interval),
    Square(usize),
    Binary(Binary, usize, usize),
    Call(Primitive, usize),
}

impl Program {
    /// `None` for a formula with choices in it, or parameters.
    pub(super) fn compile(expression: &Expression) -> Option<Self> {
        let mut program = Self { steps: Vec::new(), result: 0 };
        program.result = program.add(expression)?;
        Some(program)
    }

    fn push(&mut self, step: Step) -> usize {
        self.steps.iter().position(|known| *known == step).unwrap_or_else(|| {
            self.steps.push(step);
            self.steps.len() - 1
        })
    }

    fn constant(&self, place: usize) -> Option<Interval> {
        match self.steps[place] {
            Step::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn add(&mut self, expression: &Expression) -> Option<usize> {
        let step = match expression {
            Expression::Variable => Step::Variable,
            Expression::Constant(value) if value.is_finite() => Step::Constant(Interval::point(*value)),
            Expression::Constant(_) | Expression::Parameter(_) | Expression::Where(_) => return None,
            Expression::Negate(a) => {
                let a = self.add(a)?;
                self.constant(a).map_or(Step::Negate(a), |a| Step::Constant(-a))
            }
            Expression::Call(primitive, a) => {
                let a = self.add(a)?;
                self.constant(a).map_or(Step::Call(*primitive, a), |a| Step::Constant(enclosure::value(*primitive, a)))
            }
            Expression::Power(a, exponent) => {
                let a = self.add(a)?;
                match self.constant(a) {
                    Some(a) => Step::Constant(a.power(*exponent)),
                    None => return self.power(a, *exponent),
                }
            }
            Expression::Binary(operation, a, b) => {
                let (a, b) = (self.add(a)?, self.add(b)?);
                self.binary(*operation, a, b)?
            }
        };
        Some(self.push(step))
    }

    /// `a^n` by repeated squaring.
    fn power(&mut self, a: usize, exponent: i32) -> Option<usize> {
        let mut left = exponent.unsigned_abs();
        let (mut power, mut square) = (None, a);
        while left > 0 {
            if left & 1 == 1 {
                power = Some(match power {
                    Some(power) => self.push(Step::Binary(Binary::Multiply, power, square)),
                    None => square,
                });
            }
            left >>= 1;
            if left > 0 {
                square = self.push(Step::Square(square));
            }
        }
        if exponent >= 0 {
            return power;
        }
        let one = self.push(Step::Constant(Interval::ONE));
        Some(self.push(Step::Binary(Binary::Divide, one, power?)))
    }

    fn binary(&mut self, operation: Binary, a: usize, b: usize) -> Option<Step> {
        Some(match (operation, self.constant(a), self.constant(b)) {
            (Binary::Maximum | Binary::Minimum, ..) => return None,
            (Binary::Add, Some(a), Some(b)) => Step::Constant(a + b),
            (Binary::Subtract, Some(a), Some(b)) => Step::Constant(a - b),
            (Binary::Multiply, Some(a), Some(b)) => Step::Constant(a * b),
            (Binary::Divide, Some(a), Some(b)) => Step::Constant(a / b),
            // 0 times a quantity that may have no value there is no 0.
            (Binary::Multiply, Some(factor), None) | (Binary::Multiply, None, Some(factor)) if factor.holds(0.0) => {
                return None;
            }
            (Binary::Multiply, Some(factor), None) => Step::Scale(b, factor),
            (Binary::Multiply, None, Some(factor)) => Step::Scale(a, factor),
            (Binary::Multiply, None, None) if a == b => Step::Square(a),
            _ => Step::Binary(operation, a, b),
        })
    }
}
