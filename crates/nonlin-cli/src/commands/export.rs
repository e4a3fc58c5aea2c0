//! `nonlin export`

use super::named::activation;
use crate::arguments::Export;
use crate::output::{Failure, Status, print, print_bytes, write_file};
use nonlin::export::{Definition, ExportOptions, Exported, Target, export};
use std::io::IsTerminal;

pub(crate) fn run(options: &Export) -> Result<Status, Failure> {
    // The command line asks for both unless the list is wanted.
    let (Some(name), Some(target), false) = (&options.name, options.to, options.list) else {
        print(&targets())?;
        return Ok(Status::SUCCESS);
    };
    let mut definition = Definition::of(activation(name)?.function());
    for (parameter, value) in &options.set {
        definition = definition.with(parameter, *value)?;
    }
    let exported = export(&definition, target, &ExportOptions { slope: options.slope })?;
    match (&options.out, &exported) {
        (Some(path), _) => write_file(path, exported.as_bytes())?,
        (None, Exported::Text(text)) => print(text)?,
        (None, Exported::Binary(_)) if std::io::stdout().is_terminal() => {
            return Err(Failure::new(format!("`{target}` is no text for a terminal; give a file with `--out`")));
        }
        (None, Exported::Binary(bytes)) => print_bytes(bytes)?,
    }
    Ok(Status::SUCCESS)
}

/// One line per target.
fn targets() -> String {
    let width = Target::ALL.map(|target| target.name().len()).into_iter().max().unwrap_or(0);
    Target::ALL.map(|target| format!("{:width$}  {}\n", target.name(), target.title())).concat()
}
