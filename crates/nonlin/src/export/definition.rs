//! What is exported.

use super::ExportError;
use crate::compute::{ComputeError, Elementwise};
use crate::find;
use crate::formula::{By, Expression, Formula};
use crate::functions::Registered;

/// A function to export: how it is called and written, and the expressions that code is made from.
#[derive(Clone, PartialEq, Debug)]
pub struct Definition {
    /// What the function is called in code: letters, digits and `_`.
    pub name: String,
    /// The formula as its author wrote it, for the comment at the top. Its parameters, with their defaults, are those
    /// of the function.
    pub formula: Formula,
    /// The value. It may be worded otherwise than the formula, where that would overflow or cancel.
    pub value: Expression,
    /// The derivative with respect to `x`.
    pub slope: Expression,
    /// The derivative with respect to each learnable parameter. Where it would be too long the frameworks are left to
    /// differentiate the value by themselves.
    pub parameter_slopes: Vec<Option<Expression>>,
}

/// What a formula without a name is called in code.
const NAMELESS: &str = "activation";

impl Definition {
    /// A function of the registry by its name or an alias, or a formula, with default parameters.
    pub fn named(name: &str) -> Result<Self, ExportError> {
        match find(name)? {
            Registered::Elementwise(function) => Ok(Self::of(function)),
            other => Err(ComputeError::NotElementwise(other.card().name).into()),
        }
    }

    /// An activation with default parameters, its value and slope in the wording that loses no digits.
    pub fn of(function: &dyn Elementwise) -> Self {
        let formula = function.formula();
        let value = function.reference_formula();
        let by = |place| value.derivative(By::Parameter(place)).ok().map(|slope| slope.safe().0.expression);
        let parameters = formula.parameters.iter().enumerate();
        Self {
            name: formula.name.clone().unwrap_or_else(|| NAMELESS.to_owned()),
            parameter_slopes: parameters.map(|(place, known)| known.learnable.then(|| by(place)).flatten()).collect(),
            value: value.expression,
            slope: function.reference_slope_formula().expression,
            formula,
        }
    }

    /// The same function with another default of one parameter.
    pub fn with(mut self, parameter: &str, value: f64) -> Result<Self, ExportError> {
        let known: Vec<String> = self.formula.parameters.iter().map(|known| format!("`{}`", known.name)).collect();
        match self.formula.parameters.iter_mut().find(|known| known.name == parameter) {
            Some(known) => known.default = value,
            None => {
                return Err(ExportError::NoParameter {
                    function: self.name,
                    parameter: parameter.chars().take(60).collect(),
                    known: known.join(", "),
                });
            }
        }
        Ok(self)
    }
}
