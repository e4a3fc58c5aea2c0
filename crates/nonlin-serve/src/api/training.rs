//! Networks that train while somebody watches.

use super::App;
use super::data::{Drawing, PointsBody, drawn};
use super::extract::{At, Given};
use super::stream::{Frames, SIGN_OF_LIFE};
use crate::formulas::Formulas;
use crate::problem::{Problem, ProblemBody};
use crate::trainings::{Frame, Order};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_core::Stream;
use nonlin_lab::live::{HiddenLayer, LivePlan, Points};
use nonlin_net::{ActivationSpec, Optimiser};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use utoipa::ToSchema;

/// What is to be trained, and how.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    data: DataWanted,
    /// The hidden layers, each with an activation of its own.
    hidden: Vec<Layer>,
    #[serde(default)]
    optimiser: OptimiserName,
    learning_rate: f64,
    /// Rows per step.
    #[serde(default = "usual_batch")]
    batch: usize,
    /// Share of the points that are learnt from.
    #[serde(default = "half")]
    share: f64,
    /// Whether the inputs are brought to mean 0 and variance 1.
    #[serde(default = "yes")]
    scaled: bool,
    #[serde(default)]
    seed: u64,
}

fn usual_batch() -> usize {
    32
}

fn half() -> f64 {
    0.5
}

fn yes() -> bool {
    true
}

/// The points.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum DataWanted {
    /// A classic data set.
    Classic { name: String, count: Option<usize>, noise: Option<f64>, seed: Option<u64> },
    /// One's own.
    Points(PointsBody),
}

/// A hidden layer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Layer {
    units: usize,
    /// A name, an alias, or a formula.
    activation: String,
    /// Parameters that differ from their defaults.
    #[serde(default)]
    set: BTreeMap<String, f64>,
    /// How its weights start, such as `he_normal`; the one that fits the activation if not given.
    initialiser: Option<String>,
}

/// How gradients move the weights, with usual settings.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum OptimiserName {
    Sgd,
    Momentum,
    #[default]
    Adam,
    RmsProp,
    Lion,
}

impl From<OptimiserName> for Optimiser {
    fn from(name: OptimiserName) -> Self {
        match name {
            OptimiserName::Sgd => Self::SGD,
            OptimiserName::Momentum => Self::sgd(0.9),
            OptimiserName::Adam => Self::ADAM,
            OptimiserName::RmsProp => Self::RMS_PROP,
            OptimiserName::Lion => Self::LION,
        }
    }
}

impl Wanted {
    fn read(self, formulas: &Formulas) -> Result<(Points, LivePlan), Problem> {
        let points = match self.data {
            DataWanted::Classic { name, count, noise, seed } => drawn(&name, Drawing { count, noise, seed })?,
            DataWanted::Points(points) => points.try_into()?,
        };
        let mut hidden = Vec::with_capacity(self.hidden.len().min(64));
        for (place, layer) in self.hidden.into_iter().enumerate() {
            let part = format!("hidden layer {}", place + 1);
            let in_layer = |problem: Problem| problem.within(&part);
            formulas.activation(&layer.activation, &layer.set).map_err(in_layer)?;
            let initialiser = layer.initialiser.as_deref().map(str::parse).transpose();
            let initialiser = initialiser.map_err(|error: String| in_layer(Problem::unfit("network", error)))?;
            let activation = ActivationSpec { parameters: layer.set, ..ActivationSpec::from(layer.activation) };
            hidden.push(HiddenLayer { units: layer.units, activation, initialiser });
        }
        let plan = LivePlan {
            hidden,
            optimiser: self.optimiser.into(),
            learning_rate: self.learning_rate,
            batch: self.batch,
            share: self.share,
            scaled: self.scaled,
            seed: self.seed,
        };
        plan.check()?;
        Ok((points, plan))
    }
}

/// A training, and what it looks like.
#[derive(Serialize, ToSchema)]
pub(super) struct Seen {
    /// Its name, which nobody else knows.
    id: String,
    /// How it is going, and all that is to be seen of it; its events have the same.
    #[schema(value_type = Object)]
    frame: Arc<Frame>,
}

/// A new training, which waits to be started. It is freed when nobody has watched it for a while.
#[utoipa::path(
    post,
    path = "/trainings",
    tag = "trainings",
    request_body = Wanted,
    responses(
        (status = CREATED, body = Seen),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody),
        (status = SERVICE_UNAVAILABLE, body = ProblemBody)
    )
)]
pub(super) async fn create(State(app): App, Given(wanted): Given<Wanted>) -> Result<(StatusCode, Json<Seen>), Problem> {
    app.work
        .clone()
        .run(move || {
            let (points, plan) = wanted.read(&app.formulas)?;
            let (id, frame) = app.trainings.create(points, plan)?;
            Ok((StatusCode::CREATED, Json(Seen { id, frame })))
        })
        .await
}

/// What a training looks like now.
#[utoipa::path(
    get,
    path = "/trainings/{id}",
    tag = "trainings",
    params(("id" = String, Path)),
    responses((status = OK, body = Seen), (status = NOT_FOUND, body = ProblemBody))
)]
pub(super) async fn one(State(app): App, At(id): At<String>) -> Result<Json<Seen>, Problem> {
    let frame = app.trainings.order(&id, Order::Look).await??;
    Ok(Json(Seen { id, frame }))
}

/// What is to be changed; what is not given stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    running: Option<bool>,
    learning_rate: Option<f64>,
    /// Steps per second at most; 0 for as many as there can be.
    pace: Option<f64>,
}

/// Starts, pauses, or sets how far and how fast steps go.
#[utoipa::path(
    patch,
    path = "/trainings/{id}",
    tag = "trainings",
    params(("id" = String, Path)),
    request_body = Change,
    responses(
        (status = OK, body = Seen),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody),
        (status = NOT_FOUND, body = ProblemBody)
    )
)]
pub(super) async fn change(
    State(app): App,
    At(id): At<String>,
    Given(change): Given<Change>,
) -> Result<Json<Seen>, Problem> {
    let Change { running, learning_rate, pace } = change;
    if let Some(pace) = pace.filter(|pace| !(0.0..=1e9).contains(pace)) {
        return Err(Problem::unfit("network", format!("a pace of {pace} steps per second; it must be 0 or more")));
    }
    let order = |answer| Order::Change { running, learning_rate, pace, answer };
    let frame = app.trainings.order(&id, order).await??;
    Ok(Json(Seen { id, frame }))
}

/// Ends a training.
#[utoipa::path(
    delete,
    path = "/trainings/{id}",
    tag = "trainings",
    params(("id" = String, Path)),
    responses((status = NO_CONTENT))
)]
pub(super) async fn remove(State(app): App, At(id): At<String>) -> StatusCode {
    app.trainings.remove(&id);
    StatusCode::NO_CONTENT
}

/// How many.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    steps: u64,
}

/// Pauses, and makes so many steps, or as many as can be made in a quarter of a second.
#[utoipa::path(
    post,
    path = "/trainings/{id}/step",
    tag = "trainings",
    params(("id" = String, Path)),
    request_body = Steps,
    responses((status = OK, body = Seen), (status = NOT_FOUND, body = ProblemBody))
)]
pub(super) async fn step(
    State(app): App,
    At(id): At<String>,
    Given(Steps { steps }): Given<Steps>,
) -> Result<Json<Seen>, Problem> {
    let frame = app.trainings.order(&id, |answer| Order::Step(steps, answer)).await??;
    Ok(Json(Seen { id, frame }))
}

/// The new beginning.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Beginning {
    /// Another seed; the same if not given.
    seed: Option<u64>,
}

/// Back to the start.
#[utoipa::path(
    post,
    path = "/trainings/{id}/reset",
    tag = "trainings",
    params(("id" = String, Path)),
    request_body = Beginning,
    responses((status = OK, body = Seen), (status = NOT_FOUND, body = ProblemBody))
)]
pub(super) async fn reset(
    State(app): App,
    At(id): At<String>,
    Given(Beginning { seed }): Given<Beginning>,
) -> Result<Json<Seen>, Problem> {
    let frame = app.trainings.order(&id, |answer| Order::Reset(seed, answer)).await??;
    Ok(Json(Seen { id, frame }))
}

/// What a training looks like, again and again as server-sent events: each has a frame as its data. A client that is slow misses some.
#[utoipa::path(
    get,
    path = "/trainings/{id}/events",
    tag = "trainings",
    params(("id" = String, Path)),
    responses(
        (status = OK, body = String, content_type = "text/event-stream"),
        (status = NOT_FOUND, body = ProblemBody)
    )
)]
pub(super) async fn events(
    State(app): App,
    At(id): At<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let frames = app.trainings.order(&id, Order::Watch).await?;
    Ok(Sse::new(Frames(frames)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}
