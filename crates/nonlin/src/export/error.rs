//! Why a function cannot be exported.

use super::Target;
use crate::NotFound;
use crate::compute::ComputeError;
use thiserror::Error;

/// A function cannot be exported.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum ExportError {
    /// No such function, or one of rows.
    #[error(transparent)]
    Function(#[from] ComputeError),
    /// No such parameter.
    #[error("`{function}` has no parameter `{parameter}`{}", if known.is_empty() { "; it has none at all".to_owned() } else { format!("; it has {known}") })]
    NoParameter {
        /// The function's name.
        function: String,
        /// What was asked for.
        parameter: String,
        /// What there is, listed.
        known: String,
    },
    /// A name that some language would not take.
    #[error("`{name}` cannot be the name of {what} in code: use up to 60 letters, digits and `_`, a letter first")]
    Name {
        /// The name.
        name: String,
        /// `a function` or `a parameter`.
        what: &'static str,
    },
    /// Two parameters of one name, or one called `x`.
    #[error("the name `{0}` is given to two things; rename the parameter")]
    Twice(String),
    /// An expression that refers to a parameter there is none of.
    #[error("an expression takes parameter number {number}, but the function has {known}")]
    Parameter {
        /// Counted from 1.
        number: usize,
        /// How many there are.
        known: usize,
    },
    /// There are not as many derivatives by parameters as parameters.
    #[error("{given} derivatives for {wanted} parameters; give one, or none, for each")]
    Derivatives {
        /// Places given.
        given: usize,
        /// Parameters.
        wanted: usize,
    },
    /// The target cannot say this.
    #[error("this function cannot be exported to {target}: {reason}")]
    Unsupported {
        /// The target.
        target: Target,
        /// Why not.
        reason: &'static str,
    },
}

impl From<NotFound> for ExportError {
    fn from(error: NotFound) -> Self {
        Self::Function(error.into())
    }
}
