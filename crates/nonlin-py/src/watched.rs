//! Long work on a thread of its own, while this one listens to Ctrl-C and tells Python how far it is.

use nonlin_lab::study::Progress;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How often signals are looked at.
const TICK: Duration = Duration::from_millis(50);

/// What happened, as Python is told.
#[derive(Debug, IntoPyObject)]
pub(crate) enum Event {
    /// `("started", trainings)` or `("finished", activation)` and the like.
    Count((&'static str, usize)),
    /// With a name.
    Name((&'static str, String)),
    /// With a name and a score.
    Score((&'static str, String, f64)),
}

/// Sends what happens to the listening thread.
pub(crate) struct Told(Sender<Event>);

impl Told {
    fn tell(&self, event: Event) {
        // Nobody listens any more once the study is given up.
        let _ = self.0.send(event);
    }
}

impl Progress for Told {
    fn started(&self, trials: usize) {
        self.tell(Event::Count(("started", trials)));
    }
    fn finished(&self, activation: &str) {
        self.tell(Event::Name(("finished", activation.to_owned())));
    }
    fn scored(&self, activation: &str, score: f64) {
        self.tell(Event::Score(("scored", activation.to_owned(), score)));
    }
    fn dropped(&self, activation: &str) {
        self.tell(Event::Name(("dropped", activation.to_owned())));
    }
}

/// Runs `work` and calls `progress` with what it tells. Ctrl-C, or an exception of `progress`, raises the flag that `work` is given; what it has
/// by then is lost here and kept in its store.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Told, &AtomicBool) -> T + Send,
) -> PyResult<T> {
    let (sender, receiver) = channel();
    let progress = progress.map(|progress| progress.clone().unbind());
    py.detach(move || {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (told, stop) = (Told(sender), &stop);
            let worker = scope.spawn(move || work(&told, stop));
            let mut raised = None;
            loop {
                let event = receiver.recv_timeout(TICK);
                if matches!(event, Err(RecvTimeoutError::Disconnected)) {
                    break;
                }
                let went = Python::attach(|py| {
                    py.check_signals()?;
                    match (event, &progress) {
                        (Ok(event), Some(progress)) if raised.is_none() => progress.bind(py).call1((event,)).map(drop),
                        _ => Ok(()),
                    }
                });
                if let Err(error) = went {
                    stop.store(true, Ordering::Relaxed);
                    raised.get_or_insert(error);
                }
            }
            let result = worker.join();
            match (raised, result) {
                (Some(error), _) => Err(error),
                (None, Ok(result)) => Ok(result),
                (None, Err(panic)) => std::panic::resume_unwind(panic),
            }
        })
    })
}
