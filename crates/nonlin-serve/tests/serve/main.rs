//! The server over real sockets.

mod client;
mod document;
mod functions;
mod page;
mod safety;
mod trainings;
