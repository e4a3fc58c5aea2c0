//! The server over real sockets.

mod cheatsheet;
mod client;
mod doctor;
mod document;
mod functions;
mod page;
mod safety;
mod studies;
mod trainings;
