//! What `nonlin lab ...` asks for, to be run by another program.

use super::{command_of, dataset, plan};
use crate::arguments::{Arguments, Command};
use clap::Parser;
use nonlin_lab::data::Dataset;
use nonlin_lab::study::StudyPlan;

/// The data and the plan of a command line.
#[derive(Debug)]
pub struct Asked {
    /// The data, read.
    pub dataset: Dataset,
    /// What to try on them.
    pub plan: StudyPlan,
    /// The command, less what does not change the study.
    pub command: String,
}

impl Asked {
    /// Of the words after `nonlin`: `lab my.csv --target price`. Fails with the words that the command would print.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let whole = std::iter::once("nonlin").chain(words.iter().map(String::as_str));
        let arguments = Arguments::try_parse_from(whole).map_err(|refused| first_paragraph(&refused.to_string()))?;
        let Command::Lab(options) = arguments.command else {
            return Err("expected `lab`, data and options".to_owned());
        };
        let read = || {
            let plan = plan(&options)?;
            plan.check()?;
            Ok((plan, dataset(&options)?))
        };
        let (plan, dataset) = read().map_err(|failure: crate::output::Failure| failure.to_string())?;
        Ok(Self { dataset, plan, command: command_of(words) })
    }
}

/// Without the usage, which is that of a shell.
fn first_paragraph(refused: &str) -> String {
    let message = refused.split("\n\n").next().unwrap_or(refused);
    message.strip_prefix("error: ").unwrap_or(message).trim().to_owned()
}
