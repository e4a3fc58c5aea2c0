//! One network on one data set: trained, kept in a file with all that new rows need, and used on them.

mod error;
mod family;
mod summary;
mod train;
mod trained;

pub use error::ModelError;
pub(crate) use family::output_activation;
pub use family::usual_layers;
pub use summary::{LayerLine, summary};
pub use train::{Beginning, Fitted, Scores, Settings, fit};
pub use trained::Model;
