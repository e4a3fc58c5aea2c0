//! Server-sent events whose data is made elsewhere.

use axum::response::sse::Event;
use futures_core::Stream;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// How often a stream without news says that it is there: so a client that has gone is noticed.
pub(super) const SIGN_OF_LIFE: Duration = Duration::from_secs(1);

/// Data as it arrives.
pub(super) struct Frames(pub(super) mpsc::Receiver<Arc<str>>);

/// Where data is put, and where it comes out, one at a time.
pub(super) fn frames() -> (mpsc::Sender<Arc<str>>, mpsc::Receiver<Arc<str>>) {
    mpsc::channel(1)
}

impl Stream for Frames {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|frame| frame.map(|frame| Ok(Event::default().data(&*frame))))
    }
}
