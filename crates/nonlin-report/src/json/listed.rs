//! What is known of a function without any work.

use nonlin::functions::{Parameter, Registered};
use serde::Serialize;

/// A function in JSON.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Listed {
    name: &'static str,
    aliases: &'static [&'static str],
    kind: &'static str,
    title: &'static str,
    formula: String,
    parameters: Vec<ListedParameter>,
    range: String,
    year: u16,
    source: &'static str,
    strengths: &'static str,
    limits: &'static str,
    elsewhere: Vec<Elsewhere>,
}

/// Who means what by the name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Elsewhere {
    who: &'static str,
    what: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ListedParameter {
    name: &'static str,
    /// `null` where it is no finite number.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<f64>))]
    default: f64,
    learnable: bool,
}

impl From<Registered> for Listed {
    fn from(function: Registered) -> Self {
        let card = function.card();
        let parameter = |p: &Parameter| ListedParameter { name: p.name, default: p.default, learnable: p.learnable };
        Self {
            name: card.name,
            aliases: card.aliases,
            kind: function.kind(),
            title: card.title,
            formula: function.formula(),
            parameters: card.parameters.iter().map(parameter).collect(),
            range: card.range.to_string(),
            year: card.year,
            source: card.source,
            strengths: card.strengths,
            limits: card.limits,
            elsewhere: card.elsewhere.iter().map(|&(who, what)| Elsewhere { who, what }).collect(),
        }
    }
}
