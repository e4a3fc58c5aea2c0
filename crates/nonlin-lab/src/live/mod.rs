//! Trainings to be watched: small networks on points of a plane, step by step, with all that goes on inside.
//!
//! [`Points`] are what is learnt: [classic](Classic) ones, drawn ones, or [columns of a table](columns). A [`LivePlan`] says the network
//! and how it is trained, and a [`LiveTraining`] does it in slices of time; between two of them a [`Snapshot`] tells of the surface that the
//! network has learnt, of its layers and units, of the gradient on its way back, and of what the doctor finds.
//!
//! ```
//! use nonlin_lab::live::{Classic, LivePlan, LiveTraining};
//! use std::time::Duration;
//!
//! let points = Classic::Circle.points(200, 0.0, 1);
//! let plan = LivePlan::of(&[(8, "tanh"), (8, "x * sigmoid(2 * x)")]);
//! let mut training = LiveTraining::new(&points, &plan)?;
//! training.advance(500, Duration::from_secs(20))?;
//! let seen = training.snapshot()?;
//! assert_eq!((seen.step, seen.layers.len()), (500, 3));
//! assert!(seen.train_loss < 0.3);
//! # Ok::<(), nonlin_lab::live::LiveError>(())
//! ```

mod classic;
mod error;
mod plan;
mod points;
mod snapshot;
mod table;
mod training;

pub use classic::Classic;
pub use error::LiveError;
pub use plan::{HiddenLayer, LivePlan, MOST_BATCH, MOST_LAYERS, MOST_UNITS};
pub use points::{Answers, MOST_CLASSES, MOST_POINTS, Points};
pub use snapshot::{GRID, LayerSnapshot, Progress, Snapshot, Surface, UNIT_GRID};
pub use table::{MOST_COLUMNS, TableColumn, columns};
pub use training::LiveTraining;
