//! A name of the registry, or a formula.

use super::{Typed, TypedError};
use crate::functions::{self, Registered, UnknownFunction};
use thiserror::Error;

/// A text that is neither.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum NotFound {
    /// It looks like a name, and there is no such function.
    #[error(transparent)]
    Name(#[from] UnknownFunction),
    /// It looks like a formula, and has a fault.
    #[error(transparent)]
    Formula(#[from] TypedError),
}

/// The function of this name or alias, or the one that this formula is.
///
/// ```
/// let mine = nonlin::find("x * tanh(softplus(2 * x))")?;
/// assert_eq!(mine.kind(), "elementwise");
/// let wrong = nonlin::find("x * tnh(x)").err().map(|error| error.to_string());
/// assert_eq!(wrong.as_deref(), Some("unknown function `tnh` at column 5, did you mean `tanh`?"));
/// # Ok::<(), nonlin::NotFound>(())
/// ```
pub fn find(text: &str) -> Result<Registered, NotFound> {
    if let Some(function) = functions::known(text) {
        return Ok(function);
    }
    match Typed::of(text) {
        Ok(typed) => Ok(Registered::Elementwise(typed)),
        Err(error) if looks_like_a_formula(text) => Err(error.into()),
        // What is near it is looked for last: it takes longer than all else.
        Err(_) => Ok(functions::find(text)?),
    }
}

/// Whether there is anything in it that no name has.
fn looks_like_a_formula(text: &str) -> bool {
    text.trim().chars().any(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.')))
}
