//! The `nonlin` command. The Python package brings the same one.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(nonlin_cli::run(std::env::args_os(), None))
}
