//! Looking into our own networks for the doctor: what a network is, and what goes on in it while it trains.

mod arrays;
mod layers;
mod run;
mod watch;

pub(crate) use run::forward;

pub use arrays::{ArraysError, arrays, arrays_in};
pub use layers::still;
pub use run::{PlainRows, RowsError, plain_rows, run};
pub use watch::{Inside, Sampling};
