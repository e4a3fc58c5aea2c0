//! Families: one function with several values of its parameters.

use crate::compute::{Activation, ComputeError};
use crate::functions::Registered;
use crate::typed::{NotFound, find};
use thiserror::Error;

/// As many members as a family may have: more curves could not be told apart.
pub const MOST_MEMBERS: usize = 24;

/// A function with its parameters set, and what it is called beside others.
#[derive(Clone, Debug)]
pub struct Member {
    /// The activation.
    pub activation: Activation,
    /// Its name or formula, with the parameters that were given: `elu alpha=0.5`.
    pub label: String,
}

/// A text that is no family.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum FamilyError {
    /// No such function, and no formula.
    #[error(transparent)]
    Unknown(#[from] NotFound),
    /// No such parameter, or a function of rows.
    #[error(transparent)]
    Compute(#[from] ComputeError),
    /// A parameter that is given twice.
    #[error("`{0}` is given twice: write its values with commas between them, as in {0}=0.5,1,2")]
    Twice(String),
    /// Too many combinations.
    #[error("`{text}` is {members} functions: at most {MOST_MEMBERS} are possible")]
    TooMany {
        /// What was asked for.
        text: String,
        /// How many that would be.
        members: usize,
    },
}

/// A parameter and the values it is to have.
type Setting = (String, Vec<f64>);

/// The functions that a text means: a name or a formula, and behind it, if wanted, values of its parameters.
///
/// `elu alpha=0.5,1,2` and `elu(alpha=0.5,1,2)` are three functions, `pelu alpha=1,2 beta=1,3` four. A parameter that a formula uses need not
/// be declared in it: `x * sigmoid(beta * x) beta=0.5,1,2`.
///
/// ```
/// let labels: Vec<String> = nonlin::curve::family("elu alpha=0.5,2")?.into_iter().map(|member| member.label).collect();
/// assert_eq!(labels, ["elu alpha=0.5", "elu alpha=2"]);
/// # Ok::<(), nonlin::curve::FamilyError>(())
/// ```
pub fn family(text: &str) -> Result<Vec<Member>, FamilyError> {
    let (base, settings) = in_brackets(text).or_else(|| behind(text)).unwrap_or((text.trim(), Vec::new()));
    for (i, (name, _)) in settings.iter().enumerate() {
        if settings[..i].iter().any(|(other, _)| other == name) {
            return Err(FamilyError::Twice(name.clone()));
        }
    }
    let members = settings.iter().fold(1_usize, |product, (_, values)| product.saturating_mul(values.len()));
    if members > MOST_MEMBERS {
        return Err(FamilyError::TooMany { text: text.trim().chars().take(60).collect(), members });
    }
    let (activation, name) = activation(base, &settings)?;
    let mut all = vec![Member { activation, label: name }];
    for (name, values) in &settings {
        let mut next = Vec::with_capacity(all.len() * values.len());
        for member in &all {
            for value in values {
                next.push(Member {
                    activation: member.activation.clone().with(name, *value)?,
                    label: format!("{} {name}={value}", member.label),
                });
            }
        }
        all = next;
    }
    Ok(all)
}

/// The function with its defaults, and its name or formula.
fn activation(base: &str, settings: &[Setting]) -> Result<(Activation, String), FamilyError> {
    let found = match find(base) {
        Err(error) if !settings.is_empty() => {
            // A formula that uses parameters without a word about them.
            let declared: Vec<String> =
                settings.iter().map(|(name, values)| format!("{name} = {}", values[0])).collect();
            find(&format!("f(x; {}) = {base}", declared.join(", "))).map_err(|_| error)?
        }
        found => found?,
    };
    match found {
        Registered::Elementwise(function) => {
            let name = match function.typed() {
                // As it was written, unless names or lines of its own make that long.
                Some(_) if function.formula().name.is_some() || base.contains(['\n', ';', '#']) => {
                    function.formula().body()
                }
                Some(_) => base.to_owned(),
                None => function.card().name.to_owned(),
            };
            Ok((Activation::of(function), name))
        }
        other => Err(ComputeError::NotElementwise(other.card().name).into()),
    }
}

/// `elu(alpha=0.5,1,2)`.
fn in_brackets(text: &str) -> Option<(&str, Vec<Setting>)> {
    let (name, rest) = text.trim().split_once('(')?;
    let inside = rest.strip_suffix(')')?;
    name.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ')).then_some(())?;
    Some((name.trim(), settings(inside)?))
}

/// `elu alpha=0.5,1,2`: the longest end of the text that is nothing but settings.
fn behind(text: &str) -> Option<(&str, Vec<Setting>)> {
    let text = text.trim();
    let blanks = text.char_indices().filter(|(_, c)| c.is_whitespace());
    blanks.take(1000).find_map(|(i, _)| {
        let before = text[..i].trim_end();
        // Within a bracket or a list it is a part of the formula.
        let open = before.matches('(').count() > before.matches(')').count();
        if before.is_empty() || open || before.ends_with([',', ';', '=', ':', '\n']) {
            return None;
        }
        Some((before, settings(&text[i..])?))
    })
}

/// `alpha=1,2 beta=3`, also with commas or semicolons between the parameters. Numbers must be finite.
fn settings(text: &str) -> Option<Vec<Setting>> {
    // Blanks about a sign belong to it.
    let mut joined = String::with_capacity(text.len());
    for part in text.split('=') {
        if !joined.is_empty() {
            joined.push('=');
        }
        joined.push_str(part.trim());
    }
    let mut all: Vec<Setting> = Vec::new();
    for word in joined.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty()) {
        let number = match word.split_once('=') {
            Some((name, value)) => {
                let mut letters = name.chars();
                let first = letters.next()?;
                ((first.is_alphabetic() || first == '_') && letters.all(|c| c.is_alphanumeric() || c == '_'))
                    .then_some(())?;
                all.push((name.to_owned(), Vec::new()));
                value
            }
            None => word,
        };
        let value: f64 = number.parse().ok().filter(|value: &f64| value.is_finite())?;
        all.last_mut()?.1.push(value);
    }
    (!all.is_empty()).then_some(all)
}
