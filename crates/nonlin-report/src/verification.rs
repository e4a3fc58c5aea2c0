//! Measured errors as a table.

use crate::table::{right, table};
use nonlin::compute::Reading;
use nonlin::verification::{Found, Measured, Miss};
use serde::Serialize;
use std::fmt::Write;

/// What was found about value and slope of one function.
pub struct Verified {
    /// The function's name.
    pub function: &'static str,
    /// Value, then slope.
    pub found: [Found; 2],
}

/// The table of [`verified`] and, below it, every broken promise with its first example. `extent` says what was looked at.
pub fn verified(extent: &str, level: &str, all: &[Verified]) -> String {
    let mut rows = table(["function", "", "exact", "fast: ulp", "at", "nearest %", "16 bits", "f64: ulp", "kept"]);
    for Verified { function, found } in all {
        for found in found {
            let name = if found.reading == Reading::Value { function } else { "" };
            let halves = |both: [Measured; 2]| both[0].and(both[1]);
            rows.add_row([
                name.to_owned(),
                name_of(found.reading).to_owned(),
                nearest(&found.exact),
                ulps(found.fast.worst),
                if found.fast.at.x == 0.0 { String::new() } else { number(found.fast.at.x) },
                percent(&found.fast),
                nearest(&halves(found.exact_halves)),
                ulps(found.double.worst),
                if found.holds() { "yes" } else { "NO" }.to_owned(),
            ]);
        }
    }
    right(&mut rows, &[2, 3, 4, 5, 6, 7]);
    let mut text = format!(
        "{extent}, {level}\n{rows}\nexact: whether all results of f32 are the real numbers rounded to nearest, or how many are not; 16 bits:\n\
         the same of f16 and bf16; fast: the largest error in units in the last place, where it is, and the share of results\n\
         that are rounded to nearest all the same. Slopes: away from their own zeros, where an absolute bound\n\
         holds instead.\n"
    );
    text.push_str(&broken(all));
    text
}

fn broken(all: &[Verified]) -> String {
    let mut text = String::new();
    for Verified { function, found } in all {
        for found in found {
            for (what, measured) in found.parts() {
                if let Some(Miss { x, got, want }) = measured.first_miss {
                    let reading = name_of(found.reading);
                    let count = measured.misses;
                    let _ = writeln!(
                        text,
                        "{function}, {reading}, {what}: {count} results break the promise, the first at {x:e}: {got:e}, and it is {want:e}"
                    );
                }
                if measured.undecided > 0 {
                    let (reading, count) = (name_of(found.reading), measured.undecided);
                    let _ =
                        writeln!(text, "{function}, {reading}, {what}: {count} ties that the referee could not decide");
                }
            }
        }
    }
    if text.is_empty() { "Every promise is kept.\n".to_owned() } else { format!("\n{text}") }
}

fn name_of(reading: Reading) -> &'static str {
    match reading {
        Reading::Value => "value",
        Reading::Slope => "slope",
    }
}

fn nearest(measured: &Measured) -> String {
    if measured.rounded == measured.inputs {
        "all".to_owned()
    } else {
        format!("-{}", measured.inputs - measured.rounded)
    }
}

fn ulps(worst: f64) -> String {
    format!("{worst:.3}")
}

fn number(x: f64) -> String {
    if (1e-3..1e5).contains(&x.abs()) { format!("{x:.4}") } else { format!("{x:.2e}") }
}

fn percent(measured: &Measured) -> String {
    let share = measured.rounded as f64 / measured.inputs.max(1) as f64;
    // Never 100 unless it is all of them.
    if measured.rounded == measured.inputs { "100".to_owned() } else { format!("{:.2}", (share * 1e4).floor() / 100.0) }
}

/// One measurement as JSON.
#[derive(Serialize)]
struct Row {
    function: &'static str,
    reading: &'static str,
    what: &'static str,
    inputs: u64,
    nearest: u64,
    worst_ulps: f64,
    worst_at: f64,
    misses: u64,
    first_miss_at: Option<f64>,
    undecided: u64,
}

/// The same as a list of records.
pub fn verified_records(all: &[Verified]) -> impl Serialize + use<> {
    let row = |function, found: &Found, what, measured: &Measured| Row {
        function,
        reading: name_of(found.reading),
        what,
        inputs: measured.inputs,
        nearest: measured.rounded,
        worst_ulps: measured.worst,
        worst_at: measured.at.x,
        misses: measured.misses,
        first_miss_at: measured.first_miss.map(|miss| miss.x),
        undecided: measured.undecided,
    };
    let rows: Vec<Row> = all
        .iter()
        .flat_map(|one| one.found.iter().map(move |found| (one.function, found)))
        .flat_map(|(function, found)| found.parts().map(|(what, measured)| row(function, found, what, measured)))
        .collect();
    rows
}
