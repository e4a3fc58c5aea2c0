//! `nonlin eval`

use super::named::function;
use crate::arguments::Eval;
use crate::output::{Failure, Status, print, print_json};
use nonlin::Activation;
use nonlin::functions::Registered;
use nonlin::gated::{Gated, Half};
use nonlin::rows::RowFunction;
use nonlin_report::json::Number;
use serde::Serialize;
use std::fmt::Write;

/// The fixed shape of `eval --json`.
#[derive(Serialize)]
struct Evaluated {
    function: String,
    x: Vec<Number>,
    value: Vec<Number>,
    slope: Vec<Number>,
}

pub(crate) fn run(options: &Eval) -> Result<Status, Failure> {
    let registered = function(&options.name)?;
    let (value, slope) = match registered {
        Registered::Elementwise(function) => {
            let mut activation = Activation::of(function);
            for (parameter, value) in &options.set {
                activation = activation.with(parameter, *value)?;
            }
            let slopes = options.x.iter().map(|&x| activation.slope(x)).collect();
            (options.x.iter().map(|&x| activation.value(x)).collect(), slopes)
        }
        Registered::Row(function) => {
            let mut set: Option<Box<dyn RowFunction>> = None;
            for (parameter, value) in &options.set {
                set = Some(set.as_deref().unwrap_or(function).with(parameter, *value)?);
            }
            row(set.as_deref().unwrap_or(function), &options.x)?
        }
        Registered::Gated(unit) => {
            let mut unit = Gated::of(unit);
            for (parameter, value) in &options.set {
                unit = unit.with(parameter, *value)?;
            }
            gated(&unit, options.gate.into(), &options.x)?
        }
    };
    let function = registered.card().name.to_owned();
    if options.json {
        let numbers = |values: &[f64]| values.iter().copied().map(Number).collect();
        print_json(&Evaluated { function, x: numbers(&options.x), value: numbers(&value), slope: numbers(&slope) })?;
    } else {
        print(&columns(&function, options, &value, &slope))?;
    }
    Ok(Status::SUCCESS)
}

/// A row function of the whole row, and the slope of each result by its own number: the diagonal of the
/// Jacobian; of a longer result by the numbers over again, of a shorter one by the first number of each group.
fn row(function: &dyn RowFunction, x: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let outputs = function.outputs(x.len())?;
    let mut y = vec![0.0; outputs];
    function.forward(x, &mut y);
    let mut change = vec![0.0; outputs];
    let mut direction = vec![0.0; x.len()];
    let group = x.len() / outputs.max(1);
    let slope = (0..outputs)
        .map(|i| {
            let own = if group == 0 { i % x.len() } else { i * group };
            direction[own] = 1.0;
            function.jacobian_vector(x, &y, &direction, &mut change);
            direction[own] = 0.0;
            change[i]
        })
        .collect();
    Ok((y, slope))
}

/// A gated unit of a row of two halves, and the slope of each result by its own gate.
fn gated(unit: &Gated, gate: Half, x: &[f64]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let outputs = unit.outputs(x.len())?;
    let (mut y, mut gradient) = (vec![0.0; outputs], vec![0.0; x.len()]);
    unit.forward(gate, x, &mut y)?;
    unit.backward(gate, x, &vec![1.0; outputs], &mut gradient)?;
    let (first, second) = gradient.split_at(outputs);
    let slope = if gate == Half::First { first } else { second };
    Ok((y, slope.to_vec()))
}

/// One line per number; a result of another length than the row ends earlier or later.
fn columns(function: &str, options: &Eval, value: &[f64], slope: &[f64]) -> String {
    let mut lines = vec![["x".to_owned(), format!("{function}(x)"), "slope".to_owned()]];
    let cell = |column: &[f64], i: usize| column.get(i).map_or_else(String::new, |&number| short(number));
    let x = |i: usize| options.x.get(i).map_or_else(String::new, f64::to_string);
    lines.extend((0..options.x.len().max(value.len())).map(|i| [x(i), cell(value, i), cell(slope, i)]));
    let used = if options.slope { 3 } else { 2 };
    let widths: Vec<usize> =
        (0..used).map(|i| lines.iter().map(|line| line[i].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for line in &lines {
        let cells: Vec<String> = (0..used).map(|i| format!("{:>width$}", line[i], width = widths[i])).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

/// All digits, with an exponent where the number is very small or large.
fn short(x: f64) -> String {
    if x != 0.0 && x.is_finite() && !(1e-4..1e15).contains(&x.abs()) { format!("{x:e}") } else { x.to_string() }
}
