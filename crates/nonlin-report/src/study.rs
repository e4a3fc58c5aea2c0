//! A study as text: what was found in the data, then the ranking and what may be said of it.

use crate::WIDTH;
use crate::table::{right, table};
use nonlin_lab::data::{Dataset, Role};
use nonlin_lab::study::{
    Comparison, Ending, Explanation, Metric, Ranked, SelfCheckOutcome, StudyOutcome, Unfinished, Verdict,
};
use std::fmt::Write;
use textwrap::Options;

/// The data set in one line.
pub fn study_heading(dataset: &Dataset) -> String {
    format!("{}: {} rows, predicting {}", dataset.name(), dataset.rows(), names(&dataset.target_names()))
}

/// The verdict's sentence.
pub fn verdict(outcome: &StudyOutcome) -> String {
    fill(&outcome.verdict.sentence)
}

/// What the data hold and how they will be used, for before the training.
pub fn study_preface(dataset: &Dataset) -> String {
    let mut text = study_heading(dataset) + "\n";
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
    let StudyOutcome { ranking, unfinished, verdict, metric, .. } = outcome;
    text.push_str(&judged(Standings { ranking, unfinished, verdict, metric: *metric }, emphasise));
    let _ = writeln!(
        text,
        "For the output layer the task asks for {} with {} loss.",
        outcome.output_activation, outcome.loss
    );
    if !outcome.explanations.is_empty() {
        text.push_str("\nSeen inside the networks:\n");
        for explanation in &outcome.explanations {
            let repeats = |ranked: &&Ranked| ranked.activation == explanation.activation;
            text.push_str(&explained(explanation, outcome.ranking.iter().find(repeats).map_or(0, |r| r.repeats)));
        }
    }
    if outcome.interrupted {
        text.push_str("\nInterrupted: this is what was known by then.\n");
    }
    text
}

/// What came of a comparison in a model of one's own.
pub fn comparison(outcome: &Comparison) -> String {
    let ending = match outcome.ending {
        Ending::Decided => "decided by then",
        Ending::Repeats => "all that were asked for",
        Ending::Budget => "then the budget was spent",
        Ending::Interrupted => "then it was stopped",
    };
    let mut text = format!(
        "{}: {} repeats on the same rows, each with its own seed, the same for all; {ending}\n\n",
        outcome.data,
        outcome.seeds.len()
    );
    let Comparison { ranking, unfinished, verdict, metric, .. } = outcome;
    text.push_str(&judged(Standings { ranking, unfinished, verdict, metric: *metric }, str::to_owned));
    text
}

/// Who came where.
#[derive(Clone, Copy)]
struct Standings<'a> {
    ranking: &'a [Ranked],
    unfinished: &'a [Unfinished],
    verdict: &'a Verdict,
    metric: Metric,
}

/// Ranking and verdict.
fn judged(outcome: Standings<'_>, emphasise: impl Fn(&str) -> String) -> String {
    let mut text = ranking(outcome);
    for same in outcome.unfinished.chunk_by(|a, b| a.why == b.why) {
        let activations: Vec<&str> = same.iter().map(|left| left.activation.as_str()).collect();
        let _ = writeln!(text, "{}", fill(&format!("Without a result: {}: {}.", activations.join(", "), same[0].why)));
    }
    let verdict = outcome.verdict;
    let _ = write!(text, "\n{}\n", emphasise(&fill(&verdict.sentence)));
    let others: Vec<&str> = verdict.group.iter().filter(|name| **name != verdict.advice).map(String::as_str).collect();
    if others.is_empty() && outcome.ranking.len() > 1 {
        text.push_str("All others are shown to be worse.\n");
    } else if others.len() + 1 == outcome.ranking.len() && outcome.ranking.len() > 1 {
        text.push_str("None of the others is shown to be worse.\n");
    } else if !others.is_empty() {
        let _ = writeln!(text, "{}", fill(&format!("Not shown to be worse: {}.", others.join(", "))));
    }
    text
}

/// The test scores of every activation by depth, and what the inside of those that lost showed.
pub fn depths(outcomes: &[(usize, StudyOutcome)]) -> String {
    let Some((_, first)) = outcomes.first() else { return String::new() };
    let unit = if first.metric.is_share() { " %" } else { "" };
    let heads: Vec<String> = outcomes.iter().map(|(depth, _)| format!("{depth} layers")).collect();
    let mut rows = table(std::iter::once("activation").chain(heads.iter().map(String::as_str)));
    let mut names: Vec<&str> = Vec::new();
    for ranked in outcomes.iter().rev().flat_map(|(_, outcome)| &outcome.ranking) {
        if !names.contains(&ranked.activation.as_str()) {
            names.push(&ranked.activation);
        }
    }
    for name in &names {
        let cell = |(_, outcome): &(usize, StudyOutcome)| {
            let found = outcome.ranking.iter().find(|ranked| ranked.activation == *name);
            found.map_or_else(
                || "none  ".to_owned(),
                |ranked| {
                    let mark = if outcome.verdict.group.contains(&ranked.activation) { "  " } else { " *" };
                    format!("{}{mark}", bare(ranked.test, outcome.metric))
                },
            )
        };
        rows.add_row(std::iter::once((*name).to_owned()).chain(outcomes.iter().map(cell)));
    }
    right(&mut rows, &(1..=outcomes.len()).collect::<Vec<_>>());
    let mut text = format!(
        "{rows}\n{}{unit} on unseen rows; * shown to be worse than the advised one of that depth\n",
        first.metric.name()
    );
    for (depth, outcome) in outcomes {
        for explanation in &outcome.explanations {
            let repeats = |ranked: &&Ranked| ranked.activation == explanation.activation;
            let repeats = outcome.ranking.iter().find(repeats).map_or(0, |ranked| ranked.repeats);
            let _ = write!(text, "\n{depth} layers:\n{}", explained(explanation, repeats));
        }
    }
    text
}

/// How the lab did when it was checked.
pub fn self_check(outcome: &SelfCheckOutcome) -> String {
    let share =
        |part: usize, whole: usize| format!("{part} of {whole} ({:.1} %)", 100.0 * part as f64 / whole.max(1) as f64);
    let mut text = format!(
        "{}: `{}` under {} names that differ in their random numbers alone\n\n",
        outcome.data, outcome.activation, outcome.names
    );
    let _ = writeln!(
        text,
        "false winners     {} studies named one; promised: at most 5 %",
        share(outcome.false_winners, outcome.studies)
    );
    let _ = writeln!(
        text,
        "false losers      {} studies held one to be worse than another",
        share(outcome.false_losers, outcome.studies)
    );
    let _ = writeln!(text, "\"equivalent\"      {} studies", share(outcome.equivalent, outcome.studies));
    let _ = writeln!(
        text,
        "planted gap       {:.1} points were found in {} studies, and taken for a lead in {}",
        100.0 * outcome.gap,
        share(outcome.found, outcome.gap_studies),
        outcome.wrong
    );
    let _ = writeln!(text, "\n{} trainings", outcome.trainings);
    text
}

/// The network and the repeats.
fn conditions(outcome: &StudyOutcome) -> String {
    let (network, parts) = (&outcome.network, outcome.parts);
    let mut text = String::new();
    let mut line = |head: &str, rest: &str| {
        let options = Options::new(WIDTH).initial_indent(head).subsequent_indent("          ");
        let _ = writeln!(text, "{}", textwrap::fill(rest, options));
    };
    let plural = if network.outputs == 1 { "" } else { "s" };
    line(
        "network   ",
        &format!(
            "{} in, {}, {} {} output{plural}, {} loss; each activation in turn in its hidden layers",
            network.input, network.layers, network.outputs, outcome.output_activation, outcome.loss
        ),
    );
    line(
        "training  ",
        &format!(
            "Adam, batches of {}, stopped early on validation loss; each activation chooses from {} settings",
            network.batch_size,
            network.learning_rates.len() * network.weight_decays.len()
        ),
    );
    let ending = match outcome.ending {
        Ending::Decided => "decided by then",
        Ending::Repeats => "all that were asked for",
        Ending::Budget => "then the budget was spent",
        Ending::Interrupted => "then it was stopped",
    };
    line(
        "repeats   ",
        &format!(
            "{} splits into {} training, {} validation and {} test rows, the same for all; {ending}",
            outcome.seeds.len(),
            parts.train,
            parts.validation,
            parts.test,
        ),
    );
    if parts.fixed_test {
        line(
            "          ",
            "the test rows are the same in every repeat: differences hold for these rows, over the chance in training",
        );
    }
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

fn ranking(outcome: Standings<'_>) -> String {
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
        "repeats".to_owned(),
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
            format!("{}{}", rate(ranked.learning_rate), if ranked.weight_decay == 0.0 { "  " } else { " d" }),
            format!("{:.0}", ranked.epochs),
            ranked.repeats.to_string(),
        ]);
    }
    right(&mut rows, &[0, 2, 3, 4, 5, 6, 7, 8]);
    let dropped = if outcome.ranking.iter().any(|ranked| ranked.dropped.is_some()) {
        " Who was shown to be worse on validation rows got no more repeats."
    } else {
        ""
    };
    let legend = format!(
        "{} on unseen rows, mean of the repeats; behind: how far under `{}`, with * where it is more than the noise \
         (paired, Holm, 5 %); rate: the learning rate chosen on validation data, d with weight decay.{dropped} {} trainings, {:.0} s.",
        metric.name(),
        outcome.verdict.advice,
        outcome.ranking.iter().map(|ranked| ranked.trials).sum::<usize>(),
        outcome.ranking.iter().map(|ranked| ranked.seconds).sum::<f64>(),
    );
    format!("{rows}\n{}\n", fill(&legend))
}

/// Plain where that is short.
fn rate(rate: f64) -> String {
    if rate == 0.0 || (1e-5..1e3).contains(&rate) { rate.to_string() } else { format!("{rate:e}") }
}

fn behind(ranked: &Ranked, outcome: Standings<'_>) -> String {
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
