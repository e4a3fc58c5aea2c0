//! `nonlin show`

use super::list::Listed;
use crate::arguments::Show;
use crate::output::{Failure, print, print_json};
use nonlin::functions::{Registered, find};
use serde::Serialize;
use std::process::ExitCode;

/// What `list` has, and the formula of the slope.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    listed: Listed,
    slope_formula: Option<String>,
}

pub(crate) fn run(options: &Show) -> Result<ExitCode, Failure> {
    let function = find(&options.name)?;
    if options.json {
        let slope_formula = match function {
            Registered::Elementwise(function) => Some(function.slope_formula().to_string()),
            Registered::Row(_) | Registered::Gated(_) => None,
        };
        print_json(&Shown { listed: function.into(), slope_formula })?;
    } else {
        print(&nonlin_report::card(function))?;
    }
    Ok(ExitCode::SUCCESS)
}
