//! The doctor's report as one HTML file that needs nothing else.

use super::DoctorPage;
use super::data::{DataSaid, data};
use super::figures::{Figure, Histogram, evenly, figures, histogram};
use super::layers::{LayerRow, plain};
use super::said::{Said, about, said, verdict};
use crate::coded::coded;
use crate::figure::FigureError;
use askama::Template;
use nonlin_doctor::record::flat_part;
use nonlin_doctor::trace::Spread;
use nonlin_doctor::{Finding, Health, LayerSample, LayerTrace};
use std::collections::BTreeMap;

/// Layers that are drawn at most, and those with histograms.
const DRAWN: usize = 240;
const CARDS: usize = 96;

/// A histogram with what is said of it.
struct Spreading {
    name: &'static str,
    histogram: Histogram,
    last: Spread,
    is_hatched: bool,
}

impl Spreading {
    fn ends(&self) -> [String; 2] {
        [plain(self.histogram.low), plain(self.histogram.high)]
    }

    fn words(&self) -> String {
        format!("mean {}, deviation {}", plain(self.last.mean), plain(self.last.deviation))
    }
}

/// A layer by itself.
struct Card<'a> {
    row: &'a LayerRow,
    spreadings: Vec<Spreading>,
    findings: Vec<(usize, String)>,
}

/// A place in the drawing of the network.
enum Node<'a> {
    Layer(&'a LayerRow),
    /// So many layers that are not drawn.
    Gap(usize),
}

#[derive(Template)]
#[template(path = "doctor/page.html")]
struct Page<'a> {
    title: &'a str,
    sign: &'static str,
    verdict: String,
    findings: Vec<Said<'a>>,
    nodes: Vec<Node<'a>>,
    input: &'static str,
    training: &'static str,
    figures: Vec<Figure>,
    cards: Vec<Card<'a>>,
    table: Vec<&'a LayerRow>,
    layers: usize,
    seen: bool,
    weights: bool,
    data: Option<DataSaid>,
    about: Vec<(&'static str, String)>,
    command: &'a str,
}

#[allow(clippy::unused_self, reason = "templates call methods")]
impl Page<'_> {
    fn coded(&self, text: &str) -> String {
        coded(text)
    }

    /// The picture that stands for a health beside its colour.
    fn mark(&self, sign: &str) -> String {
        format!("<svg class=\"sign {sign}\" aria-hidden=\"true\"><use href=\"#{sign}\"/></svg>")
    }

    /// Whether a layer has a card to go to.
    fn has_card(&self, row: &LayerRow) -> bool {
        self.cards.iter().any(|card| card.row.place == row.place)
    }

    fn outlined(&self) -> bool {
        self.cards.iter().flat_map(|card| &card.spreadings).any(|spreading| spreading.histogram.has_first)
    }

    fn hatched(&self) -> bool {
        self.cards.iter().flat_map(|card| &card.spreadings).any(|spreading| spreading.is_hatched)
    }
}

/// The report as one HTML file: it fetches nothing and runs no script; readable on a phone, on paper and in the dark. Of a trace without steps, or
/// without data, there are no sections about them. Of very many layers those with findings are shown, and of the others some.
///
/// Fails only if a figure cannot be drawn.
pub fn doctor_page(page: &DoctorPage<'_>) -> Result<String, FigureError> {
    let DoctorPage { trace, findings, thresholds, .. } = *page;
    let rows = LayerRow::all(trace, findings);
    let drawn = chosen(&rows, DRAWN);
    let mut nodes = Vec::new();
    let mut next = 0;
    for &place in drawn.iter().chain(&[rows.len()]) {
        if place > next {
            nodes.push(Node::Gap(place - next));
        }
        nodes.extend(rows.get(place).map(Node::Layer));
        next = place + 1;
    }
    let seen: Vec<usize> = (0..rows.len()).filter(|&place| !trace.layers[place].samples.is_empty()).collect();
    let mut flat = BTreeMap::new();
    let mut cards = Vec::new();
    for place in chosen(&rows, CARDS) {
        let spreadings = spreadings(&trace.layers[place], &mut flat)?;
        if !spreadings.is_empty() {
            let about = findings.iter().enumerate().filter(|(_, finding)| finding.layers.contains(&place));
            let findings = about.map(|(number, finding)| (number + 1, finding.rule.replace('_', " "))).collect();
            cards.push(Card { row: &rows[place], spreadings, findings });
        }
    }
    let (sign, verdict) = verdict(page);
    let worst = |which: &dyn Fn(&Finding) -> bool, otherwise| {
        let ill = findings.iter().filter(|finding| finding.layers.is_empty() && which(finding));
        super::layers::sign(ill.map(|finding| finding.severity.into()).max().unwrap_or(otherwise))
    };
    let known = |known: bool| if known { Health::Healthy } else { Health::Unseen };
    let report = Page {
        title: page.title,
        sign,
        verdict,
        findings: said(findings),
        nodes,
        input: worst(&|finding| finding.place == "input", known(trace.data.is_some())),
        training: worst(&|finding| finding.place != "input", known(!trace.steps.is_empty())),
        figures: figures(trace, thresholds)?,
        cards,
        table: drawn.iter().map(|&place| &rows[place]).collect(),
        layers: rows.len(),
        seen: !seen.is_empty(),
        weights: rows.iter().any(|row| !row.weights.is_empty()),
        data: data(trace.data.as_ref(), thresholds),
        about: about(trace),
        command: page.command,
    };
    report.render().map_err(FigureError::of)
}

/// So many layers at most, in order: those that something was found about, and of the others the first, the last, and some between.
fn chosen(rows: &[LayerRow], most: usize) -> Vec<usize> {
    let (ill, well): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|&place| matches!(rows[place].health, Health::Notice | Health::Serious));
    let mut places: Vec<usize> = evenly(ill.len(), most).map(|place| ill[place]).collect();
    places.extend(evenly(well.len(), most - places.len()).map(|place| well[place]));
    places.sort_unstable();
    places
}

/// A layer's histograms.
fn spreadings(layer: &LayerTrace, known: &mut BTreeMap<String, Vec<[f64; 2]>>) -> Result<Vec<Spreading>, FigureError> {
    type Of = fn(&LayerSample) -> Option<Spread>;
    let all: [(&'static str, Of); 2] =
        [("pre-activations", |sample| sample.before), ("activations", |sample| sample.after)];
    let mut drawn: Vec<Spreading> = Vec::new();
    for (name, of) in all {
        let seen = || layer.samples.iter().filter_map(|sample| Some((sample.step, of(sample)?)));
        let Some((step, last)) = seen().max_by_key(|(step, _)| *step) else { continue };
        // Of a layer without an activation they are the same.
        if drawn.iter().any(|other| other.last == last) {
            continue;
        }
        let first = seen().min_by_key(|(step, _)| *step).filter(|(first, _)| *first != step);
        let flat: &[[f64; 2]] = if name == "pre-activations" {
            known.entry(layer.activation.clone()).or_insert_with(|| flat_part(&layer.activation).unwrap_or_default())
        } else {
            &[]
        };
        let words = format!(
            "{}, {name} at step {step}: mean {}, deviation {}, from {} to {}",
            layer.name,
            plain(last.mean),
            plain(last.deviation),
            plain(last.low),
            plain(last.high)
        );
        if let Some(histogram) = histogram(&last, first.map(|(_, spread)| spread).as_ref(), flat, &words)? {
            let is_hatched = flat.iter().any(|[from, to]| *from < histogram.high && *to > histogram.low);
            drawn.push(Spreading { name, histogram, last, is_hatched });
        }
    }
    Ok(drawn)
}
