//! Facts about functions: the range declared beside each definition, and what can be proven from a formula alone.
//!
//! [`prove`] takes a formula apart into pieces without choices, and reads each with its derivatives over [`Interval`]s, whose
//! every operation rounds outward, and far out over sums of growing and fading terms. What it says holds for all
//! real numbers; what it cannot show it does not say.
//!
//! From the bottom up: `interval`, `enclosure` (the primitives), `reading` (any formula over intervals); `growth` and `tail`,
//! for all `x` beyond a place; `rewrite`, `program` and `jet`, a formula with its derivatives over either; `signs`,
//! on which everything rests; `pieces`; then a file for each kind of fact, and `words`.

mod digits;
mod enclosure;
mod extent;
mod fixed_points;
mod growth;
mod interval;
mod jet;
mod moments;
mod period;
mod pieces;
mod polynomial;
mod program;
mod prove;
mod proven;
mod range;
mod reading;
mod rewrite;
mod shape;
mod signs;
mod slopes;
mod symmetry;
mod tail;
mod tail_primitives;
mod traits;
mod words;

pub use interval::Interval;
pub use moments::{Moments, moments};
pub use prove::{nearly_flat_under, prove, prove_formula};
pub use proven::{Agreement, End, Extent, Facts, FixedPoints, Joint, NearlyFlat, Stretch, THRESHOLDS, Trend};
pub use range::Range;
pub use reading::Truth;
pub use symmetry::Symmetry;
pub use traits::{Monotone, Traits};
