//! `nonlin verify`

use super::named::activation;
use crate::arguments::Verify as Options;
use crate::output::{Failure, Status, print, print_json};
use indicatif::{ProgressBar, ProgressStyle};
use nonlin::Activation;
use nonlin::compute::Level;
use nonlin::functions::elementwise;
use nonlin::verification::{Extent, PARTS, Singles, report, survey};
use nonlin_report::{Verified, verified, verified_records};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Mutex;
use std::thread::available_parallelism;

pub(crate) fn run(options: &Options) -> Result<Status, Failure> {
    let activations: Vec<Activation> = if options.names.is_empty() {
        elementwise().map(Activation::of).collect()
    } else {
        options.names.iter().map(|name| activation(name)).collect::<Result<_, _>>()?
    };
    let extent = if options.exhaustive { Extent::Exhaustive } else { Extent::Quick };
    let threads = options.threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
    let known = options.resume.as_deref().map_or_else(|| Ok(HashMap::new()), known)?;
    let mut file = options.resume.as_deref().map(open).transpose()?;
    let bar = ProgressBar::new(activations.len() as u64 * u64::from(PARTS));
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left") {
        bar.set_style(style);
    }
    let line = |place: usize, part: u32| format!("{} {extent:?} {part}", activations[place]);
    let writing = Mutex::new((file.as_mut(), None::<std::io::Error>));
    let singles = survey(
        &activations,
        extent,
        threads,
        |place, part| {
            bar.inc(1);
            known.get(&line(place, part)).copied()
        },
        |place, part, singles| {
            bar.set_message(activations[place].card().name);
            if let Ok(mut writing) = writing.lock()
                && let Some(file) = writing.0.as_mut()
            {
                let written = writeln!(file, "{}: {singles}", line(place, part));
                writing.1 = writing.1.take().or(written.err());
            }
        },
    );
    bar.finish_and_clear();
    if let Some(error) = writing.into_inner().ok().and_then(|(_, error)| error) {
        return Err(error.into());
    }
    let all: Vec<Verified> = activations
        .iter()
        .zip(&singles)
        .map(|(activation, singles)| Verified { function: activation.card().name, found: report(activation, singles) })
        .collect();
    if options.json {
        print_json(&verified_records(&all))?;
    } else {
        let looked_at = match extent {
            Extent::Quick | Extent::Coarse => {
                "16 million numbers of f32 of every magnitude, all of f16 and bf16, 3000 of f64"
            }
            Extent::Exhaustive => "all numbers of f32, f16 and bf16, 3000 of f64",
        };
        print(&verified(looked_at, &Level::best().to_string(), &all))?;
    }
    let holds = all.iter().all(|one| one.found.iter().all(nonlin::verification::Found::holds));
    Ok(if holds { Status::SUCCESS } else { Status::FAILURE })
}

/// What an earlier survey has left in its file; a last line that was cut off is passed over.
fn known(path: &Path) -> Result<HashMap<String, Singles>, Failure> {
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let text = fs::read_to_string(path).map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    let parse = |line: &str| {
        let (what, found) = line.split_once(": ")?;
        Some((what.to_owned(), Singles::from_text(found)?))
    };
    let found: HashMap<_, _> = text.lines().filter_map(parse).collect();
    if found.is_empty() && !text.trim().is_empty() {
        let path = path.display();
        return Err(Failure::new(format!("{path} is not a file of `nonlin verify --resume`; name a new one")));
    }
    Ok(found)
}

fn open(path: &Path) -> Result<File, Failure> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let mut file = file.map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    // Behind a line that was cut off a new one begins.
    if fs::read(path).is_ok_and(|bytes| bytes.last().is_some_and(|&last| last != b'\n')) {
        writeln!(file)?;
    }
    Ok(file)
}
