//! The HTTP API, a file per resource. Every route is in the `OpenAPI` document, for both are made of the same line.

// A handler is async, whether it waits or not.
#![allow(clippy::unused_async)]

mod cheatsheet;
mod curve;
mod data;
mod eval;
mod export;
mod extract;
mod formula;
mod functions;
mod neuron;
mod training;

use crate::formulas::Formulas;
use crate::limits::Limits;
use crate::page;
use crate::problem::{Problem, ProblemBody};
use crate::trainings::Trainings;
use crate::work::Work;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use nonlin_lab::sheet::Sheet;
use std::sync::{Arc, Mutex, OnceLock};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Where the API is.
pub const ROOT: &str = "/api/v1";

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) limits: Limits,
    pub(crate) formulas: Formulas,
    pub(crate) work: Work,
    pub(crate) trainings: Trainings,
    /// What is proven of all functions, once it was asked for.
    pub(crate) facts: OnceLock<functions::AllFacts>,
    /// The cheatsheet, once it was asked for.
    pub(crate) sheet: Mutex<Option<Arc<Sheet>>>,
}

pub(crate) type App = axum::extract::State<Arc<Shared>>;

/// What is said of the API as a whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "nonlin",
        description = "Activation functions of neural networks: what they compute, what is proven of them, and small networks to be watched while they train. \
            Errors are `{\"error\": {\"kind\", \"message\", \"place\"?}}`."
    ),
    components(schemas(ProblemBody))
)]
struct Document;

fn routes() -> OpenApiRouter<Arc<Shared>> {
    let resources = OpenApiRouter::new()
        .routes(routes!(functions::list))
        .routes(routes!(functions::facts))
        .routes(routes!(functions::one))
        .routes(routes!(formula::parse))
        .routes(routes!(eval::eval))
        .routes(routes!(curve::curve))
        .routes(routes!(export::targets))
        .routes(routes!(export::export))
        .routes(routes!(cheatsheet::cheatsheet))
        .routes(routes!(neuron::neuron))
        .routes(routes!(data::classics))
        .routes(routes!(data::classic))
        .routes(routes!(training::create))
        .routes(routes!(training::one, training::change, training::remove))
        .routes(routes!(training::step))
        .routes(routes!(training::reset))
        .routes(routes!(training::events));
    OpenApiRouter::with_openapi(Document::openapi()).nest(ROOT, resources)
}

/// The document of the API, as `/api/v1/openapi.json` has it.
pub fn document() -> utoipa::openapi::OpenApi {
    let table = OpenApiRouter::new().nest(ROOT, OpenApiRouter::new().routes(routes!(data::table)));
    routes().merge(table).to_openapi()
}

/// All that is answered. Must be called inside a runtime of tokio.
pub(crate) fn router(limits: &Limits) -> Router {
    let shared = Arc::new(Shared {
        limits: *limits,
        formulas: Formulas::new(limits),
        work: Work::new(limits.at_work),
        trainings: Trainings::new(limits),
        facts: OnceLock::new(),
        sheet: Mutex::new(None),
    });
    let text = document().to_json().unwrap_or_default();
    let table = OpenApiRouter::new()
        .nest(ROOT, OpenApiRouter::new().routes(routes!(data::table)))
        .layer(DefaultBodyLimit::max(limits.table));
    let api = routes().layer(DefaultBodyLimit::max(limits.body)).merge(table);
    Router::from(api)
        .route(&format!("{ROOT}/openapi.json"), get(async move || ([(header::CONTENT_TYPE, "application/json")], text)))
        .merge(page::router())
        .fallback(async || Problem::gone("there is nothing at this address"))
        .layer(middleware::map_response(async |response: axum::response::Response| {
            if response.status() == StatusCode::METHOD_NOT_ALLOWED {
                let problem =
                    Problem::new(response.status(), "request", "this address takes no requests of this method");
                return problem.into_response();
            }
            response
        }))
        .with_state(shared)
}
