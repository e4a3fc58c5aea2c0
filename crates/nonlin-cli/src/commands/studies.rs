//! `nonlin studies`

use crate::arguments::{Studies, StudiesCommand};
use crate::output::{Failure, Status, make_folder, print, print_json, write_file};
use nonlin_lab::store::{Store, StoredStudy, export};
use serde_json::{Value, json};

pub(crate) fn run(options: &Studies) -> Result<Status, Failure> {
    if !options.store.exists() {
        let path = options.store.display();
        return Err(Failure::new(format!(
            "{path}: there is no such file; `nonlin lab DATA` makes it, or name another with `--store`"
        )));
    }
    let store = Store::open(&options.store)?;
    match &options.what {
        None | Some(StudiesCommand::List) => {
            let studies = store.studies()?;
            if options.json { print_json(&studies)? } else { print(&nonlin_report::studies(&studies))? }
        }
        Some(StudiesCommand::Show { study }) => {
            let (found, outcome) = store.study(*study)?;
            let trials = store.trials(*study)?;
            if options.json {
                print_json(&json!({ "study": found, "outcome": outcome, "trials": trials }))?;
            } else {
                print(&nonlin_report::stored_study(&found, &trials))?;
            }
        }
        Some(StudiesCommand::Compare { studies }) => {
            let found = studies.iter().map(|&id| store.study(id)).collect::<Result<Vec<_>, _>>()?;
            if options.json {
                let all: Vec<Value> =
                    found.iter().map(|(study, outcome)| json!({ "study": study, "outcome": outcome })).collect();
                print_json(&all)?;
            } else {
                let found: Vec<(StoredStudy, Value)> =
                    found.into_iter().map(|(study, outcome)| (study, outcome.unwrap_or_default())).collect();
                print(&nonlin_report::compared_studies(&found))?;
            }
        }
        Some(StudiesCommand::Export { study, out }) => {
            store.study(*study)?;
            match out.extension().and_then(|ending| ending.to_str()) {
                Some("csv") => write_file(out, &export::csv(&store.trials(*study)?)?)?,
                Some("parquet") => write_file(out, &export::parquet(&store.trials(*study)?)?)?,
                Some(ending) => {
                    return Err(Failure::new(format!(
                        "`.{ending}` is none of `.csv` and `.parquet`; a name without an ending makes a folder for TensorBoard"
                    )));
                }
                None => {
                    for run in export::event_runs(&store, *study)? {
                        let folder = out.join(run.folder);
                        make_folder(&folder)?;
                        write_file(&folder.join(run.file), &run.bytes)?;
                    }
                }
            }
        }
        Some(StudiesCommand::Report { study, out }) => {
            let page = store.report(*study)?.ok_or_else(|| {
                Failure::new(format!(
                    "no report is kept of study {study}: it has not ended, or an earlier nonlin made it; its command, run again, makes one"
                ))
            })?;
            write_file(out, page.as_bytes())?;
            print(&format!("Report: {}\n", out.display()))?;
        }
        Some(StudiesCommand::Delete { study }) => store.delete(*study)?,
    }
    Ok(Status::SUCCESS)
}
