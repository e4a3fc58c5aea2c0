//! `nonlin lab`

use super::named::{activation, parted};
use crate::arguments::Lab;
use crate::output::{Failure, INTERRUPTED, STRONG, print, print_json};
use indicatif::{ProgressBar, ProgressStyle};
use nonlin_lab::data::{Dataset, Table};
use nonlin_lab::study::{Candidate, Progress, StudyError, StudyPlan, run as study};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The sample data, in the program itself, so that `nonlin lab` works in any folder.
const SAMPLE: (&str, &str, &[u8]) = ("data/penguins.csv", "species", include_bytes!("../../../../data/penguins.csv"));

/// Raised by Ctrl-C.
static STOP: AtomicBool = AtomicBool::new(false);

pub(crate) fn run(options: &Lab) -> Result<ExitCode, Failure> {
    let plan = plan(options)?;
    plan.check()?;
    let dataset = dataset(options)?;
    if !options.json {
        print(&format!("{}\n", nonlin_report::study_preface(&dataset)))?;
    }
    ctrlc::set_handler(|| {
        // The first asks for an orderly end; the second does not wait for it.
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED.into());
        }
    })?;
    let bar = Bar::default();
    let outcome = study(&dataset, &plan, &bar, &STOP);
    bar.clear();
    let outcome = outcome.map_err(|error| match error {
        StudyError::Interrupted => Failure::interrupted(error.to_string()),
        other => other.into(),
    })?;
    if options.json {
        print_json(&outcome)?;
    } else {
        let emphasise = |sentence: &str| format!("{}{sentence}{}", STRONG.render(), STRONG.render_reset());
        print(&nonlin_report::study_result(&outcome, emphasise))?;
        print(&format!("\nMore about it: nonlin show {}\n", nonlin_report::quoted(&outcome.verdict.advice)))?;
        if options.data.is_none() {
            print("Your own data: nonlin lab my.csv --target COLUMN\n")?;
        }
    }
    Ok(if outcome.interrupted { ExitCode::from(INTERRUPTED) } else { ExitCode::SUCCESS })
}

fn plan(options: &Lab) -> Result<StudyPlan, Failure> {
    let mut plan = StudyPlan {
        seeds: (1..=options.seeds.min(1001)).collect(),
        batch_size: options.batch_size,
        equivalence: options.equivalence,
        ..StudyPlan::default()
    };
    let activations = options.activations.as_deref().unwrap_or_default();
    if activations == "all" {
        plan.candidates = Candidate::all();
    } else if options.activations.is_some() {
        let named = |name: &str| Ok(Candidate::of(activation(name)?.function()));
        plan.candidates = parted(activations).map(named).collect::<Result<_, Failure>>()?;
    }
    if !options.learning_rates.is_empty() {
        plan.learning_rates.clone_from(&options.learning_rates);
    }
    if !options.hidden.is_empty() {
        plan.hidden.clone_from(&options.hidden);
    }
    plan.max_epochs = options.epochs.unwrap_or(plan.max_epochs);
    plan.patience = options.patience.unwrap_or(plan.patience);
    plan.threads = options.threads.unwrap_or(plan.threads);
    Ok(plan)
}

fn dataset(options: &Lab) -> Result<Dataset, Failure> {
    let (table, default_target) = match &options.data {
        Some(path) => (Table::read(path)?, None),
        None => (Table::parse(SAMPLE.0, SAMPLE.2)?, Some(SAMPLE.1.to_owned())),
    };
    let targets: Vec<String> =
        if options.target.is_empty() { default_target.into_iter().collect() } else { options.target.clone() };
    if targets.is_empty() {
        let columns: Vec<String> = table.header().iter().take(12).map(|name| format!("`{name}`")).collect();
        let more = if table.header().len() > 12 { ", ..." } else { "" };
        let list = columns.join(", ");
        return Err(Failure::new(format!(
            "which column shall be predicted? Give it with `--target`; {} has {list}{more}",
            table.name()
        )));
    }
    Ok(Dataset::new(table, &targets, options.task)?)
}

/// A bar on a terminal, nothing in a pipe.
#[derive(Default)]
struct Bar(OnceLock<ProgressBar>);

impl Bar {
    fn clear(&self) {
        if let Some(bar) = self.0.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn started(&self, trials: usize) {
        let bar = self.0.get_or_init(|| ProgressBar::new(trials as u64));
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} trainings, {msg}, {eta} left") {
            bar.set_style(style);
        }
    }

    fn finished(&self, activation: &str) {
        if let Some(bar) = self.0.get() {
            bar.set_message(activation.to_owned());
            bar.inc(1);
        }
    }
}
