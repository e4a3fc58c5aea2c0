//! `nonlin advise`

use super::named;
use crate::arguments::Advise;
use crate::output::{Failure, Status, print, print_json};
use nonlin_lab::advise::{Question, advise};

pub(crate) fn run(options: &Advise) -> Result<Status, Failure> {
    let question = Question {
        task: options.task,
        model: options.model.into(),
        depth: options.depth,
        goal: options.goal.into(),
        hidden: options.hidden.as_deref().map(named::text).transpose()?,
        output: options.output.as_deref().map(named::text).transpose()?,
    };
    let advice = advise(&question).map_err(named::failure)?;
    if options.json {
        print_json(&advice)?;
    } else {
        print(&nonlin_report::advice(&advice))?;
    }
    Ok(if advice.warnings.is_empty() { Status::SUCCESS } else { Status::FAILURE })
}
