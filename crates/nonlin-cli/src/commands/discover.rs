//! `nonlin discover`

use super::interrupt::{STOP, watch};
use crate::arguments::Discover;
use crate::output::{Failure, INTERRUPTED, Status, print, print_json, strong};
use indicatif::{ProgressBar, ProgressStyle};
use nonlin_lab::data::Table;
use nonlin_lab::discover::{DiscoverError, DiscoverPlan, Halves, Progress, run as discover};

pub(crate) fn run(options: &Discover) -> Result<Status, Failure> {
    let plan = plan(options);
    plan.check()?;
    let halves = Halves::new(&Table::read(&options.data)?, &options.target, options.task, plan.seed)?;
    if !options.json {
        print(&format!("{}\n", nonlin_report::study_preface(&halves.whole)))?;
    }
    watch()?;
    let bar = Bar::new();
    let outcome = discover(&halves, &plan, &bar, &STOP);
    bar.0.finish_and_clear();
    let outcome = outcome.map_err(|error| match error {
        DiscoverError::Interrupted => Failure::interrupted(error.to_string()),
        other => other.into(),
    })?;
    if options.json {
        print_json(&outcome)?;
    } else {
        print(&nonlin_report::discovery(&outcome, strong))?;
    }
    Ok(if outcome.interrupted { Status::from(INTERRUPTED) } else { Status::SUCCESS })
}

fn plan(options: &Discover) -> DiscoverPlan {
    let mut plan = DiscoverPlan { budget: options.budget, seed: options.seed, ..DiscoverPlan::default() };
    plan.population = options.population.unwrap_or(plan.population);
    let study = &mut plan.study;
    if !options.hidden.is_empty() {
        study.hidden.clone_from(&options.hidden);
    }
    study.max_epochs = options.epochs.unwrap_or(study.max_epochs);
    study.threads = options.threads.unwrap_or(study.threads);
    plan
}

/// A bar on a terminal, nothing in a pipe.
struct Bar(ProgressBar);

/// Steps of the bar: tenths of a per cent of the budget.
const STEPS: u32 = 1000;

impl Bar {
    fn new() -> Self {
        let bar = ProgressBar::new(STEPS.into());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent} % of the budget, {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }
}

impl Progress for Bar {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share, from 0 to 1")]
    fn trained(&self, spent: f64, stage: &str) {
        self.0.set_message(stage.to_owned());
        self.0.set_position((spent * f64::from(STEPS)) as u64);
    }
}
