//! What is kept of studies, as text.

use crate::study::fill;
use crate::table::{right, table};
use nonlin_lab::store::{StoredStudy, StoredTrial};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A line for each study.
pub fn studies(studies: &[StoredStudy]) -> String {
    if studies.is_empty() {
        return "No studies yet: nonlin lab my.csv --target COLUMN\n".to_owned();
    }
    let mut rows = table(["study", "begun (UTC)", "data", "predicting", "trials", "verdict"]);
    for study in studies {
        rows.add_row([
            study.id.to_string(),
            study.begun.replace('T', " ").trim_end_matches('Z').to_owned(),
            study.data.clone(),
            study.target.clone(),
            study.trials.to_string(),
            study.sentence.clone().unwrap_or_else(|| "broken off: the same command goes on".to_owned()),
        ]);
    }
    right(&mut rows, &[0, 4]);
    format!("{rows}\n\nOne of them: nonlin studies show {}\n", studies[studies.len() - 1].id)
}

/// A study and its trials.
pub fn stored_study(study: &StoredStudy, trials: &[StoredTrial]) -> String {
    let mut rows = table(["activation", "seed", "validation", "loss", "test", "epochs", "seconds", "trial"]);
    let number = |x: Option<f64>| x.map_or_else(|| "diverged".to_owned(), |x| format!("{x:.4}"));
    for trial in trials {
        rows.add_row([
            trial.activation.clone(),
            trial.seed.to_string(),
            number(trial.validation_score),
            number(trial.validation_loss),
            number(trial.test_score),
            trial.epochs.to_string(),
            format!("{:.2}", trial.seconds),
            trial.key[..trial.key.len().min(8)].to_owned(),
        ]);
    }
    right(&mut rows, &[1, 2, 3, 4, 5, 6]);
    let ended = study.ended.as_deref().unwrap_or("not yet");
    let verdict =
        study.sentence.as_deref().unwrap_or("No verdict yet: the same command goes on where it was broken off.");
    format!(
        "study {} of {}, predicting {}\nbegun {}, ended {ended}\n{}\n\n{rows}\n\n{}\n",
        study.id,
        study.data,
        study.target,
        study.begun,
        study.command,
        fill(verdict)
    )
}

/// The test scores of several studies, an activation a line.
pub fn compared_studies(studies: &[(StoredStudy, Value)]) -> String {
    let scores = |outcome: &Value| -> BTreeMap<String, f64> {
        let ranking = outcome["ranking"].as_array().cloned().unwrap_or_default();
        ranking.iter().filter_map(|r| Some((r["activation"].as_str()?.to_owned(), r["test"].as_f64()?))).collect()
    };
    let all: Vec<BTreeMap<String, f64>> = studies.iter().map(|(_, outcome)| scores(outcome)).collect();
    let activations: BTreeSet<&String> = all.iter().flat_map(BTreeMap::keys).collect();
    let heads: Vec<String> = studies.iter().map(|(study, _)| format!("{}: {}", study.id, study.data)).collect();
    let mut rows = table(std::iter::once("activation").chain(heads.iter().map(String::as_str)));
    for activation in activations {
        let cells =
            all.iter().map(|scores| scores.get(activation).map_or(String::new(), |score| format!("{score:.4}")));
        rows.add_row(std::iter::once(activation.clone()).chain(cells));
    }
    right(&mut rows, &(1..=studies.len()).collect::<Vec<_>>());
    format!("{rows}\nmean scores on test rows\n")
}
