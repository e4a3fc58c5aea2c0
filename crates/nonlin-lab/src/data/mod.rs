//! From a person's files to encoded train, validation and test parts.
//!
//! [`load`] does all of it. [`Source`] is what files hold: a [`Table`] of cells, and pictures or series beside it.
//! [`Dataset`] knows what each column is, what is to be predicted and why; [`Prepared`] is what a network trains on;
//! [`Encoder`] does the same with rows yet to come. Nothing here knows a network.
//!
//! Where to look: `shipped` for the tables that come with the program; `open`, `csv_text` and the room `read` for formats; `layout` for tables whose rows are pictures,
//! series or texts; `column`, `date`, `leak`, `roles` and `findings` for columns; `split`; `plan`, `inputs`, `answer` and `encoder` for the
//! numbers.

mod answer;
mod block;
mod column;
mod csv_text;
mod dataset;
mod date;
mod encoder;
mod error;
mod findings;
mod inputs;
mod layout;
mod leak;
mod load;
mod memory;
mod note;
mod open;
mod options;
mod plan;
mod read;
mod roles;
mod samples;
mod sampling;
mod scale;
mod shipped;
mod source;
mod spelling;
mod split;
mod summary;
mod table;
mod target;
mod task;
mod text;

pub use answer::{PredictedLabel, Prediction};
pub use column::{Cells, Column, Kind, Stray};
pub use dataset::{Dataset, MIN_ROWS, Prepared};
pub use encoder::{Encoded, Encoder};
pub use error::DataError;
pub use load::{load, read, understand};
pub use note::{Note, Topic};
pub use options::{ImageSize, LoadOptions};
pub use plan::MAX_LEVELS;
pub use read::{plain_arrays, plain_arrays_in};
pub use samples::{SampleShape, Samples};
pub use shipped::Shipped;
pub use source::Source;
pub use split::{MIN_PER_CLASS, Split};
pub use summary::{ColumnSummary, Role};
pub use table::{MAX_FILE_BYTES, MISSING, Table};
pub use task::{MAX_CLASSES, Task};
