//! The cheatsheet as Markdown: formulas as LaTeX between dollar signs, no pictures.

use super::card::facts;
use super::maths::{latex, unicode};
use super::{HIDDEN_QUESTION, OUTPUT_QUESTION, SheetError, gradients, is_typed, kind};
use crate::coded::{markdown as coded, plain_markdown};
use askama::Template;
use nonlin_lab::sheet::{Decision, Entry, Fact, Sheet};

#[derive(Template)]
#[template(path = "sheet/sheet.md", escape = "none")]
struct Text<'a> {
    count: usize,
    measured: Option<&'a str>,
    charts: Vec<(&'static str, &'static str, Vec<Row>)>,
    story: Option<[String; 3]>,
    columns: [&'static str; 7],
    table: Vec<[String; 7]>,
    kinds: Vec<(&'static str, Vec<Card>)>,
}

/// A line of a chart.
struct Row {
    when: String,
    about: &'static str,
    choice: String,
    why: String,
}

struct Card {
    name: String,
    title: String,
    year: String,
    formula: String,
    facts: Vec<Fact>,
    strengths: String,
    limits: String,
    aliases: String,
    source: String,
}

impl Card {
    fn of(entry: &Entry) -> Self {
        let card = entry.function.card();
        let formula = latex(entry.function).map_or_else(
            || format!("`{}`", unicode(entry.function)),
            |latex| format!("${}$", latex.replace('\n', " ")),
        );
        let facts = facts(entry).into_iter().map(|fact| Fact { text: plain_markdown(&fact.text), ..fact });
        Self {
            name: plain_markdown(&entry.name),
            title: plain_markdown(card.title),
            year: if card.year > 0 { card.year.to_string() } else { String::new() },
            formula,
            facts: facts.collect(),
            strengths: coded(card.strengths),
            limits: coded(card.limits),
            aliases: plain_markdown(&card.aliases.join(", ")),
            source: if is_typed(entry.function) { String::new() } else { plain_markdown(card.source) },
        }
    }
}

fn rows(decisions: &[Decision]) -> Vec<Row> {
    let mut rows = Vec::new();
    for decision in decisions {
        let then = if decision.then.is_empty() { String::new() } else { format!(", {}", decision.then) };
        for (place, point) in decision.points.iter().enumerate() {
            rows.push(Row {
                when: if place == 0 { format!("{}{then}", decision.branch) } else { String::new() },
                about: point.about,
                choice: point.choice.clone(),
                why: format!("{} ({})", coded(&point.reason), plain_markdown(point.source)),
            });
        }
    }
    rows
}

pub(super) fn markdown(sheet: &Sheet) -> Result<String, SheetError> {
    let mut kinds: Vec<(&'static str, Vec<Card>)> = Vec::new();
    for entry in &sheet.entries {
        let (kind, card) = (kind(entry.function), Card::of(entry));
        match kinds.last_mut() {
            Some((last, cards)) if *last == kind => cards.push(card),
            _ => kinds.push((kind, vec![card])),
        }
    }
    let charts = sheet.decisions.iter().flat_map(|[output, hidden]| {
        [("Output layers", OUTPUT_QUESTION, rows(output)), ("Hidden layers", HIDDEN_QUESTION, rows(hidden))]
    });
    let text = Text {
        count: sheet.entries.len(),
        measured: sheet.level.as_deref(),
        charts: charts.collect(),
        story: sheet.flows.as_ref().map(gradients::story),
        columns: gradients::COLUMNS,
        table: sheet.flows.as_ref().map(gradients::table).unwrap_or_default(),
        kinds,
    };
    text.render().map_err(|problem| SheetError::Written(problem.to_string()))
}
