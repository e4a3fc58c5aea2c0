//! A repair, as text.

use crate::WIDTH;
use crate::table::{right, table};
use nonlin_lab::repair::{Comparison, Difference, Repair, Round};
use std::fmt::Write;
use textwrap::Options;

/// What was changed, round by round, the figures before and after, and the verdict; `strong` makes a rule's name stand out.
pub fn repair(repair: &Repair, strong: impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    for (place, round) in repair.rounds.iter().enumerate() {
        let number = if repair.rounds.len() > 1 { format!(" {}", place + 1) } else { String::new() };
        let _ = writeln!(text, "Repair{number}");
        self::round(round, &strong, &mut text);
        let undone = repair.chosen.is_some_and(|chosen| place > chosen) && round.found.is_some();
        text.push_str(if undone {
            "   No fewer serious findings than the round before, so this one is left out.\n\n"
        } else {
            "\n"
        });
    }
    if let Some(comparison) = &repair.comparison {
        figures(comparison, repair.serious, &mut text);
    }
    let _ = writeln!(text, "{}", textwrap::fill(&repair.verdict, WIDTH));
    text
}

fn round(round: &Round, strong: &impl Fn(&str) -> String, text: &mut String) {
    let mut line = |line: String| {
        let options = Options::new(WIDTH).initial_indent("   ").subsequent_indent("     ");
        let _ = writeln!(text, "{}", textwrap::fill(&line, &options));
    };
    for made in &round.made {
        line(format!("{}: {}", strong(&made.rule), made.what.join("; ")));
    }
    for (rule, cause) in &round.waiting {
        line(format!("{} waits: what is changed for {cause} may mend it too", strong(rule)));
    }
    for left in &round.left {
        line(format!("{} is left: {}", strong(&left.rule), left.why));
    }
    if let Some(found) = &round.found {
        let serious: Vec<&str> =
            found.iter().filter(|finding| finding.is_serious()).map(|finding| finding.rule.as_str()).collect();
        let found = if serious.is_empty() { "nothing serious".to_owned() } else { serious.join(", ") };
        line(format!("After it the doctor finds {found}."));
    }
}

fn figures(comparison: &Comparison, serious: [usize; 2], text: &mut String) {
    let metric = comparison.metric;
    let mut rows = table(["on validation rows", "before", "after", "better by", "97.5 % interval"]);
    let mut row = |name: &str, difference: Option<Difference>, shown: &dyn Fn(f64) -> String| {
        let Some(Difference { before, after, better_by, interval }) = difference else { return };
        let interval = format!("{} to {}", shown(interval.low), shown(interval.high));
        rows.add_row([name.to_owned(), shown(before), shown(after), shown(better_by), interval]);
    };
    row("loss", comparison.loss, &|x| if x.abs() < 100.0 { format!("{x:.3}") } else { format!("{x:.3e}") });
    let name = if metric.is_share() { format!("{} %", metric.name()) } else { metric.name().to_owned() };
    row(&name, comparison.score, &|x| if metric.is_share() { format!("{:.1}", 100.0 * x) } else { format!("{x:.3}") });
    let (all, [before, after]) = (comparison.pairs.len(), comparison.diverged());
    let of_all = |count: usize| format!("{count} of {all}");
    if before + after > 0 {
        let (none, name) = (String::new(), "trainings that ended in NaN".to_owned());
        rows.add_row([name, of_all(before), of_all(after), none.clone(), none]);
    }
    let [before, after] = serious.map(|count| count.to_string());
    rows.add_row(["serious findings".to_owned(), before, after, String::new(), String::new()]);
    right(&mut rows, &[1, 2, 3, 4]);
    let note = format!(
        "means over {} seeds, trainings of {} epochs; before and after have the same splits and random numbers",
        comparison.pairs.len(),
        comparison.epochs
    );
    let _ = writeln!(text, "{rows}\n{}\n", textwrap::fill(&note, WIDTH));
}
