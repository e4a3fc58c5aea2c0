//! Curves to be drawn.

use super::App;
use super::extract::{Asked, settings};
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use nonlin::curve::{Portrait, Quantity, Span, portrait};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What to draw, and from where to where.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A name, an alias, or a formula.
    f: String,
    from: f64,
    to: f64,
    /// Parameters, as in `a=0.2,b=3`.
    set: Option<String>,
    /// Whether the second slope is wanted too.
    #[serde(default)]
    second: bool,
}

/// Value and slope as lines that end where the function jumps; kinks and jumps; where the slope is under 0.1.
#[derive(Serialize, ToSchema)]
pub(super) struct Drawn {
    /// The function with its parameters.
    label: String,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    portrait: Portrait,
}

/// What to draw of a function over a range: not a row of samples, but lines between its jumps, with points where it bends.
#[utoipa::path(
    get,
    path = "/curve",
    tag = "functions",
    params(Wanted),
    responses((status = OK, body = Drawn), (status = UNPROCESSABLE_ENTITY, body = ProblemBody))
)]
pub(super) async fn curve(State(app): App, Asked(wanted): Asked<Wanted>) -> Result<Json<Drawn>, Problem> {
    let set = settings(wanted.set.as_deref())?;
    let wrong = |error: nonlin::curve::CurveError| Problem::unfit("request", error.to_string());
    let span = Span::new(wanted.from, wanted.to).map_err(wrong)?;
    app.work
        .clone()
        .run(move || {
            let activation = app.formulas.activation(&wanted.f, &set)?;
            let mut quantities = vec![Quantity::Value, Quantity::Slope];
            quantities.extend(wanted.second.then_some(Quantity::SecondSlope));
            let portrait = portrait(&activation, &quantities, span).map_err(wrong)?;
            Ok(Json(Drawn { label: activation.to_string(), portrait }))
        })
        .await
}
