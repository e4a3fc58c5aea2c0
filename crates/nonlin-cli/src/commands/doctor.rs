//! `nonlin doctor`

use super::report::{self, shell_word};
use super::show::is_onnx;
use crate::arguments::Doctor;
use crate::output::{Failure, Status, print, print_json, strong};
use nonlin_doctor::onnx::OnnxModel;
use nonlin_doctor::{Finding, Thresholds, Trace, examine_by};
use nonlin_lab::data::LoadOptions;
use nonlin_lab::inside::{arrays, plain_rows, run as run_rows, still};
use nonlin_lab::model::{Model, ModelError};
use nonlin_net::Network;
use nonlin_report::DoctorPage;
use serde::Serialize;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What `--json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    findings: &'a [Finding],
    passed_over: &'a [String],
}

pub(crate) fn run(options: &Doctor) -> Result<Status, Failure> {
    let Some(file) = &options.file else {
        print(nonlin_doctor::DEFAULTS)?;
        return Ok(Status::SUCCESS);
    };
    let thresholds = thresholds(options.thresholds.as_deref())?;
    let trace = trace(file, options.data.as_deref())?;
    let findings = examine_by(&trace, &thresholds);
    if let Some(path) = &options.report {
        let command = report::command(&["--report"]);
        let page = DoctorPage {
            title: &name(file),
            trace: &trace,
            findings: &findings,
            thresholds: &thresholds,
            command: &command,
        };
        report::doctor(path, &page)?;
    }
    if options.json {
        print_json(&Answer { findings: &findings, passed_over: &trace.about.passed_over })?;
    } else {
        told(&trace, &findings)?;
        if let (true, Some(data)) = (options.fix, &options.data) {
            print(&how_to_fix(file, data, &findings))?;
        }
        report::told(options.report.as_deref())?;
    }
    Ok(status(&findings))
}

/// A file's name without its folder.
pub(super) fn name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// The command that tries the changes.
fn how_to_fix(file: &Path, data: &Path, findings: &[Finding]) -> String {
    if !findings.iter().any(Finding::is_serious) {
        return "\nNothing serious was found, so there is nothing to change.\n".to_owned();
    }
    let targets = Model::load(file).map(|model| model.encoder.target_names()).unwrap_or_default();
    let targets = if targets.is_empty() { vec!["COLUMN".to_owned()] } else { targets };
    let word = |path: &Path| shell_word(&path.display().to_string());
    let targets: Vec<String> = targets.iter().map(|target| format!("--target {}", shell_word(target))).collect();
    format!(
        "\nTo try the changes takes a training, and a model does not say how it was trained. With the rows that it was trained on, and the flags:\n  \
         nonlin train {} {} --from {} --doctor --fix\n",
        word(data),
        targets.join(" "),
        word(file)
    )
}

/// The user's thresholds, or the usual ones.
pub(super) fn thresholds(path: Option<&Path>) -> Result<Thresholds, Failure> {
    let Some(path) = path else { return Ok(Thresholds::standard().clone()) };
    let named = |problem: String| Failure::new(format!("{}: {problem}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
    Thresholds::read(&text).map_err(|error| named(error.to_string()))
}

/// The layers and the findings.
pub(super) fn told(trace: &Trace, findings: &[Finding]) -> Result<(), Failure> {
    let layers = nonlin_report::layers(trace);
    if !layers.is_empty() {
        print(&format!("{layers}\n"))?;
    }
    print(&nonlin_report::findings(findings, strong))?;
    match nonlin_report::passed_over(trace) {
        Some(text) => print(&text),
        None => Ok(()),
    }
}

/// 1 if something serious was found.
pub(super) fn status(findings: &[Finding]) -> Status {
    if findings.iter().any(Finding::is_serious) { Status::FAILURE } else { Status::SUCCESS }
}

/// A trace as it was recorded, or of a model as it is, with rows taken through it if there are some.
fn trace(file: &Path, data: Option<&Path>) -> Result<Trace, Failure> {
    let named = |problem: String| Failure::new(format!("{}: {problem}", file.display()));
    if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jsonl")) {
        if data.is_some() {
            return Err(Failure::new("`--data` goes with a model; a trace has seen its data already"));
        }
        let opened = File::open(file).map_err(|error| named(error.to_string()))?;
        return Trace::read(BufReader::new(opened)).map_err(|error| named(error.to_string()));
    }
    if is_onnx(file) {
        let model = OnnxModel::open(file)?;
        let Some(data) = data else { return Ok(model.trace()) };
        return model.run(&arrays(data)?).map_err(|error| named(error.to_string()));
    }
    let Some(data) = data else { return Ok(still(&Network::load(file)?.0, "model", false)) };
    // A network that was saved alone says nothing of how rows become its inputs.
    match Model::load(file) {
        Ok(model) => Ok(model.inside(&[data], &LoadOptions::default())?),
        Err(ModelError::NoEncoder) => {
            let (network, _) = Network::load(file)?;
            let rows = plain_rows(&network, data)?;
            Ok(run_rows(&network, "model", &rows.numbers, &[], &rows.names)?)
        }
        Err(error) => Err(error.into()),
    }
}
