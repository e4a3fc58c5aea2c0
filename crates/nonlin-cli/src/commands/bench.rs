//! `nonlin bench`

use super::named::function;
use crate::arguments::Bench as Options;
use crate::output::{Failure, Status, print, print_json};
use nonlin::Activation;
use nonlin::compute::Level;
use nonlin::functions::{Registered, all};
use nonlin::rows::RowFunction;
use nonlin::speed::{Bench, RowBench};
use nonlin_report::{Shape, Speed};
use std::time::Duration;

/// The most numbers per array: five arrays of `f32` then take 5 GiB.
const MOST: usize = 1 << 28;

/// The most threads.
const MOST_THREADS: usize = 1024;

/// One call, a short slice, an array that fits the cache, one that does not.
const ELEMENTS: [usize; 4] = [1, 64, 16_384, 33_554_432];

/// A batch of attention or classes, and rows as long as a vocabulary.
const ROWS: [(usize, usize); 2] = [(1024, 1024), (64, 65_536)];

/// Per function and array, for all passes together.
const TIME: Duration = Duration::from_millis(80);

pub(crate) fn run(options: &Options) -> Result<Status, Failure> {
    if let Some(wrong) = options.elements.iter().find(|&&elements| !(1..=MOST).contains(&elements)) {
        return Err(Failure::new(format!("--elements is {wrong}; it must be from 1 to {MOST}")));
    }
    let too_many = |&&(rows, columns): &&(usize, usize)| rows.saturating_mul(columns) > MOST;
    if let Some((rows, columns)) = options.rows.iter().find(too_many) {
        return Err(Failure::new(format!("--rows is {rows}x{columns}; that may be {MOST} numbers at most")));
    }
    if !(1..=MOST_THREADS).contains(&options.threads) {
        return Err(Failure::new(format!("--threads is {}; it must be from 1 to {MOST_THREADS}", options.threads)));
    }
    let (functions, row_functions) = functions(options)?;
    let mut all = Vec::new();
    for &elements in or(&options.elements, &ELEMENTS) {
        let mut bench = Bench::<f32>::new(elements, TIME);
        let timed = functions.iter().map(|f| {
            let threads = bench.threads(f);
            Speed::of_elements(f.card().name, elements, threads, bench.time(f))
        });
        report(options, timed.collect(), &mut all)?;
    }
    for &(rows, columns) in or(&options.rows, &ROWS) {
        let mut bench = RowBench::new(rows, columns, TIME);
        let shape = Shape { rows, columns };
        let timed = row_functions.iter().map(|f| Ok(Speed::of_rows(f.card().name, shape, bench.time(*f)?)));
        report(options, timed.collect::<Result<_, Failure>>()?, &mut all)?;
    }
    if options.json {
        print_json(&all)?;
    }
    Ok(Status::SUCCESS)
}

/// Those named; all of both kinds if there are no names, or of the one kind that an array was given for.
fn functions(options: &Options) -> Result<(Vec<Activation>, Vec<&'static dyn RowFunction>), Failure> {
    let chosen: Vec<Registered> = if options.names.is_empty() {
        let wanted = |function: &Registered| match function {
            Registered::Elementwise(_) => options.rows.is_empty() || !options.elements.is_empty(),
            Registered::Row(_) => options.elements.is_empty() || !options.rows.is_empty(),
            Registered::Gated(_) => false,
        };
        all().filter(wanted).collect()
    } else {
        options.names.iter().map(|name| function(name)).collect::<Result<_, _>>()?
    };
    let (mut functions, mut row_functions) = (Vec::new(), Vec::new());
    for function in chosen {
        match function {
            Registered::Elementwise(function) => {
                functions.push(Activation::of(function).accurate(options.accuracy.into()).threads(options.threads));
            }
            Registered::Row(function) => row_functions.push(function),
            Registered::Gated(unit) => {
                let name = unit.card().name;
                return Err(Failure::new(format!("`{name}` is a gated unit, and those are not timed; its gate is")));
            }
        }
    }
    Ok((functions, row_functions))
}

fn or<'a, T>(given: &'a [T], default: &'a [T]) -> &'a [T] {
    if given.is_empty() { default } else { given }
}

/// Prints what is finished, for the whole takes a while; JSON is printed at the end, as one list.
fn report(options: &Options, timed: Vec<Speed>, all: &mut Vec<Speed>) -> Result<(), Failure> {
    if options.json {
        all.extend(timed);
        Ok(())
    } else {
        print(&nonlin_report::speeds(&Level::best().to_string(), &timed))
    }
}
