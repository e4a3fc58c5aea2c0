//! What the doctor says.

use serde::{Deserialize, Serialize};

/// Something wrong, and the way out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it.
    pub rule: String,
    /// The layer.
    pub place: String,
    /// What is wrong, with its reason and the evidence in numbers, as a sentence without its full stop.
    pub what: String,
    /// What to change, as a sentence without its full stop.
    pub remedy: String,
}
