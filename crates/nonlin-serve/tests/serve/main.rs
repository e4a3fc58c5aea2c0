//! The server over real sockets.

mod cheatsheet;
mod client;
mod document;
mod functions;
mod page;
mod safety;
mod trainings;
