//! The doctor: what is wrong with a model, or in a training that was recorded.

use super::App;
use super::extract::{Asked, At, whole};
use super::table::file_name;
use crate::examinations::{Examination, Examinations};
use crate::limits::Limits;
use crate::problem::{Problem, ProblemBody};
use crate::safety::Page;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use nonlin_doctor::onnx::{OnnxModel, RunLimits};
use nonlin_doctor::{Thresholds, Trace, examine};
use nonlin_lab::inside::arrays_in;
use nonlin_report::json::Examined;
use nonlin_report::{DoctorPage, doctor_page, shell_word};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use utoipa::{IntoParams, ToSchema};

/// What a file is called.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Called {
    /// The file's name, for messages and the report: no file is looked for.
    name: Option<String>,
}

/// What the doctor says.
#[derive(Serialize, ToSchema)]
pub(super) struct Seen {
    /// Its name, which nobody else knows. The last few are kept.
    id: String,
    /// The file of rows that was taken through the model.
    data: Option<String>,
    /// Whether rows can be taken through: it is a model, and no trace.
    runs: bool,
    #[schema(value_type = Examined)]
    found: Arc<Examined>,
}

impl From<Examination> for Seen {
    fn from(examination: Examination) -> Self {
        let Examination { id, data, found, model, .. } = examination;
        Self { id, data, runs: model.is_some(), found }
    }
}

/// Examines what is in a trace, and keeps it under the name.
fn examined(
    id: String,
    title: String,
    data: Option<String>,
    model: Option<Arc<OnnxModel>>,
    trace: &Trace,
) -> Result<Examination, Problem> {
    let findings = examine(trace);
    let with = data.as_deref().map_or_else(String::new, |data| format!(" --data {}", shell_word(data)));
    let command = format!("nonlin doctor {}{with}", shell_word(&title));
    let thresholds = Thresholds::standard();
    let page = DoctorPage { title: &title, trace, findings: &findings, thresholds, command: &command };
    let (found, report) = (Arc::new(Examined::of(&page)), doctor_page(&page)?.into());
    Ok(Examination { id, title, model, data, found, report })
}

/// Examines an ONNX model as it is, or a trace that `nonlin train --trace` or another framework has recorded (JSON lines).
#[utoipa::path(
    post,
    path = "/doctor",
    tag = "doctor",
    params(Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = CREATED, body = Seen),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody)
    )
)]
pub(super) async fn examine_model(
    State(app): App,
    Asked(called): Asked<Called>,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Seen>), Problem> {
    let bytes = whole(body, app.limits.model)?;
    let title = file_name(called.name.as_deref().unwrap_or_default(), "model.onnx");
    app.doctors
        .clone()
        .run(move || {
            let named = |problem: String| Problem::unfit("model", format!("{title}: {problem}"));
            // No protocol buffer begins like a JSON object.
            let (model, trace) = if bytes.trim_ascii_start().starts_with(b"{") {
                (None, Trace::read(&bytes[..]).map_err(|error| named(error.to_string()))?)
            } else {
                let model = OnnxModel::read(bytes.to_vec()).map_err(|error| named(error.to_string()))?;
                let trace = model.trace();
                (Some(Arc::new(model)), trace)
            };
            let examination = examined(Examinations::name()?, title, None, model, &trace)?;
            app.examinations.keep(examination.clone());
            Ok((StatusCode::CREATED, Json(examination.into())))
        })
        .await
}

/// Takes rows through the model, and examines what they do inside: a CSV file of numbers, or an NPY or NPZ file with an array for each input.
#[utoipa::path(
    post,
    path = "/doctor/{id}/data",
    tag = "doctor",
    params(("id" = String, Path), Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = OK, body = Seen),
        (status = NOT_FOUND, body = ProblemBody),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody)
    )
)]
pub(super) async fn examine_with_data(
    State(app): App,
    At(id): At<String>,
    Asked(called): Asked<Called>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Seen>, Problem> {
    let examination = app.examinations.get(&id)?;
    let Limits { rows, unpacked, inside, .. } = app.limits;
    let bytes = whole(body, rows)?;
    let data = file_name(called.name.as_deref().unwrap_or_default(), "data.csv");
    let stop = StopWhenGone::default();
    let flag = Arc::clone(&stop.0);
    app.doctors
        .clone()
        .run(move || {
            let Examination { id, title, model, .. } = examination;
            let model = model.ok_or_else(|| {
                Problem::unfit(
                    "data",
                    format!("{title} is a trace, which has seen its data already; rows go with a model"),
                )
            })?;
            let arrays = arrays_in(&data, &bytes, unpacked)?;
            let trace = model
                .run_within(&arrays, RunLimits { numbers: inside, stop: &flag })
                .map_err(|error| Problem::unfit("model", format!("{title}: {error}")))?;
            let examination = examined(id, title, Some(data), Some(model), &trace)?;
            app.examinations.keep(examination.clone());
            Ok(Json(examination.into()))
        })
        .await
}

/// Ends a run that nobody waits for any more.
#[derive(Default)]
struct StopWhenGone(Arc<AtomicBool>);

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What was found, once more.
#[utoipa::path(
    get,
    path = "/doctor/{id}",
    tag = "doctor",
    params(("id" = String, Path)),
    responses((status = OK, body = Seen), (status = NOT_FOUND, body = ProblemBody))
)]
pub(super) async fn one(State(app): App, At(id): At<String>) -> Result<Json<Seen>, Problem> {
    Ok(Json(app.examinations.get(&id)?.into()))
}

/// Forgets it.
#[utoipa::path(delete, path = "/doctor/{id}", tag = "doctor", params(("id" = String, Path)), responses((status = NO_CONTENT)))]
pub(super) async fn remove(State(app): App, At(id): At<String>) -> StatusCode {
    app.examinations.remove(&id);
    StatusCode::NO_CONTENT
}

/// The report: one HTML file that needs nothing else.
#[utoipa::path(
    get,
    path = "/doctor/{id}/report",
    tag = "doctor",
    params(("id" = String, Path)),
    responses((status = OK, body = String, content_type = "text/html"), (status = NOT_FOUND, body = ProblemBody))
)]
pub(super) async fn report(State(app): App, At(id): At<String>) -> Result<Page, Problem> {
    Ok(Page(app.examinations.get(&id)?.report.to_string()))
}
