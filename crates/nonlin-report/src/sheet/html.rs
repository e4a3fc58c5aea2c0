//! The cheatsheet as a page that flows.

use super::card::facts;
use super::maths::{mathml, unicode};
use super::picture::picture;
use super::{EXPLANATION, HIDDEN_QUESTION, OUTPUT_QUESTION, SheetError, gradients, is_typed, kind, svg};
use crate::coded::{coded, escaped};
use crate::plot::{Palette, Theme};
use askama::Template;
use nonlin_lab::advise::Point;
use nonlin_lab::sheet::{Decision, Entry, Fact, Sheet};

/// Pictures in cards, in points.
const PICTURE: [f64; 2] = [250.0, 132.0];
/// Charts of trainings.
const CHART: [f64; 2] = [330.0, 210.0];

#[derive(Template)]
#[template(path = "sheet/page.html")]
struct Page<'a> {
    /// Declarations of colours in light and in dark; one of them where the reader has no choice.
    light: String,
    dark: Option<String>,
    count: usize,
    measured: Option<String>,
    explanation: &'static str,
    charts: Vec<Chart<'a>>,
    story: Option<[String; 3]>,
    flows: Vec<String>,
    columns: [&'static str; 7],
    table: Vec<[String; 7]>,
    kinds: Vec<(&'static str, Vec<Card<'a>>)>,
}

struct Chart<'a> {
    title: &'static str,
    question: &'static str,
    branches: Vec<(&'static str, Vec<&'a Decision>)>,
}

struct Card<'a> {
    anchor: String,
    name: &'a str,
    title: &'static str,
    year: Option<u16>,
    formula: String,
    picture: String,
    facts: Vec<Fact>,
    strengths: &'static str,
    limits: &'static str,
    aliases: String,
    source: &'static str,
}

impl<'a> Card<'a> {
    fn of(entry: &'a Entry) -> Result<Self, SheetError> {
        let card = entry.function.card();
        let drawn = picture(&entry.picture, PICTURE, 7.2, Palette::either());
        let formula =
            mathml(entry.function).unwrap_or_else(|| format!("<code>{}</code>", escaped(&unicode(entry.function))));
        Ok(Self {
            anchor: anchor(&entry.name),
            name: &entry.name,
            title: card.title,
            year: (card.year > 0).then_some(card.year),
            formula,
            picture: drawn
                .map_or(Ok(String::new()), |block| svg::page(&block, &format!("{}: its curve", entry.name), None))?,
            facts: facts(entry),
            strengths: card.strengths,
            limits: card.limits,
            aliases: card.aliases.join(", "),
            source: if is_typed(entry.function) { "" } else { card.source },
        })
    }
}

/// A name that an address can end with.
fn anchor(name: &str) -> String {
    name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect()
}

/// Whether it is the choice that a chart leads to first.
fn is_first(point: &Point) -> bool {
    ["output", "hidden"].contains(&point.about)
}

pub(super) fn html(sheet: &Sheet, theme: Theme) -> Result<String, SheetError> {
    let mut kinds: Vec<(&'static str, Vec<Card>)> = Vec::new();
    for entry in &sheet.entries {
        let (kind, card) = (kind(entry.function), Card::of(entry)?);
        match kinds.last_mut() {
            Some((last, cards)) if *last == kind => cards.push(card),
            _ => kinds.push((kind, vec![card])),
        }
    }
    let charts = sheet.decisions.iter().flat_map(|[output, hidden]| {
        [("Output layers", OUTPUT_QUESTION, output), ("Hidden layers", HIDDEN_QUESTION, hidden)]
    });
    let charts = charts.map(|(title, question, decisions)| Chart { title, question, branches: branches(decisions) });
    let flows = sheet.flows.iter().flat_map(|flows| {
        let labels = [
            "Gradients, weights that fit",
            "Losses, weights that fit",
            "Gradients, weights too large",
            "Losses, weights too large",
        ];
        gradients::charts(flows, CHART, Palette::either())
            .into_iter()
            .zip(labels)
            .map(|(chart, label)| svg::page(&chart, label, None))
            .collect::<Vec<_>>()
    });
    let page = Page {
        light: Palette::declarations(theme),
        dark: (theme == Theme::Light).then(|| Palette::declarations(Theme::Dark)),
        count: sheet.entries.len(),
        measured: sheet.level.clone(),
        explanation: EXPLANATION,
        charts: charts.collect(),
        story: sheet.flows.as_ref().map(gradients::story),
        flows: flows.collect::<Result<_, _>>()?,
        columns: gradients::COLUMNS,
        table: sheet.flows.as_ref().map(gradients::table).unwrap_or_default(),
        kinds,
    };
    page.render().map_err(|problem| SheetError::Written(problem.to_string()))
}

/// Decisions by their first answer.
fn branches(decisions: &[Decision]) -> Vec<(&'static str, Vec<&Decision>)> {
    let mut branches: Vec<(&'static str, Vec<&Decision>)> = Vec::new();
    for decision in decisions {
        match branches.last_mut() {
            Some((branch, all)) if *branch == decision.branch => all.push(decision),
            _ => branches.push((decision.branch, vec![decision])),
        }
    }
    branches
}
