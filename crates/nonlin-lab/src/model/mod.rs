//! One network on one data set: trained, kept in a file with all that new rows need, and used on them.

mod error;
mod family;
mod summary;
mod train;
mod trained;

pub use error::ModelError;
pub use family::{input as network_input, output_activation, usual_layers};
pub(crate) use family::{usual, with_output};
pub use summary::{LayerLine, summary};
pub(crate) use train::batch;
pub use train::{Beginning, Fitted, Scores, Settings, fit, fit_watched};
pub use trained::Model;
pub(crate) use trained::outputs;
