//! Work that takes a while, off the threads that answer.

use crate::problem::Problem;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Threads for work, a few at a time.
#[derive(Clone)]
pub(crate) struct Work {
    turns: Arc<Semaphore>,
}

impl Work {
    pub(crate) fn new(at_a_time: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_a_time)) }
    }

    /// Does `job` when it is its turn. A client that goes away while it waits gives up its place.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let ended = || Problem::busy("the server is ending");
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| ended())?;
        tokio::task::spawn_blocking(move || {
            // Held until the work is done, whether or not anybody waits for it: so runaways cannot pile up.
            let _turn = turn;
            job()
        })
        .await
        .unwrap_or_else(|_| Err(Problem::bug()))
    }
}
