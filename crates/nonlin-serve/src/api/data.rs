//! What networks are trained on.

use super::App;
use super::extract::{Asked, At, whole};
use crate::problem::{Problem, ProblemBody};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use nonlin_lab::live::{Answers, Classic, MOST_POINTS, Points, columns};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A classic data set.
#[derive(Serialize, ToSchema)]
pub(super) struct ClassicEntry {
    name: &'static str,
    title: &'static str,
}

/// The classic data sets.
#[utoipa::path(get, path = "/data", tag = "data", responses((status = OK, body = [ClassicEntry])))]
pub(super) async fn classics() -> Json<Vec<ClassicEntry>> {
    Json(Classic::ALL.map(|classic| ClassicEntry { name: classic.name(), title: classic.title() }).into())
}

/// How many points, and which.
#[derive(Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Drawing {
    /// How many; 300 if not given.
    pub(super) count: Option<usize>,
    /// How blurred, from 0 to 1.
    pub(super) noise: Option<f64>,
    /// Decides them.
    pub(super) seed: Option<u64>,
}

/// Points of a plane with an answer each.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PointsBody {
    /// Where they are.
    inputs: Vec<[f64; 2]>,
    /// A quantity each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    numbers: Option<Vec<f64>>,
    /// Or a class each, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    classes: Option<Vec<usize>>,
    /// What the classes are called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    class_names: Vec<String>,
    /// What the two inputs are called.
    names: [String; 2],
}

impl From<Points> for PointsBody {
    fn from(points: Points) -> Self {
        let (numbers, classes, class_names) = match points.answers {
            Answers::Numbers(numbers) => (Some(numbers), None, Vec::new()),
            Answers::Classes { of, names } => (None, Some(of), names),
        };
        Self { inputs: points.inputs, numbers, classes, class_names, names: points.names }
    }
}

impl TryFrom<PointsBody> for Points {
    type Error = Problem;

    fn try_from(body: PointsBody) -> Result<Self, Problem> {
        let answers = match (body.numbers, body.classes) {
            (Some(numbers), None) => Answers::Numbers(numbers),
            (None, Some(of)) => Answers::Classes { of, names: body.class_names },
            _ => return Err(Problem::unfit("data", "points need either `numbers` or `classes` as answers")),
        };
        Ok(Self { inputs: body.inputs, answers, names: body.names })
    }
}

/// The classic data set of this name.
pub(super) fn drawn(name: &str, drawing: Drawing) -> Result<Points, Problem> {
    let Some(classic) = Classic::ALL.into_iter().find(|classic| classic.name() == name) else {
        let names = Classic::ALL.map(Classic::name).join(", ");
        let name: String = name.chars().take(60).collect();
        return Err(Problem::unfit("data", format!("there is no data set `{name}`; there are {names}")));
    };
    let count = drawing.count.unwrap_or(300);
    if count > MOST_POINTS {
        return Err(Problem::too_large(format!("{count} points are more than the {MOST_POINTS} that are taken")));
    }
    Ok(classic.points(count, drawing.noise.unwrap_or(0.1), drawing.seed.unwrap_or(0)))
}

/// A classic data set, drawn anew.
#[utoipa::path(
    get,
    path = "/data/{name}",
    tag = "data",
    params(("name" = String, Path, description = "As `/data` names it"), Drawing),
    responses((status = OK, body = PointsBody), (status = UNPROCESSABLE_ENTITY, body = ProblemBody))
)]
pub(super) async fn classic(At(name): At<String>, Asked(drawing): Asked<Drawing>) -> Result<Json<PointsBody>, Problem> {
    Ok(Json(drawn(&name, drawing)?.into()))
}

/// The columns of a table.
#[derive(Serialize, ToSchema)]
pub(super) struct TableBody {
    rows: usize,
    columns: Vec<ColumnBody>,
}

#[derive(Serialize, ToSchema)]
struct ColumnBody {
    name: String,
    /// Its numbers, `null` where one is missing; none if it holds something else too.
    numbers: Option<Vec<Option<f64>>>,
    /// Its texts; none if there are too many different ones to be classes.
    classes: Option<Vec<Option<String>>>,
}

/// The columns of a CSV text with a header, to choose two inputs and an answer from. Nothing of it is kept.
#[utoipa::path(
    post,
    path = "/data/table",
    tag = "data",
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = OK, body = TableBody),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody),
        (status = PAYLOAD_TOO_LARGE, body = ProblemBody)
    )
)]
pub(super) async fn table(State(app): App, body: Result<Bytes, BytesRejection>) -> Result<Json<TableBody>, Problem> {
    let bytes = whole(body, app.limits.table)?;
    // What is packed could be any size once it is unpacked.
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return Err(Problem::unfit("data", "the file is packed; unpack it first"));
    }
    app.work
        .run(move || {
            let columns = columns("the file", &bytes)?;
            let rows = columns.first().map_or(0, |column| {
                let numbers = column.numbers.as_ref().map(Vec::len);
                numbers.or(column.classes.as_ref().map(Vec::len)).unwrap_or(0)
            });
            let columns = columns.into_iter().map(|column| ColumnBody {
                name: column.name,
                numbers: column.numbers,
                classes: column.classes,
            });
            Ok(Json(TableBody { rows, columns: columns.collect() }))
        })
        .await
}
