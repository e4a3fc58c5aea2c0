//! What the doctor says, as plain data.

use super::DoctorPage;
use super::layers::LayerRow;
use super::said::{about, said, verdict};
use serde::Serialize;

/// What was found in a network, and its layers as they were seen last. Numbers are written as reports have them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Examined {
    /// What it is of: a file's name.
    title: String,
    /// How it is in a sentence.
    verdict: String,
    /// `unseen`, `healthy`, `notice` or `serious`: as the worst of it.
    health: &'static str,
    /// What was found, the first cause first.
    findings: Vec<ExaminedFinding>,
    /// All layers, from the input on.
    layers: Vec<ExaminedLayer>,
    /// What is known of the network and its training, as a name and a value each.
    about: Vec<[String; 2]>,
    /// Operators that were passed over, with the number of their nodes.
    passed_over: Vec<String>,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ExaminedFinding {
    /// The rule that found it, in words.
    rule: String,
    /// `serious` or `notice`.
    severity: &'static str,
    /// How sure it is, in words.
    certainty: &'static str,
    /// The layer, or whatever else it is about.
    place: String,
    /// What is wrong, with the evidence in numbers.
    what: String,
    /// What to change.
    remedy: String,
    /// The places, from 0, of the layers it is about.
    layers: Vec<usize>,
    /// The number, from 1, of the finding that it most likely follows from.
    because: Option<usize>,
}

/// A layer. What was not seen is empty.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ExaminedLayer {
    name: String,
    kind: &'static str,
    activation: String,
    units: String,
    /// `unseen`, `healthy`, `notice` or `serious`.
    health: &'static str,
    /// Mean of its activations.
    mean: String,
    /// Standard deviation of its activations.
    deviation: String,
    /// Share of its pre-activations where the activation is nearly flat.
    flat: String,
    /// Share of its units that are off for every row.
    dead: String,
    /// NaN and infinite numbers, in words.
    not_finite: String,
    /// Its weights, in words.
    weights: String,
}

impl Examined {
    /// What a report would say.
    pub fn of(page: &DoctorPage<'_>) -> Self {
        let (health, verdict) = verdict(page);
        let finding = |said: super::said::Said<'_>| ExaminedFinding {
            rule: said.rule,
            severity: said.severity,
            certainty: said.certainty,
            place: said.finding.place.clone(),
            what: said.finding.what.clone(),
            remedy: said.finding.remedy.clone(),
            layers: said.finding.layers.clone(),
            because: said.because.map(|(number, _)| number),
        };
        let layer = |row: LayerRow| ExaminedLayer {
            health: row.sign(),
            name: row.name,
            kind: row.kind,
            activation: row.activation,
            units: row.units,
            mean: row.mean,
            deviation: row.deviation,
            flat: row.flat,
            dead: row.dead,
            not_finite: row.not_finite,
            weights: row.weights,
        };
        Self {
            title: page.title.to_owned(),
            verdict,
            health,
            findings: said(page.findings).into_iter().map(finding).collect(),
            layers: LayerRow::all(page.trace, page.findings).into_iter().map(layer).collect(),
            about: about(page.trace).into_iter().map(|(name, value)| [name.to_owned(), value]).collect(),
            passed_over: page.trace.about.passed_over.clone(),
        }
    }
}
