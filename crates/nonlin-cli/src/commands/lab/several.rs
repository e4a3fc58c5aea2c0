//! `nonlin lab a.csv b.csv c.csv`: a study of each, then what holds over all.

use super::live::Live;
use super::{plan, study};
use crate::arguments::Lab;
use crate::commands::train::reading;
use crate::output::{Failure, INTERRUPTED, Status, print, print_json, strong};
use nonlin_lab::data::{Dataset, load};
use nonlin_lab::store::Store;
use nonlin_lab::study::{Here, Several, StudyOutcome, over_all};
use serde::Serialize;

/// What `--json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    studies: &'a [StudyOutcome],
    over_all: Option<&'a Several>,
}

pub(super) fn run(options: &Lab, live: &mut Live) -> Result<Status, Failure> {
    let alone = [
        ("--report", options.report.is_some()),
        ("--figures", options.figures.is_some()),
        ("--model", options.model.is_some()),
        ("--onnx", options.onnx.is_some()),
        ("--depths", !options.depths.is_empty()),
        ("--self-check", options.self_check.is_some()),
        ("--test", options.reading.test.is_some()),
    ];
    if let Some((name, _)) = alone.iter().find(|(_, given)| *given) {
        return Err(Failure::new(format!("`{name}` belongs to one data set, and {} are given", options.data.len())));
    }
    let plan = plan(options)?;
    // All are read before the first is trained: a mistake in the last would come late.
    let datasets = datasets(options)?;
    let store = if options.no_store { None } else { Some(Store::open(&options.store)?) };
    let mut outcomes = Vec::new();
    for (path, dataset) in options.data.iter().zip(&datasets) {
        if !options.json {
            print(&format!("{}\n", nonlin_report::study_heading(dataset)))?;
        }
        let command = format!("{} (of these {})", super::command(), nonlin_report::quoted(&path.display().to_string()));
        let outcome = study(dataset, &plan, &command, store.as_ref(), &Here, live)?;
        if !options.json {
            print(&format!("{}\n\n", nonlin_report::verdict(&outcome)))?;
        }
        let interrupted = outcome.interrupted;
        outcomes.push(outcome);
        if interrupted {
            break;
        }
    }
    let interrupted = outcomes.iter().any(|outcome| outcome.interrupted);
    let several = over_all(&outcomes, plan.equivalence);
    match several {
        _ if options.json => {
            print_json(&Answer { studies: &outcomes, over_all: several.as_ref().ok() })?;
        }
        Ok(several) => {
            print(&nonlin_report::over_all(&several, strong))?;
        }
        Err(error) => print(&format!("{error}\n"))?,
    }
    Ok(if interrupted { Status::from(INTERRUPTED) } else { Status::SUCCESS })
}

/// The data sets, each with its own target.
fn datasets(options: &Lab) -> Result<Vec<Dataset>, Failure> {
    let (files, targets) = (&options.data, &options.reading.target);
    if !(targets.len() <= 1 || targets.len() == files.len()) {
        return Err(Failure::new(format!(
            "{} data sets with {} targets: give `--target` once for all of them, or once for each in their order",
            files.len(),
            targets.len()
        )));
    }
    let each = files.iter().enumerate().map(|(place, path)| {
        let mut reading = reading(&options.reading);
        if targets.len() > 1 {
            reading.targets = vec![targets[place].clone()];
        }
        Ok(load(&[path], &reading)?)
    });
    each.collect()
}
