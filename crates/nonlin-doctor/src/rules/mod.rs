//! The rules, each in a file of its own: definition, reason, remedy, tests.

mod no_nonlinearity;
mod untrained_layer;
mod zero_slope;

use crate::{Finding, Trace};
use nonlin::find;
use nonlin::formula::Expression;
use nonlin::functions::Registered;

/// All findings, causes before their consequences.
pub fn examine(trace: &Trace) -> Vec<Finding> {
    let rules = [zero_slope::find, no_nonlinearity::find, untrained_layer::find];
    rules.iter().flat_map(|rule| rule(trace)).collect()
}

/// The slope of an activation, if it is the same everywhere.
fn constant_slope(activation: &str) -> Option<f64> {
    match find(activation) {
        Ok(Registered::Elementwise(function)) => match function.slope_formula().expression {
            Expression::Constant(slope) => Some(slope),
            _ => None,
        },
        _ => None,
    }
}
