//! An activation with its parameters behind the name: `leaky_relu(0.2)`.

use crate::compute::{Activation, ComputeError};
use crate::functions::{Card, Registered, known};

/// The values of parameters as they stand in brackets behind a name: `0.2`, `alpha = 0.5`, `1, 2`; by name, or in the order of the card.
///
/// `None` if it is anything else, such as the argument of a formula.
pub fn parameters(card: &Card, list: &str) -> Option<Vec<(String, f64)>> {
    let mut all: Vec<(String, f64)> = Vec::new();
    for (place, argument) in list.split(',').enumerate() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name.trim(), value.trim()),
            None => (card.parameters.get(place)?.name, argument.trim()),
        };
        let value: f64 = value.parse().ok().filter(|value: &f64| !value.is_nan())?;
        all.retain(|(known, _)| known != name);
        all.push((name.to_owned(), value));
    }
    Some(all)
}

/// The element-wise activation that is written: a name, a formula, or a name with parameters behind it.
///
/// ```
/// let leaky = nonlin::written("LeakyReLU(0.2)")?;
/// assert_eq!(leaky.to_string(), "leaky_relu(a = 0.2)");
/// assert_eq!(nonlin::written("x * tanh(softplus(x))")?.value(0.0), 0.0);
/// # Ok::<(), nonlin::ComputeError>(())
/// ```
pub fn written(text: &str) -> Result<Activation, ComputeError> {
    let text = text.trim();
    let named = text.strip_suffix(')').and_then(|text| text.split_once('('));
    if let Some((name, list)) = named
        && let Some(Registered::Elementwise(function)) = known(name)
        && let Some(parameters) = parameters(function.card(), list)
    {
        let plain = Activation::of(function);
        return parameters.into_iter().try_fold(plain, |set, (name, value)| set.with(&name, value));
    }
    match super::find(text)? {
        Registered::Elementwise(function) => Ok(Activation::of(function)),
        other => Err(ComputeError::NotElementwise(other.card().name)),
    }
}
