//! A search for new activations as text: what was proposed and discarded, the race, the judgement.

use crate::quoted;
use crate::study::{bare, fill};
use crate::table::{right, table};
use nonlin_lab::discover::{DiscoverOutcome, Judgement};
use nonlin_lab::study::{Metric, Ranked};
use std::fmt::Write;

/// The sieve, the race and the judgement. `emphasise` makes the answer stand out.
pub fn discovery(outcome: &DiscoverOutcome, emphasise: impl Fn(&str) -> String) -> String {
    let mut text = conditions(outcome);
    if !outcome.discarded.is_empty() {
        let _ = write!(text, "\nDiscarded before any training:\n{}\n", sieve(outcome));
    }
    let _ = write!(text, "\nThe race, on validation data of the {} rows:\n{}", outcome.search_rows, race(outcome));
    if let Some(judgement) = &outcome.judgement {
        let _ = write!(text, "\nThe judgement, on the {} rows set aside:\n{}", outcome.judging_rows, judged(judgement));
    }
    let _ = write!(text, "\n{}\n", emphasise(&fill(&outcome.sentence)));
    if let Some(best) = outcome.judgement.as_ref().and_then(|judgement| judgement.survivors.first()) {
        let _ = writeln!(text, "\nMore about it: nonlin show {}", quoted(&best.result.activation));
    }
    text
}

fn conditions(outcome: &DiscoverOutcome) -> String {
    let built_in = if outcome.all_built_in { "built-in" } else { "well-known" };
    let mut text = format!(
        "rows      {} to search on, {} set aside to judge on\nproposed  {} formulas in {} generations, seed {}\n",
        outcome.search_rows, outcome.judging_rows, outcome.proposed, outcome.generations, outcome.seed,
    );
    let diverged = match outcome.diverged {
        0 => String::new(),
        count => format!("; {count} of them to no result"),
    };
    let _ = writeln!(
        text,
        "trained   {} new and {} {built_in} activations{diverged}\nspent     {} trainings, {:.0} s, of {}",
        outcome.raced, outcome.built_in, outcome.trainings, outcome.seconds, outcome.budget,
    );
    text
}

fn sieve(outcome: &DiscoverOutcome) -> String {
    let mut rows = table(["reason", "formulas", "such as"]);
    for discarded in &outcome.discarded {
        rows.add_row([discarded.reason.words().to_owned(), discarded.count.to_string(), discarded.example.clone()]);
    }
    right(&mut rows, &[1]);
    rows.to_string()
}

fn race(outcome: &DiscoverOutcome) -> String {
    let heading = format!("validation{}", unit(outcome.metric));
    let mut rows = table(["", "activation", "", heading.as_str(), "repeats"]);
    for (place, raced) in outcome.race.iter().enumerate() {
        rows.add_row([
            (place + 1).to_string(),
            raced.activation.clone(),
            if raced.built_in { "built in" } else { "new" }.to_owned(),
            bare(raced.validation, outcome.metric),
            raced.repeats.to_string(),
        ]);
    }
    right(&mut rows, &[0, 3, 4]);
    let legend = format!(
        "mean {} on validation data; those that did better got more repeats, with one learning rate of two.",
        outcome.metric.name()
    );
    format!("{rows}\n{}\n", fill(&legend))
}

fn judged(judgement: &Judgement) -> String {
    let metric = judgement.study.metric;
    let heading = format!("test{}", unit(metric));
    let mut rows =
        table(["activation", heading.as_str(), "95 % interval", "ahead", "95 % interval of that", "so it is"]);
    let shown = |ranked: &Ranked| {
        let [low, high] = ranked.test_interval;
        [
            ranked.activation.clone(),
            bare(ranked.test, metric),
            format!("{} to {}", bare(low, metric), bare(high, metric)),
        ]
    };
    let [name, test, interval] = shown(&judgement.reference);
    rows.add_row([name, test, interval, "best built in".to_owned(), String::new(), String::new()]);
    for judged in &judgement.survivors {
        let [name, test, interval] = shown(&judged.result);
        let lead = judged.behind.interval;
        rows.add_row([
            name,
            test,
            interval,
            bare(-judged.behind.mean, metric),
            format!("{} to {}", bare(-lead.high, metric), bare(-lead.low, metric)),
            judged.standing.word().to_owned(),
        ]);
    }
    right(&mut rows, &[1, 2, 3, 4]);
    let legend = format!(
        "{} on test rows, looked at once, mean of {} repeats (splits into {} training, {} validation and {} test rows); ahead: of `{}`, \
         paired, overlap of the training parts allowed for, tests with Holm's correction at 5 %.",
        metric.name(),
        judgement.study.seeds.len(),
        judgement.study.parts.train,
        judgement.study.parts.validation,
        judgement.study.parts.test,
        judgement.reference.activation,
    );
    format!("{rows}\n{}\n", fill(&legend))
}

fn unit(metric: Metric) -> &'static str {
    if metric.is_share() { " %" } else { "" }
}
