//! One file per command.

pub(crate) mod advise;
pub(crate) mod bench;
pub(crate) mod cheatsheet;
pub(crate) mod completions;
pub(crate) mod discover;
pub(crate) mod doctor;
pub(crate) mod eval;
pub(crate) mod export;
mod interrupt;
pub(crate) mod lab;
pub(crate) mod list;
mod named;
pub(crate) mod plot;
pub(crate) mod predict;
mod repair;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod studies;
pub(crate) mod train;
pub(crate) mod verify;
