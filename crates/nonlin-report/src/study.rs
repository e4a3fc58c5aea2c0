//! A study as text: what was found in the data, then the ranking and what may be said of it.

use crate::WIDTH;
use crate::table::{right, table};
use nonlin_lab::data::{Dataset, Role};
use nonlin_lab::study::{Explanation, Metric, Ranked, StudyOutcome};
use std::fmt::Write;
use textwrap::Options;

/// What the data hold and how they will be used, for before the training.
pub fn study_preface(dataset: &Dataset) -> String {
    let mut text =
        format!("{}: {} rows, predicting {}\n", dataset.name(), dataset.rows(), names(&dataset.target_names()));
    let _ = writeln!(text, "{} task, because {} (`--task` overrides)\n", dataset.task(), dataset.reason());
    let mut columns = table(["column", "kind", "missing", "distinct", "values", "use"]);
    for column in dataset.summary() {
        columns.add_row([
            column.name,
            column.kind.to_string(),
            column.missing.to_string(),
            column.distinct.to_string(),
            column.values,
            match column.role {
                Role::Input => "input".to_owned(),
                Role::Target => "target".to_owned(),
                Role::Unused => "not used".to_owned(),
            },
        ]);
    }
    right(&mut columns, &[2, 3]);
    let _ = writeln!(text, "{columns}");
    for note in dataset.notes() {
        let options = Options::new(WIDTH).initial_indent("note: ").subsequent_indent("      ");
        let _ = writeln!(text, "{}", textwrap::fill(&note.text, options));
    }
    text
}

/// Ranking, verdict, explanations. `emphasise` makes the verdict's sentence stand out.
pub fn study_result(outcome: &StudyOutcome, emphasise: impl Fn(&str) -> String) -> String {
    let mut text = conditions(outcome);
    text.push('\n');
    text.push_str(&ranking(outcome));
    for same in outcome.unfinished.chunk_by(|a, b| a.why == b.why) {
        let activations: Vec<&str> = same.iter().map(|left| left.activation.as_str()).collect();
        let _ = writeln!(text, "{}", fill(&format!("Without a result: {}: {}.", activations.join(", "), same[0].why)));
    }
    let verdict = &outcome.verdict;
    let _ = write!(text, "\n{}\n", emphasise(&fill(&verdict.sentence)));
    let others: Vec<&str> = verdict.group.iter().filter(|name| **name != verdict.advice).map(String::as_str).collect();
    if others.is_empty() && outcome.ranking.len() > 1 {
        text.push_str("All others are shown to be worse.\n");
    } else if others.len() + 1 == outcome.ranking.len() && outcome.ranking.len() > 1 {
        let hint = if outcome.seeds.len() < 20 { "; more repeats may tell: --seeds 20" } else { "" };
        let _ = writeln!(text, "None of the others is shown to be worse{hint}");
    } else if !others.is_empty() {
        let _ = writeln!(text, "{}", fill(&format!("Not shown to be worse: {}.", others.join(", "))));
    }
    let _ = writeln!(
        text,
        "For the output layer the task asks for {} with {} loss.",
        outcome.output_activation, outcome.loss
    );
    if !outcome.explanations.is_empty() {
        text.push_str("\nSeen inside the networks:\n");
        for explanation in &outcome.explanations {
            text.push_str(&explained(explanation, outcome.seeds.len()));
        }
    }
    if outcome.interrupted {
        text.push_str("\nInterrupted: only the activations above were finished.\n");
    }
    text
}

/// The network and the repeats.
fn conditions(outcome: &StudyOutcome) -> String {
    let (network, parts) = (&outcome.network, outcome.parts);
    let units = std::iter::once(network.inputs).chain(network.hidden.iter().copied()).chain([network.outputs]);
    let layers: Vec<String> = units.map(|units| units.to_string()).collect();
    let mut text = format!(
        "network   {} units, {} output, {} loss\n",
        layers.join(" -> "),
        outcome.output_activation,
        outcome.loss
    );
    let _ = writeln!(text, "training  Adam, batches of {}, stopped early on validation loss", network.batch_size);
    let _ = writeln!(
        text,
        "repeats   {} splits into {} training, {} validation and {} test rows, the same for all",
        outcome.seeds.len(),
        parts.train,
        parts.validation,
        parts.test,
    );
    if let Some(baseline) = outcome.baseline {
        let guess = if outcome.metric == Metric::R2 { "the mean" } else { "the commonest class" };
        let _ = writeln!(
            text,
            "baseline  {} {} by always guessing {guess}",
            outcome.metric.name(),
            number(baseline, outcome.metric)
        );
    }
    text
}

fn ranking(outcome: &StudyOutcome) -> String {
    let metric = outcome.metric;
    let unit = if metric.is_share() { " %" } else { "" };
    let headings = [
        String::new(),
        "activation".to_owned(),
        format!("validation{unit}"),
        format!("test{unit}"),
        "95 % interval".to_owned(),
        "behind".to_owned(),
        "rate".to_owned(),
        "epochs".to_owned(),
        "time".to_owned(),
    ];
    let mut rows = table(headings.each_ref().map(String::as_str));
    for (place, ranked) in outcome.ranking.iter().enumerate() {
        rows.add_row([
            (place + 1).to_string(),
            ranked.activation.clone(),
            bare(ranked.validation, metric),
            bare(ranked.test, metric),
            format!("{} to {}", bare(ranked.test_interval[0], metric), bare(ranked.test_interval[1], metric)),
            behind(ranked, outcome),
            rate(ranked.learning_rate),
            format!("{:.0}", ranked.epochs),
            format!("{:.1} s", ranked.seconds),
        ]);
    }
    right(&mut rows, &[0, 2, 3, 4, 5, 6, 7, 8]);
    let trials = outcome.ranking.first().map_or(0, |ranked| ranked.trials);
    let legend = format!(
        "{} on unseen rows, mean of {} repeats; behind: how far under `{}`, with * where it is more than the noise \
         (paired, Holm, 5 %); rate: the learning rate chosen on validation data; time: of {trials} trainings.",
        metric.name(),
        outcome.seeds.len(),
        outcome.verdict.advice,
    );
    format!("{rows}\n{}\n", fill(&legend))
}

/// Plain where that is short.
fn rate(rate: f64) -> String {
    if (1e-5..1e3).contains(&rate) { rate.to_string() } else { format!("{rate:e}") }
}

fn behind(ranked: &Ranked, outcome: &StudyOutcome) -> String {
    ranked.behind.map_or_else(
        || "advised".to_owned(),
        |behind| {
            let mark = if outcome.verdict.group.contains(&ranked.activation) { "  " } else { " *" };
            format!("{}{mark}", bare(behind.mean, outcome.metric))
        },
    )
}

fn explained(explanation: &Explanation, repeats: usize) -> String {
    let Explanation { activation, trainings, finding } = explanation;
    let seen = format!("{activation}, {}: {} ({trainings} of {repeats} trainings).", finding.place, finding.what);
    let options = Options::new(WIDTH).initial_indent("  ").subsequent_indent("    ");
    let remedy = options.clone().initial_indent("    ");
    format!("{}\n{}\n", textwrap::fill(&seen, options), textwrap::fill(&format!("So: {}.", finding.remedy), remedy))
}

pub(crate) fn fill(text: &str) -> String {
    textwrap::fill(text, WIDTH)
}

/// A score without its unit: per cent with one decimal, or three decimals.
pub(crate) fn bare(score: f64, metric: Metric) -> String {
    // No minus before a zero.
    let clean = |x: f64| if x == 0.0 { 0.0 } else { x };
    if metric.is_share() {
        format!("{:.1}", clean((1000.0 * score).round() / 10.0))
    } else {
        format!("{:.3}", clean((1000.0 * score).round() / 1000.0))
    }
}

fn number(score: f64, metric: Metric) -> String {
    let unit = if metric.is_share() { " %" } else { "" };
    format!("{}{unit}", bare(score, metric))
}

fn names(columns: &[String]) -> String {
    columns.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
