//! Trainings with a known fault, and healthy ones: what the doctor finds in them, and what it accuses wrongly.
//!
//!     cargo run --release --manifest-path benches/doctor/Cargo.toml -- DATA
//!
//! DATA is a folder with the data sets that data/README.md names besides those of data/. Prints Markdown for docs/DOCTOR.md; with `--cost` what watching costs. A training is watched
//! for its first epoch, or 128 steps where an epoch is shorter; nothing is said of accuracy. Data sets marked "set" were looked at when thresholds
//! were set, those marked "kept" were not.

mod cases;
mod cost;
mod faults;
mod report;
mod training;

use cases::{SETS, Set};
use faults::{FAULTS, Fault};
use std::path::Path;
use training::{Outcome, watched};

/// One training, and what was found in it.
pub(crate) struct Case {
    pub(crate) set: &'static Set,
    pub(crate) fault: Option<&'static Fault>,
    /// What exactly was done, or which healthy one it is.
    pub(crate) what: String,
    pub(crate) outcome: Outcome,
}

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("the folder with the data sets is missing");
        std::process::exit(2);
    };
    let verbose = std::env::args().any(|word| word == "--all");
    if std::env::args().any(|word| word == "--cost") {
        match cost::ratios(Path::new(&folder)) {
            Ok(ratios) => {
                let [low, middle, high] = [3, ratios.len() / 2, ratios.len() - 4].map(|place| ratios[place]);
                println!(
                    "watched / not watched, {} pairs: median {middle:.4}, 95 % interval of it {low:.4} to {high:.4}",
                    ratios.len()
                );
            }
            Err(error) => {
                eprintln!("{error}");
                std::process::exit(2);
            }
        }
        return;
    }
    let mut cases = Vec::new();
    for (place, set) in SETS.iter().enumerate() {
        let dataset = match set.load(Path::new(&folder)) {
            Ok(dataset) => dataset,
            Err(error) => {
                eprintln!("{}: {error}", set.name);
                std::process::exit(2);
            }
        };
        let twice = set.healthy().into_iter().flat_map(|healthy| [healthy; 2]);
        for (which, healthy) in twice.enumerate() {
            let seed = (1000 * place + which) as u64;
            let outcome = watched(&dataset, &healthy.setup(set), None, seed);
            if verbose {
                let [first, last] = outcome.losses;
                eprintln!(
                    "{} | {healthy} | loss {first:.3} to {last:.3} | longest step {:.3}",
                    set.name, outcome.longest
                );
            }
            cases.push(Case { set, fault: None, what: healthy.to_string(), outcome });
        }
        for (which, fault) in FAULTS.iter().enumerate().filter(|(_, fault)| fault.fits(set)) {
            for (strength, done) in fault.strengths.into_iter().enumerate() {
                let seed = (1000 * place + 500 + 3 * which + strength) as u64;
                let outcome = watched(&dataset, &fault.setup(set, strength), Some((fault, strength)), seed);
                cases.push(Case { set, fault: Some(fault), what: done.to_owned(), outcome });
            }
        }
        eprintln!("{}: {} trainings so far", set.name, cases.len());
    }
    print!("{}", report::markdown(&cases, verbose));
}
