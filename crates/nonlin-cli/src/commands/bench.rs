//! `nonlin bench`

use crate::arguments::Bench as Options;
use crate::output::{Failure, print, print_json};
use nonlin::Activation;
use nonlin::compute::{Elementwise, Level};
use nonlin::functions::elementwise;
use nonlin::speed::{Bench, Pass};
use nonlin_report::Speed;
use std::process::ExitCode;
use std::time::Duration;

/// The most numbers per array: three arrays of `f32` then take 3 GiB.
const MOST: usize = 1 << 28;

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let functions: Vec<&'static dyn Elementwise> = if options.names.is_empty() {
        elementwise().collect()
    } else {
        options.names.iter().map(|name| Activation::named(name).map(|a| a.function())).collect::<Result<_, _>>()?
    };
    if let Some(wrong) = options.elements.iter().find(|&&elements| !(1..=MOST).contains(&elements)) {
        return Err(Failure::new(format!("--elements is {wrong}; it must be from 1 to {MOST}")));
    }
    let mut speeds = Vec::new();
    for &elements in &options.elements {
        let mut bench = Bench::<f32>::new(elements, Duration::from_millis(20));
        for &function in &functions {
            // The yardstick is measured anew beside each function, for machines drift.
            let mut time = |pass| bench.nanoseconds(function, pass);
            speeds.push(Speed {
                function: function.card().name,
                elements,
                copy: time(Pass::Copy),
                forward: time(Pass::Forward),
                in_place: time(Pass::InPlace),
                backward: time(Pass::Backward),
            });
        }
        if !options.json {
            let shown = std::mem::take(&mut speeds);
            print(&nonlin_report::speeds(&Level::best().to_string(), &shown))?;
        }
    }
    if options.json {
        print_json(&speeds)?;
    }
    Ok(ExitCode::SUCCESS)
}
