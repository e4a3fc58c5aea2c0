//! Values and slopes.

use super::App;
use super::extract::Given;
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use nonlin_report::json::Number;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What to evaluate, and where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// A name, an alias, or a formula.
    f: String,
    /// Parameters that differ from their defaults.
    #[serde(default)]
    set: BTreeMap<String, f64>,
    /// The numbers.
    x: Vec<f64>,
}

/// As `nonlin eval --json` prints it; NaN and infinities are strings.
#[derive(Serialize, ToSchema)]
pub(super) struct Evaluated {
    function: String,
    x: Vec<Number>,
    value: Vec<Number>,
    slope: Vec<Number>,
}

/// Values and slopes of an element-wise function in `f64`.
#[utoipa::path(
    post,
    path = "/eval",
    tag = "functions",
    request_body = Wanted,
    responses(
        (status = OK, body = Evaluated),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody),
        (status = PAYLOAD_TOO_LARGE, body = ProblemBody)
    )
)]
pub(super) async fn eval(State(app): App, Given(wanted): Given<Wanted>) -> Result<Json<Evaluated>, Problem> {
    let (asked, most) = (wanted.x.len(), app.limits.numbers);
    if asked > most {
        return Err(Problem::too_large(format!("{asked} numbers are more than the {most} of one request")));
    }
    app.work
        .clone()
        .run(move || {
            let activation = app.formulas.activation(&wanted.f, &wanted.set)?;
            let (mut value, mut slope) = (vec![0.0; asked], vec![0.0; asked]);
            activation.forward_with_slopes(&wanted.x, &mut value, &mut slope)?;
            let numbers = |numbers: Vec<f64>| numbers.into_iter().map(Number).collect();
            Ok(Json(Evaluated {
                function: activation.card().name.to_owned(),
                x: numbers(wanted.x),
                value: numbers(value),
                slope: numbers(slope),
            }))
        })
        .await
}
