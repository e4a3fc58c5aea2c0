//! One study on its thread.

use crate::problem::Problem;
use nonlin_lab::data::Dataset;
use nonlin_lab::store::Store;
use nonlin_lab::study::{Metric, Progress, Scoreboard, Standings, StudyPlan, Yardstick, best_model, run_kept};
use nonlin_report::StudyPage;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;

/// What is to be studied.
pub(crate) struct Job {
    pub(crate) dataset: Dataset,
    pub(crate) plan: StudyPlan,
    /// The command that would do the same: a study that was begun by it and did not end goes on.
    pub(crate) command: String,
}

/// How a study is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    Running,
    Finished,
    Failed(Problem),
}

/// A study that runs, or has run.
pub(crate) struct Running {
    id: i64,
    metric: Metric,
    board: Scoreboard,
    stop: AtomicBool,
    state: watch::Sender<State>,
    /// Rises with everything that happens.
    news: watch::Sender<u64>,
}

impl Running {
    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    pub(crate) fn metric(&self) -> Metric {
        self.metric
    }

    pub(crate) fn standings(&self) -> Standings {
        self.board.standings()
    }

    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub(crate) fn is_at_work(&self) -> bool {
        self.state() == State::Running
    }

    /// Asks it to end with what is known by then.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.tell();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed) && self.is_at_work()
    }

    /// Is told whenever something happens.
    pub(crate) fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    fn tell(&self) {
        self.news.send_modify(|news| *news += 1);
    }
}

impl Progress for Running {
    fn judged_by(&self, yardstick: Yardstick) {
        self.board.judged_by(yardstick);
    }

    fn started(&self, trials: usize) {
        self.board.started(trials);
        self.tell();
    }

    fn finished(&self, activation: &str) {
        self.board.finished(activation);
        self.tell();
    }

    fn scored(&self, activation: &str, score: f64) {
        self.board.scored(activation, score);
    }

    fn dropped(&self, activation: &str) {
        self.board.dropped(activation);
        self.tell();
    }
}

pub(super) fn start(job: Job, store: Arc<Store>) -> Result<Arc<Running>, Problem> {
    let id = store.begin(&job.command, &job.dataset, &job.plan)?.study();
    let running = Arc::new(Running {
        id,
        metric: Metric::for_task(job.dataset.task()),
        board: Scoreboard::of(&job.plan),
        stop: AtomicBool::new(false),
        state: watch::Sender::new(State::Running),
        news: watch::Sender::new(0),
    });
    let own = Arc::clone(&running);
    let work = move || {
        let ended = catch_unwind(AssertUnwindSafe(|| run(&own, &job, &store))).unwrap_or_else(|_| Err(Problem::bug()));
        own.state.send_replace(ended.map_or_else(State::Failed, |()| State::Finished));
        own.tell();
    };
    std::thread::Builder::new()
        .name("nonlin-study".to_owned())
        .spawn(work)
        .map_err(|error| Problem::busy(format!("no study can be started: {error}")))?;
    Ok(running)
}

/// The study, its result and its report, all of them kept.
fn run(running: &Running, job: &Job, store: &Store) -> Result<(), Problem> {
    let Job { dataset, plan, command } = job;
    let outcome = run_kept(dataset, plan, running, &store.trials_of(running.id), &running.stop)?;
    // One more training, for what its best network answers; who has stopped the study wants none.
    let answers = if outcome.interrupted { None } else { best_model(dataset, plan, &outcome, &running.stop).ok() };
    let answers = answers.as_ref().map(|(_, answers)| answers);
    let page = nonlin_report::study_page(&StudyPage { outcome: &outcome, dataset, answers, command })?;
    store.finish(running.id, &outcome)?;
    Ok(store.keep_report(running.id, &page)?)
}
