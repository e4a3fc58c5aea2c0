//! Worst errors, and what comes out at infinity and NaN.

use crate::times::spread;
use crate::{ELEMENTWISE, NAMES, ROWS, SHAPE, contenders, nonlin_itself};
use nonlin::accuracy::ulps;

/// A prime, so that mantissas of all kinds come up.
const STEP: usize = 1021;

const SPECIAL: [f32; 3] = [f32::NEG_INFINITY, f32::INFINITY, f32::NAN];

/// Those whose numbers are their own: what nonlin does in place is what it does elsewhere.
fn libraries() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().filter(|&library| library != nonlin_itself::IN_PLACE)
}

pub(crate) fn print() {
    let inputs: Vec<f32> = (0..=u32::MAX).step_by(STEP).map(f32::from_bits).filter(|x| x.is_finite()).collect();
    println!("Worst error in units in the last place: over every {STEP}st of all finite `f32`, and over those of them");
    println!(
        "from -8 to 8. `inf` is a NaN or an infinity where there is a number. Functions of rows: over the rows timed.\n"
    );
    head();
    for function in ELEMENTWISE {
        let near: Vec<f32> = inputs.iter().copied().filter(|x| x.abs() <= 8.0).collect();
        let (far, near) = (worst(function, &inputs, inputs.len()), worst(function, &near, near.len()));
        let cell = |library: &str| match (of(&far, library), of(&near, library)) {
            (Some(far), Some(near)) => format!("{}, {}", compact(far), compact(near)),
            _ => "-".to_owned(),
        };
        print_row(function, cell);
    }
    for function in ROWS {
        let errors = worst(function, &spread(SHAPE.0 * SHAPE.1), SHAPE.1);
        print_row(function, |library| of(&errors, library).map_or_else(|| "-".to_owned(), compact));
    }
    println!(
        "\nAt -inf, inf and NaN, bold where it is not the limit (functions of rows: at the last of eight numbers, the"
    );
    println!("others being 0).\n");
    head();
    for function in ELEMENTWISE.into_iter().chain(ROWS) {
        let results = SPECIAL.map(|x| at(function, x));
        print_row(function, |library| {
            let cells: Vec<String> =
                results.iter().filter_map(|(want, all)| Some(shown(of(all, library)?, *want))).collect();
            if cells.is_empty() { "-".to_owned() } else { cells.join(", ") }
        });
    }
    println!();
}

fn head() {
    println!("| function | {} |", libraries().collect::<Vec<_>>().join(" | "));
    println!("| --- |{}", " --- |".repeat(libraries().count()));
}

fn print_row(function: &str, cell: impl Fn(&str) -> String) {
    println!("| {function} | {} |", libraries().map(cell).collect::<Vec<_>>().join(" | "));
}

fn of<T: Copy>(all: &[(&'static str, T)], library: &str) -> Option<T> {
    all.iter().find(|(name, _)| *name == library).map(|&(_, value)| value)
}

fn worst(function: &str, x: &[f32], columns: usize) -> Vec<(&'static str, f64)> {
    let want = nonlin_itself::reference(function, columns, x);
    contenders(function, columns)
        .iter()
        .map(|contender| {
            let got = contender.on(x, columns, 1).results();
            (contender.library, got.iter().zip(&want).map(|(&got, &want)| ulps(got, want)).fold(0.0, f64::max))
        })
        .collect()
}

/// The limit, and what everyone gives.
fn at(function: &str, x: f32) -> (f64, Vec<(&'static str, f32)>) {
    let row = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, x];
    let last = contenders(function, row.len())
        .iter()
        .map(|contender| (contender.library, contender.on(&row, row.len(), 1).results()[row.len() - 1]))
        .collect();
    (nonlin_itself::reference(function, row.len(), &row)[row.len() - 1], last)
}

fn shown(got: f32, want: f64) -> String {
    let text = if got != 0.0 && got.abs() < 1e-4 { format!("{got:.0e}") } else { format!("{got}") };
    if ulps(got, want) > 2.0 { format!("**{text}**") } else { text }
}

fn compact(ulps: f64) -> String {
    match ulps {
        _ if ulps.is_infinite() => "inf".to_owned(),
        _ if ulps < 10.0 => format!("{ulps:.2}"),
        _ if ulps < 10_000.0 => format!("{ulps:.0}"),
        _ => format!("{ulps:.1e}"),
    }
}
