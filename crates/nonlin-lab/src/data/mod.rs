//! From a person's CSV file to encoded train, validation and test parts.
//!
//! [`Table`] is the file's text in rows and cells; [`Dataset`] knows what each column is, what is to be predicted and
//! why; [`Prepared`] is what a network trains on. Nothing here knows a network.

mod column;
mod dataset;
mod encode;
mod error;
mod note;
mod scale;
mod spelling;
mod split;
mod summary;
mod table;
mod target;
mod task;
mod text;

pub use column::{Cells, Column, Kind, Stray};
pub use dataset::{Dataset, MIN_ROWS, Prepared};
pub use encode::{Encoder, MAX_LEVELS, Samples};
pub use error::DataError;
pub use note::{Note, Topic};
pub use split::{MIN_PER_CLASS, Split};
pub use summary::{ColumnSummary, Role};
pub use table::{MAX_FILE_BYTES, MISSING, Table};
pub use task::{MAX_CLASSES, Task};
