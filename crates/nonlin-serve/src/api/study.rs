//! Studies: which activation for a person's table.

use super::App;
use super::extract::{At, Given};
use super::stream::{Frames, SIGN_OF_LIFE, frames};
use super::table::{NamedTable, Understood};
use crate::limits::Limits;
use crate::problem::{Problem, ProblemBody};
use crate::safety::Page;
use crate::studies::{Job, Running, State};
use axum::Json;
use axum::extract::State as Of;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_core::Stream;
use nonlin::functions::Registered;
use nonlin_lab::store::StoredStudy;
use nonlin_lab::study::{Budget, Candidate, Standings, StudyPlan};
use nonlin_report::study_command;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use utoipa::ToSchema;

/// The least time between two events.
const BETWEEN_EVENTS: Duration = Duration::from_millis(200);

/// What is to be studied, and how much it may cost.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedStudy {
    table: NamedTable,
    /// Names, aliases or formulas, each once; the well-known ones if there are none.
    #[serde(default)]
    #[schema(max_items = 100)]
    activations: Vec<String>,
    /// The time that it may take.
    #[serde(default = "usual_seconds")]
    #[schema(minimum = 1, maximum = 3600)]
    seconds: u64,
    /// Repeats at most, each with its own split; the study ends earlier when it is decided.
    #[serde(default = "usual_repeats")]
    #[schema(minimum = 2, maximum = 100)]
    repeats: u64,
    /// Units per hidden layer; two of 64 if there are none.
    #[serde(default)]
    #[schema(max_items = 16)]
    hidden: Vec<usize>,
}

fn usual_seconds() -> u64 {
    120
}

fn usual_repeats() -> u64 {
    20
}

impl WantedStudy {
    fn plan(&self, app: &super::Shared) -> Result<StudyPlan, Problem> {
        let Limits { study_time, study_repeats, study_units, .. } = app.limits;
        let usual = StudyPlan::default();
        let beyond = |what: &str, given: u64, range: String| {
            Err(Problem::unfit("study", format!("{what}: {given}; from {range} are taken here")))
        };
        if !(1..=study_time.as_secs()).contains(&self.seconds) {
            return beyond("seconds", self.seconds, format!("1 to {}", study_time.as_secs()));
        }
        if !(2..=study_repeats).contains(&self.repeats) {
            return beyond(
                "repeats",
                self.repeats,
                format!("2 (one result cannot be told from noise) to {study_repeats}"),
            );
        }
        let units = self.hidden.iter().fold(0_usize, |sum, &units| sum.saturating_add(units));
        if units > study_units || self.hidden.len() > 16 || self.hidden.contains(&0) {
            let message = format!(
                "hidden layers: 1 to 16, of at least 1 unit and of at most {study_units} together are taken here"
            );
            return Err(Problem::unfit("study", message));
        }
        if self.activations.len() > 100 {
            return Err(Problem::unfit("study", "more than 100 activations; compare fewer at a time"));
        }
        let candidate = |name: &String| match app.formulas.function(name)? {
            Registered::Elementwise(function) => Ok(Candidate::of(function)),
            other => Err(nonlin::ComputeError::NotElementwise(other.card().name).into()),
        };
        let candidates: Vec<Candidate> = self.activations.iter().map(candidate).collect::<Result<_, Problem>>()?;
        let plan = StudyPlan {
            candidates: if candidates.is_empty() { usual.candidates } else { candidates },
            seeds: (1..=self.repeats).collect(),
            hidden: if self.hidden.is_empty() { usual.hidden } else { self.hidden.clone() },
            budget: Some(Budget::Time(Duration::from_secs(self.seconds))),
            // One is left for those who ask meanwhile.
            threads: usual.threads.saturating_sub(1).max(1),
            ..StudyPlan::default()
        };
        plan.check()?;
        Ok(plan)
    }
}

/// A study in the list.
#[derive(Serialize, ToSchema)]
pub(super) struct StudyEntry {
    id: i64,
    /// `running`, `finished`, `failed`, or `broken_off`: the same study, started again, goes on.
    state: &'static str,
    /// When it began, in UTC.
    begun: String,
    /// When it ended.
    ended: Option<String>,
    /// The table.
    data: String,
    /// What is predicted, with commas between columns.
    target: String,
    activations: String,
    /// How many trainings are kept of it.
    trials: i64,
    /// The verdict.
    sentence: Option<String>,
    /// Whether its report is kept.
    report: bool,
    /// The command that does the same.
    command: String,
}

impl StudyEntry {
    fn of(stored: StoredStudy, running: Option<&Running>) -> Self {
        let state = match running.map(Running::state) {
            Some(State::Running) => "running",
            Some(State::Failed(_)) if stored.ended.is_none() => "failed",
            _ if stored.ended.is_some() => "finished",
            _ => "broken_off",
        };
        let StoredStudy { id, begun, ended, command, data, target, activations, trials, sentence, report } = stored;
        Self { id, state, begun, ended, data, target, activations, trials, sentence, report, command }
    }
}

/// A study in full.
#[derive(Serialize, ToSchema)]
pub(super) struct StudySeen {
    study: StudyEntry,
    /// How it goes; `null` if it does not run.
    #[schema(value_type = Option<Object>)]
    course: Option<Course>,
    /// Its result as `nonlin lab --json` prints it; `null` until it has ended.
    #[schema(value_type = Option<Object>)]
    outcome: Option<Value>,
    /// Why there is no result, if it has failed.
    problem: Option<Problem>,
}

/// How a study goes: what its events have.
#[derive(Serialize)]
pub(super) struct Course {
    state: &'static str,
    /// Whether it was asked to stop, and has not yet.
    stopping: bool,
    /// The score's name.
    metric: &'static str,
    /// Whether scores are shares, shown in per cent.
    share: bool,
    #[serde(flatten)]
    standings: Standings,
    problem: Option<Problem>,
}

impl From<&Running> for Course {
    fn from(running: &Running) -> Self {
        let (state, problem) = match running.state() {
            State::Running => ("running", None),
            State::Finished => ("finished", None),
            State::Failed(problem) => ("failed", Some(problem)),
        };
        let (stopping, metric) = (running.is_stopping(), running.metric());
        let (metric, share) = (metric.name(), metric.is_share());
        Self { state, stopping, metric, share, standings: running.standings(), problem }
    }
}

/// What a table holds, and what could be predicted of it. Nothing of it is kept.
#[utoipa::path(
    post,
    path = "/tables",
    tag = "studies",
    request_body = NamedTable,
    responses(
        (status = OK, body = Understood),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody)
    )
)]
pub(super) async fn understand(Of(app): App, Given(table): Given<NamedTable>) -> Result<Json<Understood>, Problem> {
    app.work.clone().run(move || Ok(Json(Understood::of(&table.dataset(&app.limits)?)))).await
}

/// Starts a study. It goes on whether or not anybody watches, and ends when it is decided, when its time is spent, or when somebody stops it. The
/// same study, broken off before its end, goes on where it was.
#[utoipa::path(
    post,
    path = "/studies",
    tag = "studies",
    request_body = WantedStudy,
    responses(
        (status = CREATED, body = StudySeen),
        (status = CONFLICT, description = "Another one runs", body = ProblemBody),
        (status = UNPROCESSABLE_ENTITY, body = ProblemBody)
    )
)]
pub(super) async fn start(
    Of(app): App,
    Given(wanted): Given<WantedStudy>,
) -> Result<(StatusCode, Json<StudySeen>), Problem> {
    app.work
        .clone()
        .run(move || {
            let plan = wanted.plan(&app)?;
            let (file, options) = (wanted.table.file(), wanted.table.options()?);
            let dataset = wanted.table.dataset(&app.limits)?;
            let options = nonlin_lab::data::LoadOptions { targets: dataset.target_names(), ..options };
            let command = study_command(&file, &options, &plan);
            let running = app.studies.start(Job { dataset, plan, command })?;
            Ok((StatusCode::CREATED, Json(seen(&app, running.id())?)))
        })
        .await
}

/// All studies that are kept, the newest first.
#[utoipa::path(
    get,
    path = "/studies",
    tag = "studies",
    responses((status = OK, body = [StudyEntry]))
)]
pub(super) async fn list(Of(app): App) -> Result<Json<Vec<StudyEntry>>, Problem> {
    app.work
        .clone()
        .run(move || {
            let Some(store) = app.studies.store(false)? else { return Ok(Json(Vec::new())) };
            let entry = |stored: StoredStudy| {
                let running = app.studies.running(stored.id);
                StudyEntry::of(stored, running.as_deref())
            };
            Ok(Json(store.studies()?.into_iter().rev().map(entry).collect()))
        })
        .await
}

/// One study: how it goes, or what came of it.
#[utoipa::path(
    get,
    path = "/studies/{id}",
    tag = "studies",
    params(("id" = i64, Path)),
    responses(
        (status = OK, body = StudySeen),
        (status = NOT_FOUND, body = ProblemBody)
    )
)]
pub(super) async fn one(Of(app): App, At(id): At<i64>) -> Result<Json<StudySeen>, Problem> {
    app.work.clone().run(move || Ok(Json(seen(&app, id)?))).await
}

fn seen(app: &super::Shared, id: i64) -> Result<StudySeen, Problem> {
    let running = app.studies.running(id);
    let (stored, outcome) = app.studies.store_of(id)?.study(id)?;
    let course = running.as_deref().filter(|running| running.is_at_work()).map(Course::from);
    let problem = match running.as_deref().map(Running::state) {
        Some(State::Failed(problem)) if outcome.is_none() => Some(problem),
        _ => None,
    };
    Ok(StudySeen { study: StudyEntry::of(stored, running.as_deref()), course, outcome, problem })
}

/// How a study goes, again and again as server-sent events until it has ended: each has as its data what `course` is of a study. One that does not run
/// has no events.
#[utoipa::path(
    get,
    path = "/studies/{id}/events",
    tag = "studies",
    params(("id" = i64, Path)),
    responses(
        (status = OK, body = String, content_type = "text/event-stream"),
        (status = NOT_FOUND, description = "There is no such study, or it does not run", body = ProblemBody)
    )
)]
pub(super) async fn events(
    Of(app): App,
    At(id): At<i64>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let work = app.work.clone();
    let find = move || app.studies.running(id).ok_or_else(|| Problem::gone(format!("study {id} does not run")));
    let running = work.run(find).await?;
    let (sender, receiver) = frames();
    tokio::spawn(async move {
        let mut news = running.news();
        loop {
            news.mark_unchanged();
            let ended = !running.is_at_work();
            let text: Arc<str> = serde_json::to_string(&Course::from(&*running)).unwrap_or_default().into();
            if sender.send(text).await.is_err() || ended {
                return;
            }
            tokio::time::sleep(BETWEEN_EVENTS).await;
            // Time passes without any news too.
            let _ = tokio::time::timeout(SIGN_OF_LIFE, news.changed()).await;
        }
    });
    Ok(Sse::new(Frames(receiver)).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

/// The report of a study that has ended: one HTML file that needs nothing else.
#[utoipa::path(
    get,
    path = "/studies/{id}/report",
    tag = "studies",
    params(("id" = i64, Path)),
    responses(
        (status = OK, body = String, content_type = "text/html"),
        (status = NOT_FOUND, body = ProblemBody)
    )
)]
pub(super) async fn report(Of(app): App, At(id): At<i64>) -> Result<Page, Problem> {
    app.work
        .clone()
        .run(move || {
            let page = app.studies.store_of(id)?.report(id)?;
            page.map(Page).ok_or_else(|| Problem::gone(format!("no report is kept of study {id}")))
        })
        .await
}

/// Asks a study to end with what is known by then.
#[utoipa::path(
    post,
    path = "/studies/{id}/stop",
    tag = "studies",
    params(("id" = i64, Path)),
    responses(
        (status = ACCEPTED, body = StudySeen),
        (status = NOT_FOUND, body = ProblemBody),
        (status = CONFLICT, description = "It does not run", body = ProblemBody)
    )
)]
pub(super) async fn stop(Of(app): App, At(id): At<i64>) -> Result<(StatusCode, Json<StudySeen>), Problem> {
    app.work
        .clone()
        .run(move || {
            // One that is none is told as that.
            seen(&app, id)?;
            let running = app.studies.running(id).filter(|running| running.is_at_work());
            running.ok_or_else(|| Problem::conflict(format!("study {id} does not run")))?.stop();
            Ok((StatusCode::ACCEPTED, Json(seen(&app, id)?)))
        })
        .await
}

/// Deletes a study that does not run, and the trainings that belong to no other.
#[utoipa::path(
    delete,
    path = "/studies/{id}",
    tag = "studies",
    params(("id" = i64, Path)),
    responses(
        (status = NO_CONTENT),
        (status = NOT_FOUND, body = ProblemBody),
        (status = CONFLICT, description = "It runs", body = ProblemBody)
    )
)]
pub(super) async fn remove(Of(app): App, At(id): At<i64>) -> Result<StatusCode, Problem> {
    app.work
        .clone()
        .run(move || {
            app.studies.delete(id)?;
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}
