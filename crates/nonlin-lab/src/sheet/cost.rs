//! How long functions take on this machine, at once.

use nonlin::functions::Registered;
use nonlin::rows::RowFunction;
use nonlin::speed::{Bench, RowBench, Timing};
use nonlin::{Accuracy, Activation};
use std::time::Duration;

/// Numbers per array: it stays in the cache.
const ELEMENTS: usize = 16_384;
/// Rows and columns for functions of rows.
const ROWS: [usize; 2] = [128, 128];
/// For each function.
const TIME: Duration = Duration::from_millis(10);

/// Arrays to time functions on; all of a cheatsheet take a second or two.
pub struct Stopwatch {
    elements: Bench<f32>,
    rows: RowBench,
}

/// The median time for a number of type f32 at the fast accuracy, on one thread.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cost {
    /// Nanoseconds.
    pub nanoseconds: f64,
    /// By the time of a plain copy beside it.
    pub of_copy: f64,
}

impl Default for Stopwatch {
    fn default() -> Self {
        Self { elements: Bench::new(ELEMENTS, TIME), rows: RowBench::new(ROWS[0], ROWS[1], TIME) }
    }
}

impl Stopwatch {
    /// The time of a function; of a gated unit, and of a function that takes no such rows, none.
    pub fn time(&mut self, function: Registered) -> Option<Cost> {
        let cost = |copy: Timing, forward: Timing| Cost {
            nanoseconds: forward.median,
            of_copy: forward.median / copy.median.max(f64::MIN_POSITIVE),
        };
        match function {
            Registered::Elementwise(function) => {
                let [copy, forward, ..] = self.elements.time(&Activation::of(function).accurate(Accuracy::Fast));
                Some(cost(copy, forward))
            }
            Registered::Row(function) => self.row(function).map(|[copy, forward]| cost(copy, forward)),
            Registered::Gated(_) => None,
        }
    }

    fn row(&mut self, function: &dyn RowFunction) -> Option<[Timing; 2]> {
        let [copy, forward, _] = self.rows.time(function).ok()?;
        Some([copy, forward])
    }
}
