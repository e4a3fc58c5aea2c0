//! `nonlin train --doctor --fix`

use super::interrupt::STOP;
use super::report::{self, shell_word};
use super::train::{self, Watched};
use crate::arguments::Train;
use crate::output::{Failure, print, strong};
use indicatif::ProgressBar;
use nonlin_doctor::Finding;
use nonlin_lab::data::Dataset;
use nonlin_lab::model::{ModelError, Scores, Settings};
use nonlin_lab::repair::{Repair, RepairPlan, repair};
use serde::Serialize;

/// A repair, and the changed network trained in full if it is to be taken.
pub(super) struct Repaired {
    pub(super) repair: Repair,
    pub(super) second: Option<Watched>,
}

/// What `--json` says of a repair.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    #[serde(flatten)]
    repair: &'a Repair,
    /// Which of the two networks the rest of the answer is of, and was saved.
    kept: &'static str,
    /// What trains the changed network; none if nothing was changed.
    command: Option<String>,
    /// What the doctor found in the network as it was, if that is not the one kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    findings_before: Option<&'a [Finding]>,
    /// How well that one did; none if its training ended in NaN.
    #[serde(skip_serializing_if = "Option::is_none")]
    scores_before: Option<Scores>,
}

impl<'a> Answer<'a> {
    pub(super) fn new(options: &Train, repair: &'a Repair, before: Option<&'a Watched>) -> Self {
        Self {
            repair,
            kept: if before.is_some() { "changed" } else { "as it was" },
            command: repair.chosen.map(|_| command(options, repair)),
            findings_before: before.and_then(|before| before.findings.as_deref()),
            scores_before: before.and_then(|before| Some(before.fitted.as_ref().ok()?.scores)),
        }
    }
}

/// Changes, compares, and trains the better network in full.
pub(super) fn run(
    options: &Train,
    dataset: &Dataset,
    settings: &Settings,
    findings: &[Finding],
) -> Result<Repaired, Failure> {
    let plan = RepairPlan { epochs: options.fix_epochs, seeds: options.fix_seeds, ..RepairPlan::default() };
    let bar = ProgressBar::new_spinner();
    bar.set_message("training the network as it was and the changed one");
    let finished = || {
        bar.set_message(format!("short trainings of both networks, {} done", bar.position() + 1));
        bar.inc(1);
    };
    let done = repair(dataset, settings, findings, &plan, &finished, &STOP);
    bar.finish_and_clear();
    let repair = done.map_err(|error| match error {
        ModelError::Interrupted => Failure::interrupted("interrupted while `--fix` compared"),
        other => other.into(),
    })?;
    if !options.json {
        print(&format!("\n{}", nonlin_report::repair(&repair, strong)))?;
        if repair.chosen.is_some() {
            print(&format!("\nTo train the changed network by itself:\n  {}\n", command(options, &repair)))?;
        }
    }
    let mut second = None;
    if repair.taken {
        let settings = Settings { start: repair.design.start(), plan: repair.design.plan.clone(), ..settings.clone() };
        let (fitted, seen) = train::train(dataset, &settings, true);
        let watched = Watched { fitted, findings: seen.as_ref().map(nonlin_doctor::examine) };
        if !options.json {
            print(&format!("\n{}\n", strong("The changed network, trained in full")))?;
            if let Ok(fitted) = &watched.fitted {
                train::scores(fitted)?;
            }
            print(&format!("\n{}", nonlin_report::findings(watched.findings.as_deref().unwrap_or_default(), strong)))?;
        }
        let found = watched.findings.as_deref().filter(|_| watched.fitted.is_ok());
        if repair.is_kept(found) {
            second = Some(watched);
        } else if !options.json {
            print(
                "The network as it was is kept: trained in full, the changed one is no better and has as many serious findings.\n",
            )?;
        }
    }
    Ok(Repaired { repair, second })
}

/// What trains the changed network: the command as it was given, with what was changed.
fn command(options: &Train, repair: &Repair) -> String {
    let design = &repair.design;
    let mut set = Vec::new();
    if design.is_new() && (options.from.is_some() || repair.net != repair.net_before) {
        set.push(("--net", repair.net.clone()));
    }
    if design.plan.learning_rate != options.learning_rate {
        set.push(("--learning-rate", design.plan.learning_rate.to_string()));
    }
    if let Some(limit) = design.plan.clip_norm.filter(|_| design.plan.clip_norm != options.clip_norm) {
        set.push(("--clip-norm", limit.to_string()));
    }
    let mut without: Vec<&str> = set.iter().map(|(flag, _)| *flag).collect();
    // Of one network alone, or of its repair.
    without.extend(["--fix-epochs", "--fix-seeds", "--trace", "--report"]);
    if without.contains(&"--net") {
        without.push("--from");
    }
    let set = set.iter().map(|(flag, value)| format!(" {flag} {}", shell_word(value)));
    std::iter::once(report::command(&without)).chain(set).collect()
}
