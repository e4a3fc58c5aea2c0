//! The `nonlin` command: activation functions, and which of them to use on your data.
//!
//! Reads arguments, calls the other crates, prints; computes nothing. Exit status: 0 done, 1 a finding or a
//! failed check, 2 wrong usage or unreadable input, 130 interrupted.

mod arguments;
mod commands;
mod output;

use arguments::{Arguments, Command};
use clap::Parser;
use std::ffi::OsString;

pub use commands::lab::{Asked, Elsewhere, Engines};

/// Does what a command line says, the program's name first, and gives the exit status. `engines` makes those that `nonlin lab --engine` may name
/// besides this machine.
pub fn run(words: impl IntoIterator<Item = OsString>, engines: Option<&Engines<'_>>) -> u8 {
    let words: Vec<OsString> = words.into_iter().collect();
    commands::report::given(&words);
    let command = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments.command,
        Err(refused) => {
            // Help goes to standard output, and if nobody reads that there is nobody to tell.
            let _ = refused.print();
            return u8::try_from(refused.exit_code()).unwrap_or(2);
        }
    };
    let done = match command {
        Command::Lab(options) => commands::lab::run(&options, engines),
        Command::Doctor(options) => commands::doctor::run(&options),
        Command::Advise(options) => commands::advise::run(&options),
        Command::Studies(options) => commands::studies::run(&options),
        Command::Discover(options) => commands::discover::run(&options),
        Command::Train(options) => commands::train::run(&options),
        Command::Predict(options) => commands::predict::run(&options),
        Command::List(options) => commands::list::run(&options),
        Command::Show(options) => commands::show::run(&options),
        Command::Plot(options) => commands::plot::run(&options),
        Command::Cheatsheet(options) => commands::cheatsheet::run(&options),
        Command::Eval(options) => commands::eval::run(&options),
        Command::Bench(options) => commands::bench::run(&options),
        Command::Verify(options) => commands::verify::run(&options),
        Command::Export(options) => commands::export::run(&options),
        Command::Serve(options) => commands::serve::run(&options),
        Command::Completions(options) => commands::completions::run(&options),
    };
    let status = done.unwrap_or_else(|failure| {
        anstream::eprintln!("{}error:{} {failure}", output::ALARM.render(), output::ALARM.render_reset());
        output::Status::from(failure.status)
    });
    status.code()
}
