//! `nonlin eval`

use crate::arguments::Eval;
use crate::output::{Failure, print, print_json};
use nonlin::Activation;
use nonlin::functions::{Registered, find};
use nonlin::rows::RowFunction;
use serde::{Serialize, Serializer};
use std::fmt::Write;
use std::process::ExitCode;

/// The fixed shape of `eval --json`.
#[derive(Serialize)]
struct Evaluated {
    function: String,
    x: Vec<Number>,
    value: Vec<Number>,
    slope: Vec<Number>,
}

/// A number that JSON may not have.
#[derive(Clone, Copy)]
struct Number(f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_finite() {
            serializer.serialize_f64(self.0)
        } else {
            serializer.serialize_str(&self.0.to_string())
        }
    }
}

pub(crate) fn run(options: &Eval) -> Result<ExitCode, Failure> {
    let registered = find(&options.name)?;
    let (value, slope) = match registered {
        Registered::Elementwise(function) => {
            let mut activation = Activation::of(function);
            for (parameter, value) in &options.set {
                activation = activation.with(parameter, *value)?;
            }
            let slopes = options.x.iter().map(|&x| activation.slope(x)).collect();
            (options.x.iter().map(|&x| activation.value(x)).collect(), slopes)
        }
        Registered::Row(function) => match options.set.first() {
            Some((parameter, _)) => {
                return Err(Failure::new(format!(
                    "`{}` has no parameter `{parameter}`; it has none at all",
                    options.name
                )));
            }
            None => row(function, &options.x),
        },
    };
    let function = registered.card().name.to_owned();
    if options.json {
        let numbers = |values: &[f64]| values.iter().copied().map(Number).collect();
        print_json(&Evaluated { function, x: numbers(&options.x), value: numbers(&value), slope: numbers(&slope) })?;
    } else {
        print(&columns(&function, options, &value, &slope))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A row function of the whole row, and the diagonal of its Jacobian.
fn row(function: &dyn RowFunction, x: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut y = vec![0.0; x.len()];
    function.forward(x, &mut y);
    let mut change = vec![0.0; x.len()];
    let slope = (0..x.len())
        .map(|i| {
            let mut direction = vec![0.0; x.len()];
            direction[i] = 1.0;
            function.jacobian_vector(&y, &direction, &mut change);
            change[i]
        })
        .collect();
    (y, slope)
}

/// One line per number.
fn columns(function: &str, options: &Eval, value: &[f64], slope: &[f64]) -> String {
    let mut lines = vec![["x".to_owned(), format!("{function}(x)"), "slope".to_owned()]];
    let all = options.x.iter().zip(value).zip(slope);
    lines.extend(all.map(|((x, y), slope)| [x.to_string(), short(*y), short(*slope)]));
    let used = if options.slope { 3 } else { 2 };
    let widths: Vec<usize> =
        (0..used).map(|i| lines.iter().map(|line| line[i].chars().count()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for line in &lines {
        let cells: Vec<String> = (0..used).map(|i| format!("{:>width$}", line[i], width = widths[i])).collect();
        let _ = writeln!(text, "{}", cells.join("  "));
    }
    text
}

/// All digits, with an exponent where the number is very small or large.
fn short(x: f64) -> String {
    if x != 0.0 && x.is_finite() && !(1e-4..1e15).contains(&x.abs()) { format!("{x:e}") } else { x.to_string() }
}
