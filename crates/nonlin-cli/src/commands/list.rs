//! `nonlin list`

use crate::arguments::List;
use crate::output::{Failure, Status, print, print_json};
use nonlin::functions::all;
use nonlin_report::json::Listed;

pub(crate) fn run(options: &List) -> Result<Status, Failure> {
    if options.json {
        print_json(&all().map(Listed::from).collect::<Vec<_>>())?;
    } else {
        print(&nonlin_report::catalogue())?;
    }
    Ok(Status::SUCCESS)
}
