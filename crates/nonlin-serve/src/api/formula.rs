//! A formula while it is being typed. Nothing of it is kept.

use super::App;
use super::extract::Given;
use super::functions::Written;
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use nonlin::facts::prove_formula;
use nonlin::formula::Formula;
use nonlin::functions::{self, Registered};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    /// A formula, or the name of a function.
    text: String,
}

/// What it says.
#[derive(Serialize, ToSchema)]
pub(super) struct Parsed {
    /// The function of that name, if it is a name.
    function: Option<&'static str>,
    /// The name that the text gives its formula.
    name: Option<String>,
    parameters: Vec<ParsedParameter>,
    written: Written,
    /// Its derivative; none if that is too long.
    slope: Option<Written>,
    /// What is proven, each as a label and a line.
    facts: Vec<[String; 2]>,
}

#[derive(Serialize, ToSchema)]
struct ParsedParameter {
    name: String,
    default: f64,
    learnable: bool,
}

/// What a text says as a formula, its derivative, and what is proven of it; or what is wrong, where, and what might be meant.
#[utoipa::path(
    post,
    path = "/parse",
    tag = "functions",
    request_body = Text,
    responses((status = OK, body = Parsed), (status = UNPROCESSABLE_ENTITY, body = ProblemBody))
)]
pub(super) async fn parse(State(app): App, Given(Text { text }): Given<Text>) -> Result<Json<Parsed>, Problem> {
    app.formulas.check_length(&text)?;
    app.work
        .run(move || {
            let (function, formula) = match functions::find(&text) {
                Ok(Registered::Elementwise(function)) => (Some(function.card().name), function.formula()),
                // A word that is no name is no formula either, and the name says more of what may be meant.
                Err(unknown) if is_word(&text) => {
                    let parsed = Formula::parse(&text);
                    (None, parsed.map_err(|_| Problem::unfit("name", unknown.to_string()))?)
                }
                _ => (None, Formula::parse(&text).map_err(|error| Problem::of_formula(&error, &text))?),
            };
            let parameters = formula.parameters.iter().map(|parameter| ParsedParameter {
                name: parameter.name.to_string(),
                default: parameter.default,
                learnable: parameter.learnable,
            });
            let facts = prove_formula(&formula, &formula.defaults());
            Ok(Json(Parsed {
                function,
                name: formula.name.clone(),
                parameters: parameters.collect(),
                written: Written::from(&formula),
                slope: Written::derivative(&formula),
                facts: facts.lines().into_iter().map(|(label, fact)| [label.to_owned(), fact]).collect(),
            }))
        })
        .await
}

fn is_word(text: &str) -> bool {
    text.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}
