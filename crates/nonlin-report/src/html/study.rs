//! A study as a page.

use super::figures;
use crate::coded::coded;
use crate::figure::FigureError;
use crate::study::bare;
use askama::Template;
use nonlin_lab::data::Dataset;
use nonlin_lab::study::{Answers, Ending, StudyOutcome};

/// What a page is made of.
pub struct StudyPage<'a> {
    /// The result.
    pub outcome: &'a StudyOutcome,
    /// The data it is of.
    pub dataset: &'a Dataset,
    /// What the advised network answered on test rows.
    pub answers: Option<&'a Answers>,
    /// The command that repeats it.
    pub command: &'a str,
}

/// A row of the ranking.
struct Row {
    place: usize,
    activation: String,
    validation: String,
    test: String,
    interval: String,
    behind: String,
    worse: bool,
    advised: bool,
    rate: String,
    repeats: usize,
    silent: String,
}

struct Column {
    name: String,
    kind: String,
    missing: usize,
    distinct: usize,
    values: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "study.html")]
struct Page<'a> {
    outcome: &'a StudyOutcome,
    unit: &'static str,
    ending: &'static str,
    rows: Vec<Row>,
    columns: Vec<Column>,
    differences: String,
    learning: String,
    gradients: Option<String>,
    answers: Option<&'a Answers>,
    most: usize,
    command: &'a str,
    title: &'a str,
    margin: String,
    trainings: usize,
}

#[derive(Template)]
#[template(path = "study.md", escape = "none")]
struct Markdown<'a> {
    outcome: &'a StudyOutcome,
    unit: &'static str,
    rows: Vec<Row>,
    command: &'a str,
}

fn rows(outcome: &StudyOutcome) -> Vec<Row> {
    let metric = outcome.metric;
    let row = |(place, ranked): (usize, &nonlin_lab::study::Ranked)| {
        let curves = outcome.curves.iter().find(|curves| curves.activation == ranked.activation);
        let silent = curves.map_or(0.0, |curves| {
            let hidden = curves.traces.iter().flat_map(|trace| &trace.layers).filter(|layer| !layer.output);
            let shares: Vec<f64> =
                hidden.filter_map(|layer| layer.samples.iter().rev().find_map(|sample| sample.dead)).collect();
            shares.iter().sum::<f64>() / shares.len().max(1) as f64
        });
        Row {
            place: place + 1,
            activation: ranked.activation.clone(),
            validation: bare(ranked.validation, metric),
            test: bare(ranked.test, metric),
            interval: format!("{} to {}", bare(ranked.test_interval[0], metric), bare(ranked.test_interval[1], metric)),
            behind: ranked.behind.map_or_else(
                || "advised".to_owned(),
                |b| {
                    let [low, high] = [b.interval.low, b.interval.high].map(|end| bare(end, metric));
                    format!("{} ({low} to {high})", bare(b.mean, metric))
                },
            ),
            worse: !outcome.verdict.group.contains(&ranked.activation),
            advised: ranked.behind.is_none(),
            rate: format!(
                "{}{}",
                ranked.learning_rate,
                if ranked.weight_decay == 0.0 { String::new() } else { format!(" / {}", ranked.weight_decay) }
            ),
            repeats: ranked.repeats,
            silent: format!("{:.0} %", 100.0 * silent),
        }
    };
    outcome.ranking.iter().enumerate().map(row).collect()
}

impl Page<'_> {
    #[allow(clippy::unused_self, reason = "templates call methods")]
    fn coded(&self, text: &str) -> String {
        coded(text)
    }
}

/// One HTML file, whole.
pub fn study_page(page: &StudyPage<'_>) -> Result<String, FigureError> {
    let outcome = page.outcome;
    let columns = page.dataset.summary().into_iter().take(200).map(|column| Column {
        name: column.name,
        kind: column.kind.to_string(),
        missing: column.missing,
        distinct: column.distinct,
        values: column.values,
        role: match column.role {
            nonlin_lab::data::Role::Input => "input",
            nonlin_lab::data::Role::Target => "target",
            nonlin_lab::data::Role::Unused => "not used",
        },
    });
    let written = Page {
        outcome,
        unit: figures::unit(outcome.metric),
        ending: match outcome.ending {
            Ending::Decided => "the question was decided by then",
            Ending::Repeats => "all that were asked for",
            Ending::Budget => "then the budget was spent",
            Ending::Interrupted => "then it was stopped",
        },
        rows: rows(outcome),
        columns: columns.collect(),
        differences: figures::differences(outcome)?,
        learning: figures::learning(outcome)?,
        gradients: figures::gradients(outcome)?,
        answers: page.answers,
        most: page.answers.map_or(1, |a| a.counts.iter().flatten().copied().max().unwrap_or(1)).max(1),
        command: page.command,
        title: outcome.data.rsplit(['/', '\\']).next().unwrap_or(&outcome.data),
        margin: format!(
            "{}{}",
            bare(outcome.equivalence, outcome.metric),
            if outcome.metric.is_share() { " points" } else { "" }
        ),
        trainings: outcome.ranking.iter().map(|ranked| ranked.trials).sum(),
    };
    written.render().map_err(FigureError::of)
}

/// The page's figures, each as an SVG file by its name.
pub fn study_figures(outcome: &StudyOutcome) -> Result<Vec<(&'static str, String)>, FigureError> {
    let mut all =
        vec![("differences.svg", figures::differences(outcome)?), ("learning.svg", figures::learning(outcome)?)];
    all.extend(figures::gradients(outcome)?.map(|figure| ("gradients.svg", figure)));
    Ok(all)
}

/// The same as Markdown, without figures.
pub fn study_markdown(outcome: &StudyOutcome, command: &str) -> Result<String, FigureError> {
    let page = Markdown { outcome, unit: figures::unit(outcome.metric), rows: rows(outcome), command };
    page.render().map_err(FigureError::of)
}
