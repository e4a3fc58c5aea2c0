//! Facts about functions. Declared beside the definition today, and checked against it by the tests.

mod range;

pub use range::Range;
