//! The lab of `nonlin`: which activation function should a network use on *my* data, and is the difference real?
//!
//! [`data`] turns a person's CSV file into encoded train, validation and test parts:
//!
//! ```
//! use nonlin_lab::data::{Dataset, Table};
//!
//! let mut csv = String::from("size,colour,kind\n");
//! for i in 0..10 {
//!     csv += &format!("{},red,apple\n{},blue,plum\n", 7.0 + f64::from(i) / 10.0, 3.0 + f64::from(i) / 10.0);
//! }
//! let table = Table::parse("fruit.csv", csv.as_bytes())?;
//! let dataset = Dataset::new(table, &["kind".to_string()], None)?;
//! assert_eq!(dataset.reason(), "`kind` holds text with 2 values");
//!
//! let prepared = dataset.prepare(1)?;
//! assert_eq!(prepared.feature_names, ["size", "colour=blue", "colour=red", "colour=(other)"]);
//! assert_eq!((prepared.train.rows, prepared.validation.rows, prepared.test.rows), (12, 4, 4));
//! # Ok::<(), nonlin_lab::data::DataError>(())
//! ```

pub mod advise;
pub mod data;
pub mod discover;
pub mod inside;
pub mod live;
pub mod model;
pub mod repair;
pub mod sheet;
pub mod store;
pub mod study;
