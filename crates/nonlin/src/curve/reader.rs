//! A quantity of a function, number by number and over intervals.

use super::{CurveError, Quantity};
use crate::compute::Activation;
use crate::facts::Interval;
use crate::formula::{By, Formula};

/// What a curve is read from.
pub(super) struct Reader<'a> {
    activation: &'a Activation,
    quantity: Quantity,
    /// Of the quantity, in a form that keeps its digits.
    formula: Formula,
    parameters: Vec<Interval>,
}

impl<'a> Reader<'a> {
    /// Of a value or a slope; errors are no matter of single numbers, and read as the value here.
    pub(super) fn new(activation: &'a Activation, quantity: Quantity) -> Result<Self, CurveError> {
        let function = activation.function();
        let formula = match quantity {
            Quantity::Value | Quantity::Error => function.reference_formula(),
            Quantity::Slope => function.reference_slope_formula(),
            Quantity::SecondSlope => function.reference_slope_formula().derivative(By::Variable)?.safe().0,
        };
        let parameters = activation.parameters().iter().copied().map(Interval::point).collect();
        Ok(Self { activation, quantity, formula, parameters })
    }

    /// At one place.
    pub(super) fn at(&self, x: f64) -> f64 {
        match self.quantity {
            Quantity::Value | Quantity::Error => self.activation.value(x),
            Quantity::Slope => self.activation.slope(x),
            Quantity::SecondSlope if x.abs() >= self.activation.function().reach().double => f64::NAN,
            Quantity::SecondSlope => self.formula.evaluate(x, self.activation.parameters()),
        }
    }

    /// Whether it is certain to have a finite value at all places between two.
    pub(super) fn is_bounded_between(&self, a: f64, b: f64) -> bool {
        self.formula.evaluate(Interval::between(a, b), &self.parameters).is_bounded()
    }
}
