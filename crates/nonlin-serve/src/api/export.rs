//! Functions as code.

use super::App;
use super::extract::{Asked, settings};
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use nonlin::export::{Definition, ExportOptions, Exported, Target, UnknownTarget};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What a function can be written as.
#[derive(Serialize, ToSchema)]
pub(super) struct TargetEntry {
    name: &'static str,
    title: &'static str,
    /// The usual ending of such a file.
    extension: &'static str,
}

/// What functions can be written as.
#[utoipa::path(get, path = "/export/targets", tag = "functions", responses((status = OK, body = [TargetEntry])))]
pub(super) async fn targets() -> Json<Vec<TargetEntry>> {
    let entry =
        |target: Target| TargetEntry { name: target.name(), title: target.title(), extension: target.extension() };
    Json(Target::ALL.map(entry).into())
}

/// Which function as what.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A name, an alias, or a formula.
    f: String,
    /// The target, as `/export/targets` names it.
    to: String,
    /// Parameters, as in `a=0.2,b=3`.
    set: Option<String>,
    /// Whether the slope is to be a result of its own.
    #[serde(default)]
    slope: bool,
}

/// A function as code of another language or framework: text, or an ONNX model.
#[utoipa::path(
    get,
    path = "/export",
    tag = "functions",
    params(Wanted),
    responses(
        (status = OK, body = String, content_type = "text/plain"),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody)
    )
)]
pub(super) async fn export(State(app): App, Asked(wanted): Asked<Wanted>) -> Result<Response, Problem> {
    let set = settings(wanted.set.as_deref())?;
    app.work
        .clone()
        .run(move || {
            let unknown = |error: UnknownTarget| Problem::unfit("name", error.to_string());
            let target: Target = wanted.to.parse().map_err(unknown)?;
            let activation = app.formulas.activation(&wanted.f, &set)?;
            let mut definition = Definition::of(activation.function());
            for (parameter, &value) in &set {
                definition = definition.with(parameter, value)?;
            }
            let exported = nonlin::export::export(&definition, target, &ExportOptions { slope: wanted.slope })?;
            Ok(match exported {
                Exported::Text(text) => text.into_response(),
                Exported::Binary(bytes) => {
                    let mut response = bytes.into_response();
                    let attachment = HeaderValue::from_static("attachment; filename=\"activation.onnx\"");
                    response.headers_mut().insert(header::CONTENT_DISPOSITION, attachment);
                    response
                }
            })
        })
        .await
}
