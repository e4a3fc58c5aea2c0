//! The HTTP API, a file per resource. Every route is in the `OpenAPI` document, for both are made of the same line.

// A handler is async, whether it waits or not.
#![allow(clippy::unused_async)]

mod cheatsheet;
mod curve;
mod data;
mod doctor;
mod eval;
mod export;
mod extract;
mod formula;
mod functions;
mod neuron;
mod stream;
mod study;
mod table;
mod training;

use crate::examinations::Examinations;
use crate::formulas::Formulas;
use crate::limits::Limits;
use crate::page;
use crate::problem::{Problem, ProblemBody};
use crate::studies::Studies;
use crate::trainings::Trainings;
use crate::work::Work;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use nonlin_lab::sheet::Sheet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use utoipa::OpenApi;
use utoipa::openapi::{self, ContentBuilder, Ref, ResponseBuilder};
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
    pub(crate) studies: Studies,
    /// Where models of strangers are looked into: apart, for one of them may take long.
    pub(crate) doctors: Work,
    pub(crate) examinations: Examinations,
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
        description = "Activation functions of neural networks: what they compute, what is proven of them, small networks to be watched while they train, \
            studies of which one suits a table, and what is wrong with a model. Errors are `{\"error\": {\"kind\", \"message\", \"place\"?}}`."
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
        .routes(routes!(training::events))
        .routes(routes!(table::samples))
        .routes(routes!(study::list))
        .routes(routes!(study::one, study::remove))
        .routes(routes!(study::events))
        .routes(routes!(study::report))
        .routes(routes!(study::stop))
        .routes(routes!(doctor::one, doctor::remove))
        .routes(routes!(doctor::report));
    OpenApiRouter::with_openapi(Document::openapi()).nest(ROOT, resources)
}

/// Routes that take files, each with the bytes that it takes of one.
fn files(limits: &Limits) -> [(OpenApiRouter<Arc<Shared>>, usize); 4] {
    [
        (OpenApiRouter::new().routes(routes!(data::table)), limits.table),
        (OpenApiRouter::new().routes(routes!(study::understand)).routes(routes!(study::start)), limits.study),
        (OpenApiRouter::new().routes(routes!(doctor::examine_model)), limits.model),
        (OpenApiRouter::new().routes(routes!(doctor::examine_with_data)), limits.rows),
    ]
}

/// All routes of the API.
fn api(limits: &Limits) -> OpenApiRouter<Arc<Shared>> {
    let others = routes().layer(DefaultBodyLimit::max(limits.body));
    files(limits).into_iter().fold(others, |all, (route, most)| {
        all.merge(OpenApiRouter::new().nest(ROOT, route).layer(DefaultBodyLimit::max(most)))
    })
}

/// The document of the API, as `/api/v1/openapi.json` has it.
pub fn document() -> openapi::OpenApi {
    let mut document = api(&Limits::default()).to_openapi();
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    let otherwise = ResponseBuilder::new()
        .description("Whatever else: refused, too large, not understood, too slow, or busy")
        .content("application/json", problem)
        .build();
    for path in document.paths.paths.values_mut() {
        let operations = [&mut path.get, &mut path.post, &mut path.patch, &mut path.delete];
        for operation in operations.into_iter().flatten() {
            operation.responses.responses.insert("default".to_owned(), otherwise.clone().into());
        }
    }
    document
}

/// All that is answered; studies are kept in the `store`, or in the memory. Must be called inside a runtime of tokio.
pub(crate) fn router(limits: &Limits, store: Option<PathBuf>) -> Router {
    let shared = Arc::new(Shared {
        limits: *limits,
        formulas: Formulas::new(limits),
        work: Work::new(limits.at_work),
        trainings: Trainings::new(limits),
        studies: Studies::new(store),
        doctors: Work::new(limits.doctors),
        examinations: Examinations::new(limits),
        facts: OnceLock::new(),
        sheet: Mutex::new(None),
    });
    let text = document().to_json().unwrap_or_default();
    Router::from(api(limits))
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
