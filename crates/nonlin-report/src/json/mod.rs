//! What is known of functions as JSON: the command line's `--json` and the page's API print the same.

mod listed;
mod number;
mod proven;
mod traits;

pub use crate::doctor::Examined;
pub use listed::Listed;
pub use number::Number;
pub use proven::Proven;
pub use traits::{Monotone, Traits};
