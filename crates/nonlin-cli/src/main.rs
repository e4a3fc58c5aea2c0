//! The `nonlin` command: activation functions, and which of them to use on your data.
//!
//! Reads arguments, calls the other crates, prints; computes nothing. Exit status: 0 done, 1 a finding or a
//! failed check, 2 wrong usage or unreadable input, 130 interrupted.

mod arguments;
mod commands;
mod output;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Lab(options) => commands::lab::run(&options),
        Command::Doctor(options) => commands::doctor::run(&options),
        Command::Advise(options) => commands::advise::run(&options),
        Command::Studies(options) => commands::studies::run(&options),
        Command::Discover(options) => commands::discover::run(&options),
        Command::Train(options) => commands::train::run(&options),
        Command::Predict(options) => commands::predict::run(&options),
        Command::List(options) => commands::list::run(&options),
        Command::Show(options) => commands::show::run(&options),
        Command::Plot(options) => commands::plot::run(&options),
        Command::Eval(options) => commands::eval::run(&options),
        Command::Bench(options) => commands::bench::run(&options),
        Command::Verify(options) => commands::verify::run(&options),
        Command::Export(options) => commands::export::run(&options),
        Command::Serve(options) => commands::serve::run(&options),
        Command::Completions(options) => commands::completions::run(&options),
    };
    done.unwrap_or_else(|failure| {
        anstream::eprintln!("{}error:{} {failure}", output::ALARM.render(), output::ALARM.render_reset());
        ExitCode::from(failure.status)
    })
}
