//! The shapes that a user gives for inputs, held against what the graph says of them.

use crate::{Dim, Graph, OnnxError};
use std::collections::HashMap;

/// The sizes that the given shapes bind symbols to.
pub(super) fn symbols<'a>(graph: &'a Graph, inputs: &[(&str, &[usize])]) -> Result<HashMap<&'a str, usize>, OnnxError> {
    let mut symbols: HashMap<&str, usize> = HashMap::new();
    for (name, given) in inputs {
        let refused = |reason: String| Err(OnnxError::Input { input: (*name).to_owned(), reason });
        let Some(input) = graph.inputs.iter().find(|input| input.name == *name) else {
            let names: Vec<&str> = graph.inputs.iter().map(|input| input.name.as_str()).take(8).collect();
            return refused(format!("there is none of this name; the graph has: {}", names.join(", ")));
        };
        let Some(said) = input.shape() else { continue };
        let shape: Vec<String> = said.iter().map(Dim::to_string).collect();
        if said.len() != given.len() {
            return refused(format!("shape {given:?} does not fit the model's [{}]", shape.join(", ")));
        }
        for (dim, given_size) in said.iter().zip(*given) {
            match dim {
                Dim::Size(size) if size != given_size => {
                    return refused(format!("shape {given:?} does not fit the model's [{}]", shape.join(", ")));
                }
                Dim::Symbol(symbol) => {
                    let bound = *symbols.entry(symbol).or_insert(*given_size);
                    if bound != *given_size {
                        return refused(format!("`{symbol}` would be both {bound} and {given_size}"));
                    }
                }
                Dim::Size(_) | Dim::Unknown => {}
            }
        }
    }
    Ok(symbols)
}
