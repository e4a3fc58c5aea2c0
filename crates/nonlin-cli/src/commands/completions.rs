//! `nonlin completions`

use crate::arguments::{Arguments, Completions};
use crate::output::{Failure, Status, print};
use clap::CommandFactory;

pub(crate) fn run(options: &Completions) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut Arguments::command(), "nonlin", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Status::SUCCESS)
}
