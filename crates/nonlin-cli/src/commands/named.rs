//! What a person calls a function: a name, a formula, or a file that holds a formula.

use crate::output::Failure;
use nonlin::functions::Registered;
use nonlin::typed::TypedError;
use nonlin::{Activation, ComputeError, NotFound, find};
use std::fs::File;
use std::io::Read;

/// The end of the names of files with formulas.
const ENDING: &str = ".act";
/// More bytes than any formula has.
const MOST_BYTES: u64 = 1 << 17;

/// The function that is meant.
pub(crate) fn function(name: &str) -> Result<Registered, Failure> {
    find(&text(name)?).map_err(failure)
}

/// The element-wise activation that is meant.
pub(crate) fn activation(name: &str) -> Result<Activation, Failure> {
    match function(name)? {
        Registered::Elementwise(function) => Ok(Activation::of(function)),
        other => Err(ComputeError::NotElementwise(other.card().name).into()),
    }
}

/// The name or formula itself, or what the file holds.
pub(crate) fn text(name: &str) -> Result<String, Failure> {
    if !name.ends_with(ENDING) {
        return Ok(name.to_owned());
    }
    let mut text = String::new();
    let read = File::open(name).and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text));
    read.map_err(|error| Failure::new(format!("{name}: {error}")))?;
    Ok(text)
}

/// The parts of a list between commas; those within brackets belong to a formula.
pub(crate) fn parted(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0;
    list.split(move |c| {
        depth += match c {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        c == ',' && depth <= 0
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

/// With the place marked, where there is one.
pub(crate) fn failure(error: NotFound) -> Failure {
    match &error {
        NotFound::Formula(TypedError::Formula(fault)) => {
            let marked = fault.render();
            let mut lines = marked.lines().skip(1).collect::<Vec<_>>().join("\n");
            lines.insert(0, '\n');
            Failure::new(error.to_string()).with(lines)
        }
        _ => error.into(),
    }
}
