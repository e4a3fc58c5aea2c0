//! The live page of `nonlin` and its HTTP API, on this machine alone unless told otherwise. Computes nothing of its own.
//!
//! [`server`] listens, and ends in order; [`safety`] says who may ask, and for how much; [`api`] has a file per
//! resource, and an `OpenAPI` document made of the same lines as the routes; [`trainings`] are the networks at work, each on a thread of its own; `studies`
//! compare activations, one study at a time, and keep what comes of them; `examinations` are what the doctor has looked into;
//! [`page`] is the page, embedded in the program: plain HTML, CSS and modules, which use the API and nothing else.
//!
//! ```no_run
//! use nonlin_serve::{Options, Server};
//!
//! let server = Server::bind(&Options::default())?;
//! println!("{}", server.address());
//! server.run(|| false)?;
//! # Ok::<(), nonlin_serve::ServeError>(())
//! ```

pub mod api;
mod examinations;
mod formulas;
mod limits;
pub mod page;
mod problem;
pub mod safety;
pub mod server;
mod studies;
pub mod trainings;
mod work;

pub use limits::Limits;
pub use problem::{Place, Problem};
pub use server::{DEFAULT_PORT, Options, ServeError, Server};
