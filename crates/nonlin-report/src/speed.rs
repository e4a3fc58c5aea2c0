//! Timings as a table.

use crate::table::{right, table};
use comfy_table::Table;
use nonlin::speed::Timing;
use serde::Serialize;

/// A function's times.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Speed {
    /// Its name.
    pub function: &'static str,
    /// Numbers per array.
    pub elements: usize,
    /// Threads that it was timed on.
    pub threads: usize,
    /// Rows and columns of the array, for a function of rows.
    #[serde(flatten)]
    pub shape: Option<Shape>,
    /// The fastest rounds.
    #[serde(flatten)]
    pub least: Times,
    /// The rounds in the middle.
    pub median: Times,
}

/// A matrix.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Shape {
    /// How many rows.
    pub rows: usize,
    /// Numbers per row.
    pub columns: usize,
}

/// Nanoseconds per number.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Times {
    /// A plain copy of the same array, measured beside it.
    pub copy: f64,
    /// `y = f(x)`.
    pub forward: f64,
    /// `x = f(x)`, for a function of single numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_place: Option<f64>,
    /// `dx = dy * f'(x)`; for a function of rows, the transposed Jacobian times `dy`.
    pub backward: f64,
    /// `y = f(x)` and `dx = dy * f'(x)`, value and slope in one pass; for a function of single numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub both: Option<f64>,
}

impl Speed {
    /// Of a function of single numbers.
    pub fn of_elements(function: &'static str, elements: usize, threads: usize, timings: [Timing; 5]) -> Self {
        let times = |of: fn(Timing) -> f64| {
            let [copy, forward, in_place, backward, both] = timings.map(of);
            Times { copy, forward, in_place: Some(in_place), backward, both: Some(both) }
        };
        Self { function, elements, threads, shape: None, least: times(|t| t.least), median: times(|t| t.median) }
    }

    /// Of a function of rows, on one thread.
    pub fn of_rows(function: &'static str, shape: Shape, timings: [Timing; 3]) -> Self {
        let times = |of: fn(Timing) -> f64| {
            let [copy, forward, backward] = timings.map(of);
            Times { copy, forward, in_place: None, backward, both: None }
        };
        let elements = shape.rows * shape.columns;
        Self {
            function,
            elements,
            threads: 1,
            shape: Some(shape),
            least: times(|t| t.least),
            median: times(|t| t.median),
        }
    }

    /// Whether it is the call that costs, not the numbers.
    fn is_a_call(&self) -> bool {
        self.shape.is_none() && self.elements < 1024
    }
}

/// A table of functions timed on arrays of one size or shape.
pub fn speeds(level: &str, speeds: &[Speed]) -> String {
    match speeds.first() {
        None => String::new(),
        Some(first) if first.is_a_call() => calls(level, first.elements, speeds),
        Some(first) => {
            let array = match first.shape {
                None => format!("{} numbers", first.elements),
                Some(Shape { rows, columns }) => format!("{rows} rows of {columns} numbers"),
            };
            let threads =
                if first.threads == 1 { "one thread".to_owned() } else { format!("{} threads", first.threads) };
            format!(
                "{array} of f32, {threads}, {level}; nanoseconds per number: median, and least\n{}\n\n",
                long(speeds)
            )
        }
    }
}

fn long(speeds: &[Speed]) -> Table {
    let of_rows = speeds.iter().all(|speed| speed.shape.is_some());
    let mut headings = vec!["function", "copy", "forward", "least", "of copy", "backward", "least", "of forward"];
    if !of_rows {
        headings.extend(["both", "in place"]);
    }
    let mut rows = table(headings);
    for Speed { function, least, median, .. } in speeds {
        let mut cells = vec![
            (*function).to_owned(),
            nanoseconds(median.copy),
            nanoseconds(median.forward),
            nanoseconds(least.forward),
            format!("{:.1}", median.forward / median.copy),
            nanoseconds(median.backward),
            nanoseconds(least.backward),
            format!("{:.2}", median.backward / median.forward),
        ];
        cells.extend(median.both.into_iter().chain(median.in_place).map(nanoseconds));
        rows.add_row(cells);
    }
    right(&mut rows, &[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    rows
}

fn nanoseconds(time: f64) -> String {
    if time < 10.0 { format!("{time:.3}") } else { format!("{time:.1}") }
}

/// Of arrays so short that the cost of a call is what is seen.
fn calls(level: &str, elements: usize, speeds: &[Speed]) -> String {
    let mut rows = table(["function", "copy", "forward", "least", "backward", "least", "in place"]);
    for Speed { function, least, median, .. } in speeds {
        let call = |per_number: f64| format!("{:.1}", per_number * elements as f64);
        rows.add_row([
            (*function).to_owned(),
            call(median.copy),
            call(median.forward),
            call(least.forward),
            call(median.backward),
            call(least.backward),
            median.in_place.map_or_else(String::new, call),
        ]);
    }
    right(&mut rows, &[1, 2, 3, 4, 5, 6]);
    let numbers = if elements == 1 { "1 number".to_owned() } else { format!("{elements} numbers") };
    format!("One call on {numbers} of f32, {level}; nanoseconds per call: median, and least\n{rows}\n\n")
}
