//! What a client calls a function. A formula becomes an activation that stays in memory for as long as the program runs, so there is a limit to
//! how many a server takes.

use crate::limits::Limits;
use crate::problem::Problem;
use nonlin::formula::Formula;
use nonlin::functions::{self, Registered};
use nonlin::{Activation, ComputeError, find};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// The formulas that were taken.
pub(crate) struct Formulas {
    longest: usize,
    most_parts: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    texts: HashSet<String>,
    parts: usize,
}

impl Formulas {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self { longest: limits.formula, most_parts: limits.formula_parts, taken: Mutex::default() }
    }

    /// Fails if the text is longer than any formula that is taken.
    pub(crate) fn check_length(&self, text: &str) -> Result<(), Problem> {
        if text.len() <= self.longest {
            return Ok(());
        }
        let message =
            format!("the text of {} bytes is longer than the {} that this server reads", text.len(), self.longest);
        Err(Problem::too_large(message))
    }

    /// The function that is meant. What it takes to compute it is only made for formulas that there is room for.
    pub(crate) fn function(&self, text: &str) -> Result<Registered, Problem> {
        self.admit(text)?;
        find(text).map_err(|error| Problem::of_name(&error, text))
    }

    /// The activation that is meant, with its parameters set.
    pub(crate) fn activation(&self, text: &str, set: &BTreeMap<String, f64>) -> Result<Activation, Problem> {
        let mut activation = match self.function(text)? {
            Registered::Elementwise(function) => Activation::of(function),
            other => return Err(ComputeError::NotElementwise(other.card().name).into()),
        };
        for (parameter, &value) in set {
            if !value.is_finite() {
                return Err(Problem::unfit("name", format!("`{parameter}` is {value}; it must be a finite number")));
            }
            activation = activation.with(parameter, value)?;
        }
        Ok(activation)
    }

    /// Makes sure that there is room for the text, if it is a formula.
    pub(crate) fn admit(&self, text: &str) -> Result<(), Problem> {
        self.check_length(text)?;
        if functions::find(text).is_ok() {
            return Ok(());
        }
        let Ok(formula) = Formula::parse(text) else { return Ok(()) };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.texts.contains(text) {
            return Ok(());
        }
        let parts = taken.parts.saturating_add(formula.expression.size() + 100);
        if parts > self.most_parts {
            return Err(Problem::busy(
                "this server has taken as many formulas as it has room for; end it and start it again",
            ));
        }
        taken.parts = parts;
        taken.texts.insert(text.to_owned());
        Ok(())
    }
}
