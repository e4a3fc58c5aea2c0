//! `nonlin completions`

use crate::arguments::{Arguments, Completions};
use crate::output::{Failure, print};
use clap::CommandFactory;
use std::process::ExitCode;

pub(crate) fn run(options: &Completions) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "nonlin", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(ExitCode::SUCCESS)
}
