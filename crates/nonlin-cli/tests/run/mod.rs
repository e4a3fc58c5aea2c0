//! Running the command.

use std::process::{Command, Output};

/// What came of these arguments.
pub(crate) fn nonlin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nonlin")).args(arguments).output().unwrap()
}

/// What it printed, if all went well.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let output = nonlin(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
