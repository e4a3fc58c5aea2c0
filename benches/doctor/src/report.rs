//! The tables.

use crate::Case;
use std::fmt::Write;

/// 95 % interval of a share (Wilson 1927).
fn interval(hits: usize, all: usize) -> String {
    if all == 0 {
        return "no cases".to_owned();
    }
    let (n, p, z) = (all as f64, hits as f64 / all as f64, 1.959_964);
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    format!(
        "{hits} of {all} ({:.1} %, {:.1} to {:.1})",
        100.0 * p,
        100.0 * (middle - half).max(0.0),
        100.0 * (middle + half).min(1.0)
    )
}

fn serious(case: &Case) -> Vec<&str> {
    case.outcome.findings.iter().filter(|finding| finding.is_serious()).map(|finding| finding.rule.as_str()).collect()
}

fn is_found(case: &Case) -> bool {
    case.fault.is_some_and(|fault| serious(case).iter().any(|rule| fault.right.contains(rule)))
}

/// Whether the first finding, that the reader is to mend first, is the right one.
fn is_first(case: &Case) -> bool {
    case.fault.is_some_and(|fault| serious(case).first().is_some_and(|rule| fault.right.contains(rule)))
}

/// Whether a training that was meant to be healthy is: its loss fell by a tenth at least.
fn learns(case: &Case) -> bool {
    let [first, last] = case.outcome.losses;
    last < 0.9 * first
}

pub(crate) fn markdown(cases: &[Case], verbose: bool) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "| data sets | faulty trainings in which the fault was found | it was the first finding | something serious said at all | healthy trainings accused |\n| --- | --- | --- | --- | --- |"
    );
    for (name, tuned) in [("thresholds set on", true), ("kept apart", false)] {
        let counted = |case: &&Case| case.fault.is_some() || learns(case);
        let of = |faulty: bool| {
            cases.iter().filter(move |case| case.set.tuned == tuned && case.fault.is_some() == faulty).filter(counted)
        };
        let count = |hit: &dyn Fn(&Case) -> bool, faulty| of(faulty).filter(|case| hit(case)).count();
        let (faulty, healthy) = (of(true).count(), of(false).count());
        let any = |case: &Case| !serious(case).is_empty();
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} |",
            interval(count(&is_found, true), faulty),
            interval(count(&is_first, true), faulty),
            interval(count(&any, true), faulty),
            interval(count(&any, false), healthy)
        );
    }
    let _ = writeln!(text, "\n| fault | found, thresholds set on | found, kept apart |\n| --- | --- | --- |");
    for fault in crate::FAULTS {
        let of = |tuned: bool| {
            let own = || {
                cases
                    .iter()
                    .filter(move |case| case.set.tuned == tuned && case.fault.is_some_and(|own| own.name == fault.name))
            };
            format!("{} of {}", own().filter(|case| is_found(case)).count(), own().count())
        };
        let _ = writeln!(text, "| {} | {} | {} |", fault.name, of(true), of(false));
    }
    let sick: Vec<&Case> = cases.iter().filter(|case| case.fault.is_none() && !learns(case)).collect();
    let _ = writeln!(
        text,
        "\nMeant to be healthy, but the loss did not fall by a tenth, so that they count as neither: {}.\n",
        sick.len()
    );
    for case in sick {
        let [first, last] = case.outcome.losses;
        let found = if serious(case).is_empty() { "nothing found".to_owned() } else { serious(case).join(", ") };
        let _ = writeln!(text, "- {}, {}: loss {first:.3} to {last:.3}; {found}", case.set.name, case.what);
    }
    let _ = writeln!(
        text,
        "\nMissed, and healthy ones accused:\n\n| data | kept apart | fault | what | serious findings |\n| --- | --- | --- | --- | --- |"
    );
    for case in cases {
        let wrong = match case.fault {
            Some(_) => !is_found(case),
            None => learns(case) && !serious(case).is_empty(),
        };
        if wrong || (verbose && case.outcome.refused.is_some()) {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {}{} |",
                case.set.name,
                if case.set.tuned { "" } else { "yes" },
                case.fault.map_or("none", |fault| fault.name),
                case.what,
                serious(case).join(", "),
                case.outcome.refused.as_ref().map_or_else(String::new, |why| format!(" (no training: {why})"))
            );
        }
    }
    text
}
