//! What is said of columns and parts before anything is trained.

use super::leak::{Answer, leaks};
use super::note::{Note, Topic};
use super::roles::{Roles, Use};
use super::source::Given;
use super::spelling::{list, tick};
use super::target::Target;
use super::{Column, Kind};

/// What is done with a column, in words.
pub(super) fn done(column: &Column, used: Use, is_time: bool) -> String {
    let text = match used {
        Use::Target => "to be predicted",
        Use::Dropped => "dropped, as asked for",
        Use::Group => "its rows stay in one part",
        Use::Time => "orders the parts",
        Use::Split => "says the part",
        Use::Beside => "not used",
        Use::Useless => "dropped",
        Use::Input => match (column.kind(), column.missing() > 0) {
            (Kind::Numeric, false) => "standardised",
            (Kind::Numeric, true) => "standardised, gaps filled with the median",
            (Kind::Date, _) if is_time => "orders the parts; month and day of the week as cycles",
            (Kind::Date, _) => "year; month and day of the week as cycles",
            _ => "an input for each text",
        },
    };
    text.to_string()
}

/// The notes on what a person said of columns and parts.
pub(super) fn said(roles: &Roles, dropped: &[&Column], beside: &[&Column], given: &[Given]) -> Vec<Note> {
    let names = |columns: &[&Column]| columns.iter().map(|column| column.name().to_string()).collect::<Vec<_>>();
    let mut notes = Vec::new();
    for (topic, columns, why) in [
        (Topic::Dropped, dropped, "as asked for"),
        (Topic::Beside, beside, "it stands beside pictures, series or texts"),
    ] {
        let columns = names(columns);
        if !columns.is_empty() {
            let text = format!("{} not used: {why}", list(&columns));
            notes.push(Note { topic, columns, text });
        }
    }
    if let Some(group) = &roles.group {
        let text = format!("rows with the same {} stay in the same part; it is no input", tick(group));
        notes.push(Note::on(Topic::Group, group, text));
    }
    if let Some(time) = &roles.time {
        let text = format!(
            "the earliest rows by {} train, the next choose, the latest judge; it is no input, save month, day of the week and time of day of dates",
            tick(time)
        );
        notes.push(Note::on(Topic::Time, time, text));
    }
    if !given.is_empty() {
        let size = |part: Given| given.iter().filter(|given| **given == part).count();
        let sizes = [("train", Given::Train), ("validation", Given::Validation), ("test", Given::Test)];
        let sizes: Vec<String> = sizes
            .iter()
            .map(|(name, part)| (name, size(*part)))
            .filter(|(_, size)| *size > 0)
            .map(|(name, size)| format!("{size} {name}"))
            .collect();
        let from = roles.split.as_ref().map_or_else(String::new, |column| format!(" by {}", tick(column)));
        let text = format!(
            "the parts are given{from}: {} rows; a part that is not is taken from the training rows",
            sizes.join(", ")
        );
        notes.push(Note::plain(Topic::GivenParts, text));
    }
    notes
}

/// A note on each input that alone predicts a target almost perfectly.
pub(super) fn leaking(inputs: &[&Column], target: &Target, names: &[String]) -> Vec<Note> {
    let name = |i: usize| names.get(i).cloned().unwrap_or_default();
    let answers: Vec<(String, Vec<Answer>)> = match target {
        Target::Quantity(values) => vec![(name(0), values.iter().map(|&x| Answer::Quantity(x)).collect())],
        Target::Classes { codes, .. } => vec![(name(0), codes.iter().map(|&code| Answer::Class(code)).collect())],
        Target::Labels(labels) => labels
            .iter()
            .map(|(name, holds)| (name.clone(), holds.iter().map(|&holds| Answer::Class(u32::from(holds))).collect()))
            .collect(),
    };
    let mut notes = Vec::new();
    for column in inputs {
        for (target, answers) in &answers {
            if leaks(column, answers) {
                let text = format!(
                    "{} alone predicts {} almost perfectly: if it is not known before the target is, leave it out with `--drop`",
                    tick(column.name()),
                    tick(target)
                );
                notes.push(Note::on(Topic::Leak, column.name(), text));
            }
        }
    }
    notes
}
