//! Timings as a table.

use crate::table::{right, table};
use nonlin::speed::Pass;
use serde::Serialize;

/// A function's times, in nanoseconds per element, on one thread.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Speed {
    /// Its name.
    pub function: &'static str,
    /// Numbers per array.
    pub elements: usize,
    /// A plain copy of the same array, measured beside it.
    pub copy: f64,
    /// `y = f(x)`.
    pub forward: f64,
    /// `x = f(x)`.
    pub in_place: f64,
    /// `dx = dy * f'(x)`.
    pub backward: f64,
}

/// A table of functions timed on arrays of one size.
pub fn speeds(level: &str, speeds: &[Speed]) -> String {
    let Some(first) = speeds.first() else {
        return String::new();
    };
    let mut rows =
        table(["function", "copy ns", "forward ns", "of copy", "GB/s", "in place ns", "backward ns", "of forward"]);
    for speed in speeds {
        let traffic = (Pass::Forward.arrays() * size_of::<f32>()) as f64;
        rows.add_row([
            speed.function.to_owned(),
            format!("{:.3}", speed.copy),
            format!("{:.3}", speed.forward),
            format!("{:.1}", speed.forward / speed.copy),
            format!("{:.1}", traffic / speed.forward),
            format!("{:.3}", speed.in_place),
            format!("{:.3}", speed.backward),
            format!("{:.2}", speed.backward / speed.forward),
        ]);
    }
    right(&mut rows, &[1, 2, 3, 4, 5, 6, 7]);
    format!("{} numbers of f32 per array, one thread, {level}, times per number\n{rows}\n\n", first.elements)
}
